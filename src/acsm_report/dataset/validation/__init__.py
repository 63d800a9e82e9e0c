"""dataset.validation."""
