"""export.html."""
