"""HTML pages from Jinja2 templates: the transcript of a document, the gallery, the report of a diff.

`page_model` holds the transcript as plain data; the templates in `assets/html` turn it into HTML. No markup is written
in Python, except the marks of figures, which come from the SVG writer.
"""
