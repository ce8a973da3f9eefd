"""A kernel on a gateway: its channels, with what the gateway wants to see of this server; and one that is not there.

Jupyter Server's own client opens the channels without the token that its other requests have, which a gateway refuses.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_server.utils import url_escape, url_path_join
from tornado.httpclient import AsyncHTTPClient, HTTPClientError
from tornado.web import HTTPError

from ..translation import say
from .errors import KernelUnreachable

LOOK_SECONDS = 3.0
"""For a gateway to say that it is there."""


def is_used() -> bool:
    """Whether this server's kernels are a gateway's."""
    from jupyter_server.gateway.gateway_client import GatewayClient

    return bool(GatewayClient.instance().gateway_enabled)


async def start_channels(client: Any) -> None:
    """Start a `GatewayKernelClient`'s channels; raises `KernelUnreachable`."""
    import websocket

    try:  # it connects in a blocking way
        await asyncio.to_thread(_connect, client)
    except websocket.WebSocketBadStatusException as error:
        raise _unreachable(
            say("refused this server's connection (status {status})", status=error.status_code)
        ) from error
    except (websocket.WebSocketException, OSError) as error:
        raise _unreachable(say("cannot be reached ({error})", error=type(error).__name__)) from error


@contextlib.asynccontextmanager
async def reached() -> AsyncIterator[None]:
    """For what is asked of a gateway; raises `KernelUnreachable` where it does not answer."""
    try:
        yield
    except HTTPError as error:
        raise _unreachable(_of_status(error.status_code)) from error
    except OSError as error:
        raise _unreachable(say("cannot be reached ({error})", error=type(error).__name__)) from error


async def problem() -> KernelUnreachable | None:
    """What keeps this server from having a kernel of its gateway; null where that answers, or there is none."""
    from jupyter_server.gateway.gateway_client import GatewayClient

    if not is_used():
        return None
    gateway: Any = GatewayClient.instance()
    url = url_path_join(gateway.url or "", gateway.kernelspecs_endpoint)
    try:
        # not by Jupyter Server's own function, which tries again for long
        limits = {"connect_timeout": LOOK_SECONDS, "request_timeout": LOOK_SECONDS}
        await AsyncHTTPClient().fetch(url, **{**gateway.load_connection_args(), **limits})
    except HTTPClientError as error:
        return _unreachable(_of_status(error.code))
    except (OSError, ValueError) as error:
        return _unreachable(say("cannot be reached ({error})", error=type(error).__name__))
    return None


def _of_status(status: int) -> str:
    if status in (401, 403):
        return say("refused this server (status {status})", status=status)
    return say("does not answer (status {status})", status=status)


def _unreachable(reason: str) -> KernelUnreachable:
    from jupyter_server.gateway.gateway_client import GatewayClient

    try:  # a password may stand before it
        host = urlsplit(GatewayClient.instance().url or "").netloc.rpartition("@")[2]
    except ValueError:
        host = ""
    return KernelUnreachable(host or "GatewayClient.url", reason)


def _connect(client: Any) -> None:
    import websocket
    from jupyter_server.gateway.gateway_client import GatewayClient

    gateway: Any = GatewayClient.instance()
    arguments = gateway.load_connection_args()
    client.channel_socket = websocket.create_connection(
        url_path_join(gateway.ws_url or "", gateway.kernels_endpoint, url_escape(client.kernel_id), "channels"),
        header=arguments.get("headers") or {},
        timeout=gateway.KERNEL_LAUNCH_TIMEOUT,
        enable_multithread=True,
        sslopt={"ca_certs": gateway.ca_certs, "certfile": gateway.client_cert, "keyfile": gateway.client_key},
    )
    # not the client's own, which would connect once more
    AsyncKernelClient.start_channels(client, stdin=False, hb=False)
    client.response_router = Thread(target=client._route_responses, daemon=True)
    client.response_router.start()
