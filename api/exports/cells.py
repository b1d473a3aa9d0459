"""Cells of a table that a spreadsheet opens: shown, never worked out."""

from api.exports.clean import clean

# What a spreadsheet takes for the beginning of a formula, in wide letters too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# What may stand before it without being seen: blanks of every width, and marks of none.
UNSEEN = (
    " \n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
    "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
BOM = "\ufeff"  # tells a spreadsheet that the file is UTF-8


def safe_cell(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula."""
    text = clean(text)
    return f"'{text}" if text.lstrip(UNSEEN).startswith(FORMULA) else text
