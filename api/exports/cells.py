"""Cells of a table that a spreadsheet opens: shown, never worked out."""

from api.exports.clean import clean

# What a spreadsheet takes for the beginning of a formula, in wide letters too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BOM = "\ufeff"  # tells a spreadsheet that the file is UTF-8


def safe_cell(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula."""
    text = clean(text)
    return f"'{text}" if text.lstrip(" \n\u00a0").startswith(FORMULA) else text
