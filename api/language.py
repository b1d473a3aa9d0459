"""The language of a request: of those there are, the one that its sender reads best."""

from babel import negotiate_locale
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from practice.content.language import SOURCE, current, languages, speaking

# How a language is named in a page, where that is more exact than the name of its file.
TAGS = {SOURCE: "en-GB"}


def tag() -> str:
    """The current language as pages and answers name it."""
    return TAGS.get(current(), current())


class RequestLanguage:
    """Answers each request in the language that it asks for, else in English."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        with speaking(chosen(Headers(scope=scope).get("accept-language", ""))):
            named = tag()

            async def with_language(message: Message) -> None:
                if message["type"] == "http.response.start":
                    headers = MutableHeaders(scope=message)
                    headers["Content-Language"] = named
                    headers.add_vary_header("Accept-Language")
                await send(message)

            await self.app(scope, receive, with_language)


def chosen(accepted: str) -> str:
    """The language for an Accept-Language header (RFC 9110, section 12.5.4)."""
    wanted = [name.replace("-", "_") for name in _by_weight(accepted)]
    return negotiate_locale(wanted, languages(), sep="_") or SOURCE


def _by_weight(accepted: str) -> list[str]:
    """The names in the header, the best first; those that are refused are left out."""
    found = []
    for row in accepted.split(","):
        name, _, weight = row.partition(";")
        try:
            share = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if name.strip() and share > 0:
            found.append((-share, name.strip()))
    return [name for _, name in sorted(found, key=lambda row: row[0])]
