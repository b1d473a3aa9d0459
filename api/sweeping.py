"""The service's own round, every ten seconds: takes up again what was left undone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

import structlog

log = structlog.get_logger()
SWEEP_SECONDS = 10


class Sweeper(Protocol):
    """Something that takes up what waits."""

    async def sweep(self) -> None:
        """Take up everything that waits."""


@asynccontextmanager
async def sweeping(*sweepers: Sweeper) -> AsyncIterator[None]:
    """Rounds of each of these, beside one another, for as long as the block lasts."""
    tasks = [asyncio.create_task(_keep_sweeping(sweeper)) for sweeper in sweepers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()


async def _keep_sweeping(sweeper: Sweeper) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await sweeper.sweep()
        except Exception as error:  # the next round tries again; nothing is lost meanwhile
            kind = type(sweeper).__name__
            log.error("sweep_failed", sweeper=kind, error=type(error).__name__)
