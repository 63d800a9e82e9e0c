"""Turns certification data into a brochure and an infographic. Every printed number cites its source."""

__version__ = "0.1.0"
