"""Certification data into print: a brochure and an infographic in which every number has a source."""

__version__ = "0.1.0"
