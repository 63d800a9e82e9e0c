"""Other words for the columns: English synonyms, German, Spanish and French."""

from __future__ import annotations

__all__ = ["COLUMN_SYNONYMS"]

# Case, accents, plurals, brackets, spaces, hyphens and underscores make no difference.
COLUMN_SYNONYMS = {
    "certifications": {
        "certification": "code, cert, credential, abbreviation, Kürzel, Zertifikat, Zertifizierung, certificación",
        "lane": "number, no, nr, Nummer, número, color number",
        "name": "certification name, full name, title, Bezeichnung, nombre, nom",
        "track": "field, Bereich, Fachrichtung, área, domaine",
        "code_now": "current code, code today, new code, heutiges Kürzel, código actual, code actuel",
        "name_now": "current name, name today, new name, heutiger Name, nombre actual, nom actuel",
        "source": "source key, Quelle, fuente",
        "note": "remark, comment, Bemerkung, Anmerkung, Notiz, nota, remarque",
    },
    "facts": {
        "certification": "code, cert, credential, Kürzel, Zertifikat, Zertifizierung, certificación",
        "kind": "kind of fact, type, measure, metric, indicator, fact, Art, Kennzahl, tipo, genre",
        "dimension": "part, category, group, Kategorie, Gruppe, categoría, catégorie",
        "period": "year, time, date, Jahr, Zeitraum, año, período, année, période",
        "value": "figure, amount, result, Wert, Betrag, valor, valeur",
        "unit": "unit of measure, Einheit, unidad, unité",
        "source": "source key, Quelle, fuente",
        "as_of": "as of date, Stand, fecha, en date du",
        "reliability": "Verlässlichkeit, fiabilidad, fiabilité",
        "status": "state, estado, statut",
        "also": "also in, further sources, other sources, weitere Quellen, otras fuentes, autres sources",
        "note": "remark, comment, Bemerkung, Anmerkung, Notiz, nota, remarque",
        "valid_until": "valid to, expires, expiry date, gültig bis, válido hasta, valable jusque",
        "review_after": "review date, review, prüfen nach, revisar después, vérifier après",
    },
    "sources": {
        "source": "source key, key, Quelle, fuente",
        "title": "name, Titel, título, titre",
        "publisher": "published by, author, Herausgeber, editor, éditeur",
        "url": "link, web, website, web page, address, Adresse, Webseite, enlace, lien",
        "published": "date, publication date, date published, Datum, veröffentlicht, fecha, publicado, publié",
        "reliability": "Verlässlichkeit, fiabilidad, fiabilité",
        "owner": "responsible, contact, verantwortlich, zuständig, responsable",
        "note": "remark, comment, Bemerkung, Anmerkung, Notiz, nota, remarque",
    },
    "recipients": {
        "name": "recipient, gym, gym name, name of gym, club, club name, studio, studio name, facility, facility name, "
        "company, company name, business name, organization, organization name, organisation, customer, location name, "
        "display name, Firma, Firmenname, Kunde, Empfänger, Verein, nombre, gimnasio, empresa, nom, salle, société",
        "street": "address line 1, address 1, street 1, street name, Straße, Straße und Hausnummer, calle, rue",
        "street_2": "address line 2, address 2, suite, Adresszusatz",
        "city": "town, locality, Ort, Stadt, Wohnort, ciudad, localidad, ville",
        "state": "province, region, county, state or province, Bundesland, estado, provincia",
        "postcode": "ZIP, ZIP code, postal code, post code, PLZ, Postleitzahl, código postal, code postal, CP",
        "country": "Land, Staat, país, pays",
        "address": "street address, mailing address, postal address, full address, Adresse, Anschrift, dirección",
        "url": "website, web, web address, web page, web site, homepage, home page, link, site, internet, Webseite, "
        "Internetadresse, sitio web, página web, enlace, site web, site internet, lien",
        "logo": "logo file, picture, image, Bild, logotipo, imagen",
        "code": "id, identifier, store number, location code, Kürzel, Kundennummer, código",
    },
}
