"""The carriers, one a file: scenes → bytes. They may look at a scene and know nothing else of a page."""
