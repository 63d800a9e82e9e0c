"""The command line. The only package that imports click and prints; commands are imported when they are called."""
