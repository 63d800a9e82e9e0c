"""The shapes of the infographic and their parts, one per module; `formats` chooses the shape."""
