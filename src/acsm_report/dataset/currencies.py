"""Currencies by their ISO 4217 codes, and the signs and words that people write for them and for percent."""

from __future__ import annotations

__all__ = ["CURRENCIES", "UNIT_SIGNS", "possible_units", "read_currency"]

LEGAL_TENDER = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL
HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD
MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG
QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD
TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = tuple(LEGAL_TENDER.split())
DOLLARS_AND_PESOS = (
    "USD ARS AUD BBD BMD BND BSD BZD CAD CLP COP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD XCD"
)
SIGNS = {  # with the currencies that each may mean
    "$": DOLLARS_AND_PESOS, "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "R$": "BRL", "€": "EUR", "£": "GBP",
    "¥": "JPY CNY", "₹": "INR", "₩": "KRW", "₪": "ILS", "₺": "TRY", "₴": "UAH", "₽": "RUB", "zł": "PLN", "Fr.": "CHF",
    "kr": "DKK ISK NOK SEK", "kr.": "DKK ISK NOK SEK", "%": "%",
}  # fmt: skip
WORDS = {
    "dollar": DOLLARS_AND_PESOS, "dollars": DOLLARS_AND_PESOS, "us dollar": "USD", "us dollars": "USD", "euro": "EUR",
    "euros": "EUR", "pound": "GBP", "pounds": "GBP", "percent": "%", "per cent": "%", "percentage": "%", "pct": "%",
    "prozent": "%", "v. h.": "%",
}  # fmt: skip
UNIT_SIGNS = (*SIGNS, *CURRENCIES)  # what stands before or after a number
UNITS = {name.casefold(): tuple(units.split()) for name, units in (SIGNS | WORDS).items()}


def possible_units(text: str) -> tuple[str, ...]:
    """Return the currencies, or %, that a code, sign or word may mean in any case; () if it means none."""
    code = text.upper()
    return UNITS.get(text.casefold(), (code,) if code in CURRENCIES else ())


def read_currency(text: str) -> str:
    """Return the one currency that a text means, or ""; $ means several."""
    codes = possible_units(text)
    return codes[0] if len(codes) == 1 and codes[0] in CURRENCIES else ""
