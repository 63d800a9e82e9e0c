"""The use cases: build, batch, diff, recall, gallery and init, each one function that calls the other packages.

`BuildOptions` holds what a user may choose, `Progress` the callbacks. Nothing here prints or parses a command line.
"""
