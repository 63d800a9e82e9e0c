"""Pages as data, before anything is drawn or written.

The pivot type is `scene.Scene`. Nothing here knows a chart, a document or a file format.
"""
