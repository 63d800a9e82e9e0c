"""Draws plotly charts in a browser and reads the drawings back as marks.

The pivot type is `session.BrowserSession`: figures go in, SVG comes out, and `svg_import` makes a Drawing of it. Only
`kaleido_browser`, in a process of its own, imports kaleido and choreographer. Nothing here knows what a chart says.
"""
