"""The browser's session cookie: gone when the browser closes, out of reach of scripts."""

from fastapi import Request, Response

from api.settings import Settings


def cookie_name(settings: Settings) -> str:
    """The __Host- prefix makes browsers refuse a cookie set by another host or without TLS."""
    return "__Host-aide" if settings.secure_cookies else "aide"


def set_cookie(response: Response, settings: Settings, token: str) -> None:
    """Give the browser its token."""
    response.set_cookie(
        cookie_name(settings),
        token,
        path="/",
        secure=bool(settings.secure_cookies),
        httponly=True,
        samesite="lax",
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    """Make the browser forget its token."""
    response.delete_cookie(
        cookie_name(settings),
        path="/",
        secure=bool(settings.secure_cookies),
        httponly=True,
        samesite="lax",
    )


def token_of(request: Request) -> str | None:
    """The token this request carries: the Authorization header before the cookie."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return request.cookies.get(cookie_name(request.app.state.settings))
