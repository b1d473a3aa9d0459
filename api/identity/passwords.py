"""Passwords as argon2id hashes (OWASP setting: 19 MiB, 2 passes, 1 lane)."""

import secrets
import threading
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.errors import Invalid
from practice.content.language import gettext

SHORTEST = 12
LONGEST = 1024

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# At most four at a time, so that a flood of sign-ins cannot use up the memory or
# run far past the throttle before its failures are counted.
sign_in_gate = threading.BoundedSemaphore(4)


def hash_password(password: str) -> str:
    """The hash to store. Raises Invalid for a password that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        sentence = gettext("Please choose a password of at least {least} characters.").format(
            least=SHORTEST
        )
        raise Invalid(sentence, [{"pointer": "/password", "message": sentence}])
    return rehash(password)


def rehash(password: str) -> str:
    """The hash, at today's setting, of a password already accepted."""
    return _hasher.hash(_same_however_typed(password))


def password_fits(stored: str | None, password: str) -> bool:
    """True when `password` belongs to the hash.

    None, for a person we do not know, takes the same time and is never true.
    """
    try:
        fits = _hasher.verify(stored or _nobodys_hash(), _same_however_typed(password))
    except (VerificationError, InvalidHashError):
        return False
    return fits and stored is not None


def needs_new_hash(stored: str) -> bool:
    """True when the hash was made with an older setting."""
    return _hasher.check_needs_rehash(stored)


@lru_cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))


def _same_however_typed(password: str) -> str:
    # One keyboard sends é as one character, another as two.
    return unicodedata.normalize("NFKC", password)


_nobodys_hash()  # now, so that the first unknown username does not take twice as long
