"""The pages of the brochure, one module each."""
