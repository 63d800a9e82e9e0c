"""Turns scenes into bytes: PDF, HTML, SVG and PNG, one format a module or package.

The pivot type is `layout.scene.Scene`. An exporter knows no data, chooses no words and places nothing: all that is on a
page is in its scene, and charts are drawn before they are exported (`export.chrome`).
"""
