"""Signing what is sent, so that the receiver knows who sent it, when, and that it is whole.

docs/webhook.md tells receivers how to check it.
"""

import hmac
from hashlib import sha256

SIGNATURE, EVENT = "MSP-Signature", "MSP-Event-Id"


def signature(secret: bytes, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over the timestamp, a full stop and the body, in hexadecimal."""
    return hmac.new(secret, f"{timestamp}.".encode() + body, sha256).hexdigest()


def signed_headers(secret: bytes, event_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers that go with a body. timestamp: seconds since 1970, of this attempt."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "MSP-Aide",
        EVENT: event_id,
        SIGNATURE: f"t={timestamp},v1={signature(secret, timestamp, body)}",
    }
