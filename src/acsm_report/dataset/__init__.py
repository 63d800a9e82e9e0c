"""Tables in; facts with sources, and what is computed from them, out.

The pivot types are `model.Dataset` and `insights.Insights`. Nothing here knows how a fact is printed.
"""
