"""Completes addresses of the web, and writes them in ASCII."""

from __future__ import annotations

import re
from urllib.parse import quote

__all__ = ["complete_url", "normalize_url"]

HOST = r"(?P<host>(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W_](?:[\w-]*[^\W_])?)(?P<port>(?::\d{1,5})?)"
WEB_ADDRESS = re.compile(rf"(?P<scheme>https?)://{HOST}(?P<path>(?:[/?#].*)?)", re.IGNORECASE)
BARE_ADDRESS = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,}(?:[/?#]\S*)?")
FILE_NAME = re.compile(r"[^/]*\.(?:csv|docx?|gif|html?|jpe?g|pdf|png|pptx?|svg|txt|xlsx?|zip)", re.IGNORECASE)


def normalize_url(text: str) -> str:
    """Return a URL in ASCII, as PDF readers and browsers need it; "" for other text. a.example gets https://.

    Its host must have a dot, and no name and password.
    """
    found = WEB_ADDRESS.fullmatch(complete_url(text))
    if found is None or re.search(r"[\s<>\"]", text):
        return ""
    labels = [_encode_label(label) for label in found["host"].split(".")]
    path = quote(found["path"], safe="%/:=&?~#+!$,;@()*[]" + chr(39))
    return f"{found['scheme'].lower()}://{'.'.join(labels)}{found['port']}{path}"


def complete_url(text: str) -> str:
    """Return an address without a scheme, such as a.example/b, with https://; other text unchanged."""
    is_address = BARE_ADDRESS.fullmatch(text) and not FILE_NAME.fullmatch(text)
    return f"https://{text}" if is_address else text


def _encode_label(label: str) -> str:
    """Return a label of a host in ASCII: xn--mller-kva for müller."""
    return label if label.isascii() else f"xn--{label.lower().encode('punycode').decode()}"
