"""Addresses of the web: without a scheme, with other letters, and what is none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.web_addresses import complete_url, normalize_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("www.example.org/a", "https://www.example.org/a"), ("example.org", "https://example.org"),
        ("social.example/gym?id=1", "https://social.example/gym?id=1"), ("gym.café.example", "https://gym.café.example"),
    ],
)  # fmt: skip
def test_addresses_without_a_scheme(text: str, url: str) -> None:
    """What can be nothing else gets https://."""
    assert complete_url(text) == url


@pytest.mark.parametrize(
    "text", ["www. x", "http://www.example.org", "me@example.org", "report.pdf", "10.1000/182", "Gym", "p.m.", "a..org"]
)
def test_other_text_is_not_completed(text: str) -> None:
    """Mail addresses, files, numbers and what has a scheme stay as they are."""
    assert complete_url(text) == text


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://acsm.org/a?b=c#d", "https://acsm.org/a?b=c#d"),
        ("HTTPS://Example.org", "https://Example.org"),
        ("https://example.org/é ", ""),
        ("https://example.org/é", "https://example.org/%C3%A9"),
        ("https://example.org/%C3%A9", "https://example.org/%C3%A9"),
        ("mailto:somebody@example.org", ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("https://", ""),
        ("", ""),
        ("https://localhost/a", ""),
        ("https://https://example.org", ""),
        ("https://somebody:secret@example.org", ""),
        ("https://[::1", ""),
        ("https://-.example", ""),
        (
            "https://archive.example.org:8080/web/http://example.org",
            "https://archive.example.org:8080/web/http://example.org",
        ),
        ("example.org/a", "https://example.org/a"),
        ("https://Müller.example/ü", "https://xn--mller-kva.example/%C3%BC"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
    ],
)
def test_normalize_url(text: str, url: str) -> None:
    """A web URL becomes ASCII, as PDF requires; other text gives ""."""
    assert normalize_url(text) == url


@given(st.text())
def test_normalized_url_is_plain_ascii(text: str) -> None:
    """A URL never has spaces, quotation marks, angle brackets or other letters."""
    url = normalize_url(f"https://{text}")
    assert url == "" or (url.isascii() and not re.search(r"[\s<>\"]", url))
