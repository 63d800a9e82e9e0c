"""export.chrome."""
