"""The key of a sending: made by who sends, the same when it is sent again."""

from typing import Annotated

from pydantic import Field

from api.errors import Invalid

SHORTEST_KEY, LONGEST_KEY = 8, 128
SendingKey = Annotated[str, Field(min_length=SHORTEST_KEY, max_length=LONGEST_KEY)]


def check_key(key: str) -> None:
    """Raises Invalid for a key that no page of ours sends."""
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
        raise Invalid()
