"""Writes metadata as XMP (ISO 16684-1), in packets for PDF and PNG."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from ..layout.scene import DocumentMetadata

if TYPE_CHECKING:
    from PIL.PngImagePlugin import PngInfo

__all__ = [
    "CONFORMANCE_CLAIM",
    "INVALID_XML_CHARACTERS",
    "PROGRAM",
    "RESERVED_CLAIM",
    "add_conformance_claim",
    "build_png_info",
    "build_xmp_packet",
    "escape_xml",
]

PROGRAM = "acsm-report"
INVALID_XML_CHARACTERS = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
CONFORMANCE_CLAIM = (
    "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>"
)
EXTENSION_SCHEMA = (  # PDF/A demands a description of properties that it does not define
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"
)

RESERVED_CLAIM = EXTENSION_SCHEMA + " " * len(CONFORMANCE_CLAIM)  # in a packet that claims nothing yet


def build_xmp_packet(about: DocumentMetadata, properties: Mapping[str, str], extra_xml: str = "") -> bytes:
    """Return an XMP packet with title, description, author, language, date and other properties by name.

    A name has a prefix of NAMESPACES ("pdf:Producer"); `extra_xml` is added as it is. IPTC properties are in the
    language of the file.
    """
    body = [
        f"<dc:title>{_language_alternative(about.title)}</dc:title>",
        f"<dc:description>{_language_alternative(about.subject)}</dc:description>",
        f"<dc:creator><rdf:Seq><rdf:li>{escape_xml(about.author or PROGRAM)}</rdf:li></rdf:Seq></dc:creator>",
        f"<dc:language><rdf:Bag><rdf:li>{escape_xml(about.language)}</rdf:li></rdf:Bag></dc:language>",
    ]
    if about.issued:
        body.append(f"<dc:date><rdf:Seq><rdf:li>{escape_xml(about.issued)}</rdf:li></rdf:Seq></dc:date>")
        properties = {**dict.fromkeys(("xmp:CreateDate", "xmp:ModifyDate"), f"{about.issued}T00:00:00Z"), **properties}
    for name, text in properties.items():
        body.append(f"<{name}>{_language_alternative(text) if name.startswith('Iptc') else escape_xml(text)}</{name}>")
    names = "".join(f' xmlns:{name}="{address}"' for name, address in NAMESPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about=""{names}>{"".join(body)}{extra_xml}</rdf:Description></rdf:RDF></x:xmpmeta>'
        '<?xpacket end="w"?>'
    ).encode()


def add_conformance_claim(pdf: bytes) -> bytes:
    """Return a PDF whose XMP packet claims PDF/UA-1 and PDF/A-3a. Raise ValueError if no room is reserved for it.

    The packet is edited in place, as its `end="w"` allows: apart from the claim, the file that makes it is byte for
    byte the one that was checked.
    """
    reserved = RESERVED_CLAIM.encode()
    if pdf.count(reserved) != 1:
        raise ValueError("the XMP packet reserves no room for the conformance claim")
    return pdf.replace(reserved, (EXTENSION_SCHEMA + CONFORMANCE_CLAIM).encode())


def build_png_info(about: DocumentMetadata, alt: str, short_alt: str = "") -> PngInfo:
    """Return a PNG's metadata: title and description as PNG keywords, text alternatives as IPTC properties in XMP.

    `alt` describes all that is seen; `short_alt` follows the title in the short alternative.
    """
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    for name, text in (("Title", about.title), ("Description", alt)):
        info.add_itxt(name, text, about.language, name)
    title_and_alt = ". ".join(filter(None, (about.title, short_alt)))
    properties = {"Iptc4xmpCore:AltTextAccessibility": title_and_alt, "Iptc4xmpCore:ExtDescrAccessibility": alt}
    info.add_itxt("XML:com.adobe.xmp", build_xmp_packet(about, properties).decode())
    return info


def _language_alternative(text: str) -> str:
    """Return a text as the default of an XMP language alternative."""
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape_xml(text)}</rdf:li></rdf:Alt>'


def escape_xml(text: str) -> str:
    """Return a text escaped for XML, also in an attribute. Characters that XML does not allow become U+FFFD."""
    return INVALID_XML_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", escape(text, quote=False)).replace('"', "&quot;")
