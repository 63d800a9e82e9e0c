"""Writes and checks PDF files, and is the only package that does.

`writer.render_pdf` turns scenes into the bytes of a tagged PDF, `conformance.check_conformance` reads them back before
the file may claim PDF/UA-1 and PDF/A-3a, and `mail_merge` makes copies as incremental updates. Layout does not belong
here: scenes arrive finished.
"""
