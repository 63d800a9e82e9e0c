"""Checks of data packages: single cells and rows (`rules`), and rows compared with each other (`cross_row`).

Checks yield diagnostics; they never raise for bad data.
"""
