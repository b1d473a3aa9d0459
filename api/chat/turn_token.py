"""A token that proves, for a short while, that a turn is under way."""

import hashlib
import hmac
import time

LIFETIME_SECONDS = 60


def _mac(key: str, message_id: str, expires: int) -> str:
    return hmac.new(key.encode(), f"{message_id}|{expires}".encode(), hashlib.sha256).hexdigest()


def issue(key: str, message_id: str, now: float | None = None) -> str:
    """A token for the turn of this inbox message."""
    expires = int((now if now is not None else time.time()) + LIFETIME_SECONDS)
    return f"{expires}.{_mac(key, message_id, expires)}"


def is_good(key: str, message_id: str, token: str, now: float | None = None) -> bool:
    """Whether the token belongs to this turn and has not expired."""
    expires, _, mac = token.partition(".")
    if not expires.isdigit():
        return False
    expected = _mac(key, message_id, int(expires))
    in_time = int(expires) >= (now if now is not None else time.time())
    return hmac.compare_digest(mac.encode(), expected.encode()) and in_time
