"""A provider's own list of the models that a key may use. Asking for it costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread

from .port import Target
from .providers import address, key_headers

if TYPE_CHECKING:  # httpx takes long to import
    import httpx

SECONDS = 10.0
"""For the whole list."""
PAGES = 20

Page = dict[str, str]
"""The query that asks for a page."""


class ListUnknown(Exception):
    """The list could not be read; the text says in a word why, and holds no key."""


async def model_names(target: Target) -> frozenset[str]:
    """The bare names in the list of the target's provider; raises `ListUnknown`."""
    client = await anyio.to_thread.run_sync(_client)
    try:
        with anyio.fail_after(SECONDS):
            async with client:
                return await _read(client, target)
    except TimeoutError:
        raise ListUnknown("timeout") from None


def _client() -> httpx.AsyncClient:
    """In a thread: importing httpx and reading certificates would stop the server's loop."""
    import httpx

    # redirects are not followed: they could carry the key away
    return httpx.AsyncClient(follow_redirects=False, timeout=SECONDS)


async def _read(client: httpx.AsyncClient, target: Target) -> frozenset[str]:
    names: set[str] = set()
    page: Page | None = _FIRST_PAGE[target.provider]
    for _ in range(PAGES):
        if page is None:
            return frozenset(names)
        found, page = _understood(target, await _get(client, target, page))
        names |= found
    raise ListUnknown("too many pages")


async def _get(client: httpx.AsyncClient, target: Target, page: Page) -> Any:
    import httpx

    try:
        reply = await client.get(address(target) + _PATHS[target.provider], params=page, headers=key_headers(target))
        if reply.status_code != 200:
            raise ListUnknown(f"status {reply.status_code}")
        return reply.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ListUnknown(type(error).__name__) from None


_PATHS = {"openai": "/models", "anthropic": "/v1/models", "gemini": "/v1beta/models"}
_FIRST_PAGE: dict[str, Page] = {"openai": {}, "anthropic": {"limit": "1000"}, "gemini": {"pageSize": "1000"}}


def _understood(target: Target, body: Any) -> tuple[set[str], Page | None]:
    """The names on a page, and the next page, if there is one."""
    try:
        if target.provider == "gemini":
            names = {str(model["name"]).removeprefix("models/") for model in body.get("models", [])}
            token = body.get("nextPageToken")
            return names, {**_FIRST_PAGE["gemini"], "pageToken": str(token)} if token else None
        names = {str(model["id"]) for model in body["data"]}
        more = target.provider == "anthropic" and body.get("has_more") and body.get("last_id")
        return names, {**_FIRST_PAGE["anthropic"], "after_id": str(body["last_id"])} if more else None
    except (KeyError, TypeError, AttributeError):
        raise ListUnknown("not a list of models") from None
