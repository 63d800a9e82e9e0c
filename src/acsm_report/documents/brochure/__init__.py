"""The pages of the brochure, one page per module. `registry` lists them in order."""
