"""documents.contact_sheet."""
