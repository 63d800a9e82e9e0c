"""The contact sheet: every page, chart and picture once. `items` collects them, `layout` places them."""
