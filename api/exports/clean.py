"""Text without what neither XML nor FHIR can hold."""

import unicodedata

# What XML cannot hold besides control characters and surrogates.
NEVER = "\ufffe\uffff"


def clean(text: str) -> str:
    """`text` without control characters and the like; nothing that can be seen is lost."""
    unseen = ("Cc", "Cs")
    return "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in unseen and c not in NEVER
    )
