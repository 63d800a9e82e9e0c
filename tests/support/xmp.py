"""XMP packets of finished files."""

from __future__ import annotations

from xml.etree import ElementTree


def xmp_properties(packet: str) -> dict[str, str]:
    """The texts of an XMP packet by property name."""
    rdf = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
    (about,) = ElementTree.fromstring(packet.strip("\ufeff")).iter(f"{rdf}Description")
    return {kid.tag.partition("}")[2]: "".join(kid.itertext()) for kid in about}
