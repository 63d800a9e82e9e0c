"""export.pdf."""
