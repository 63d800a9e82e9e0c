"""What a brand decides: colors, type, measures and artwork.

The pivot type is `model.Brand`. Nothing here knows a page.
"""
