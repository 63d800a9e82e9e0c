"""Where each printed number comes from, and what changed between two editions.

The pivot type is `model.Ledger`. Nothing here lays out a page or writes a finished file.
"""
