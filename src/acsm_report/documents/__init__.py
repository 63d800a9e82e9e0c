"""Which pages each product has, and how each page is laid out.

The pivot type is `compose.Document`; `compose.compose` turns one into scenes. Nothing here draws or writes a file.
`brochure`, `infographic` and `contact_sheet` have one page or part of a page per module.
"""
