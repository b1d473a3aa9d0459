"""Drawing cases by chance, so that anyone can repeat the draw.

Every case gets a number: the SHA-256 digest of the draw's own number, a colon, and the case
reference, as UTF-8. The cases with the lowest digests are drawn. With the draw's number and the
list of references, `printf '%s' 'NUMBER:REFERENCE' | sha256sum` gives the same order.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256


def digest(seed: str, case_ref: str) -> str:
    """The number that puts a case in its place in a draw."""
    return sha256(f"{seed}:{case_ref}".encode()).hexdigest()


def in_order(seed: str, case_refs: Mapping[str, str]) -> list[str]:
    """Ids of cases as the draw puts them; case_refs: each id's reference."""
    return sorted(case_refs, key=lambda case_id: (digest(seed, case_refs[case_id]), case_id))


def drawn(seed: str, case_refs: Mapping[str, str], count: int) -> list[str]:
    """The ids that are drawn: the first `count` in the order of the draw."""
    return in_order(seed, case_refs)[:count]
