"""The texts of a form whose fields are not known beforehand."""

from typing import Annotated

from fastapi import Depends, Request


async def _texts(request: Request) -> dict[str, str]:
    form = (await request.form()).multi_items()
    return {key: value for key, value in form if isinstance(value, str)}


Texts = Annotated[dict[str, str], Depends(_texts)]


def number_in(texts: dict[str, str], name: str) -> int:
    """A whole number that a form sent, -1 for anything else."""
    text = texts.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
