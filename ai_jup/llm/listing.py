"""A provider's own list of the models that a key may use. Asking for it costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread

from .dialects import Page
from .port import Target

if TYPE_CHECKING:  # httpx takes long to import
    import httpx

SECONDS = 10.0
"""For the whole list."""
PAGES = 20


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
    models = target.dialect.models
    page: Page | None = models.first_page
    for _ in range(PAGES):
        if page is None:
            return frozenset(names)
        body = await _get(client, target, page)
        try:
            found, page = models.read(body)
        except (KeyError, TypeError, AttributeError):
            raise ListUnknown("not a list of models") from None
        names |= found
    raise ListUnknown("too many pages")


async def _get(client: httpx.AsyncClient, target: Target, page: Page) -> Any:
    import httpx

    url, headers = target.address + target.dialect.models.path, target.dialect.key_headers(target.api_key.strip())
    try:
        reply = await client.get(url, params=page, headers=headers)
        if reply.status_code != 200:
            raise ListUnknown(f"status {reply.status_code}")
        return reply.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ListUnknown(type(error).__name__) from None
