"""documents.infographic."""
