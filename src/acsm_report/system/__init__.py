"""Files, processes and git.

Nothing here knows certifications, brands or pages.
"""
