"""The API as the actions see it: one client, kept open, with its own short timeout."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import httpx

from practice.content.language import current

TIMEOUT_SECONDS = 3.0


class ApiFailed(Exception):
    """The API did not do what was asked; the turn must be given up."""


class ApiRefused(Exception):
    """The API understood and refused. `detail` is a plain sentence for the person."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"refused with {status}")
        self.status = status
        self.detail = detail


class AideApi:
    """Calls `/internal/turns/{turn}` with the bot's key and the turn's own token."""

    def __init__(self, base_url: str, key: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=base_url, timeout=TIMEOUT_SECONDS, headers={"X-Aide-Key": key}
        )

    async def _call(self, method: str, turn: Any, path: str = "", body: Any = None) -> Any:
        url = f"/internal/turns/{turn.id}{path}"
        headers = {"X-Aide-Turn": turn.token, "Accept-Language": current()}
        try:
            answer = await self._client.request(method, url, json=body, headers=headers)
        except httpx.HTTPError as error:
            raise ApiFailed(type(error).__name__) from None
        if answer.status_code in (404, 409, 422):
            raise ApiRefused(answer.status_code, answer.json().get("detail", ""))
        if answer.status_code >= 300:
            raise ApiFailed(f"status {answer.status_code}")
        return answer.json()

    async def state(self, turn: Any) -> Any:
        """`{works, work_id, contact_id, record}`: what the conversation is about."""
        return await self._call("GET", turn)

    async def choose_work(self, turn: Any, work_id: str) -> Any:
        """Attach an existing piece of work to the conversation."""
        return await self._call("POST", turn, "/work", {"work_id": work_id})

    async def new_work(self, turn: Any, case_ref: str, section_42: str) -> Any:
        """Create a piece of work and attach it."""
        return await self._call(
            "POST", turn, "/work", {"case_ref": case_ref, "section_42": section_42}
        )

    async def open_contact(self, turn: Any, **wanted: str) -> Any:
        """Open (`stage=`) or resume (`contact_id=`) a contact. Answers like `state`."""
        return await self._call("POST", turn, "/contact", wanted)

    async def file(self, turn: Any, filing: Mapping[str, Any]) -> Any:
        """Write a turn's entries in one transaction. Answers `{entries, record}`."""
        return await self._call("POST", turn, "/entries", filing)

    async def finish(self, turn: Any) -> Any:
        """Finish (seal) the open contact; the turn must carry the choice to do so."""
        return await self._call("POST", turn, "/finish")


_api: AideApi | None = None


def api() -> AideApi:
    """The process's one client, made on first use."""
    global _api
    if _api is None:
        port = os.environ.get("MSP_API_PORT", "8000")
        _api = AideApi(f"http://127.0.0.1:{port}", os.environ["MSP_BOT_KEY"])
    return _api
