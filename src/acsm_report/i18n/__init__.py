"""Messages, numbers and dates in a language.

The pivot type is `phrase.Phrase`. No English word that is printed is in the code; all are in a catalog.
"""
