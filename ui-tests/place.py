"""A Jupyter server where people's really is, for tests/places.spec.ts: `python place.py PLACE FOLDER SIMULATOR`.

Prints where it is as one line of JSON, does what it is told line by line (`stop gateway`) with `ok` after each, and
ends all that it has started when its input ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent.parent / "docs"
HUB_USER, HUB_PASSWORD = "ada", "lovelace"
PROXY_KEY = "sk-place-proxy"
KEYS = {"OPENAI_API_KEY": "sk-place-openai", "ANTHROPIC_API_KEY": "sk-ant-place", "GEMINI_API_KEY": "AIza-place"}


class Place:
    """What has been started, by name."""

    def __init__(self, folder: Path, simulator: str) -> None:
        self.folder, self.simulator = folder, simulator
        self.token = secrets.token_hex(16)
        self.asked = {"Authorization": f"token {self.token}"}
        self.again: dict[str, Callable[[], object]] = {}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, *command: str, **environment: str) -> None:
        own = {f"JUPYTER_{each}_DIR": str(self.folder / name) for each in ("CONFIG", "DATA", "RUNTIME")}
        own |= {"IPYTHONDIR": str(self.folder / name), "HOME": str(self.folder), **environment}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, env={**os.environ, **own}
            )

    def stop(self, name: str) -> None:
        process = self.running.pop(name)
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def configuration(self, more: str = "") -> str:
        """Of the Jupyter server, as a file."""
        file, root = self.folder / "jupyter_server_config.py", self.folder / "root"
        root.mkdir(exist_ok=True)
        base = {"openai": f"{self.simulator}/v1", "anthropic": self.simulator, "gemini": self.simulator}
        file.write_text(
            f"c.AiJup.api_base = {base!r}\n"
            f"c.ServerApp.root_dir = {str(root)!r}\n"
            "c.ServerApp.allow_root = True\n"
            "c.ServerApp.open_browser = False\n"
            "c.LabApp.news_url = None\n"
            f"{more}"
        )
        return str(file)

    def jupyter(self, base_url: str = "/", more: str = "") -> str:
        """Its address; it has started."""
        port = free_port()
        file = self.configuration(
            "c.ServerApp.ip = '127.0.0.1'\n"
            f"c.ServerApp.port = {port}\n"
            f"c.ServerApp.base_url = {base_url!r}\n"
            f"c.IdentityProvider.token = {self.token!r}\n{more}"
        )
        self.start("jupyter", "jupyter", "lab", "--config", file, **KEYS, PROXY_KEY=PROXY_KEY)
        url = f"http://127.0.0.1:{port}{base_url}"
        wait_for(f"{url}api")
        return url


def nginx(place: Place, ours: bool, cuts: bool) -> dict[str, str]:
    """The lines that docs/administrators.md has, with our sockets or without."""
    direct = place.jupyter("/jupyter/")
    inner = direct.removeprefix("http://").removesuffix("/jupyter/")
    lines = re.findall(r"^```nginx\n(.*?)^```", (DOCS / "administrators.md").read_text(), re.DOTALL | re.MULTILINE)[0]
    assert "|ai-jup)/" in lines and "proxy_read_timeout 1d;" in lines, "the page has other lines now"
    if not ours:
        lines = lines.replace("|ai-jup)/", ")/")
    patience = "3s" if cuts else "60s"
    if ours and cuts:
        lines = lines.replace("proxy_read_timeout 1d;", "proxy_read_timeout 3s;")
    port = free_port()
    others = f"""listen 127.0.0.1:{port};
    location /jupyter/ {{
        proxy_pass http://jupyter;
        proxy_set_header Host $http_host;
        proxy_read_timeout {patience};
        proxy_buffering on;
    }}"""
    lines = lines.replace("server {\n", f"server {{\n    {others}\n", 1)
    temporary = "".join(
        f"{each}_temp_path {place.folder}/{each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = place.folder / "nginx.conf"
    file.write_text(
        f"daemon off;\nuser root;\npid {place.folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n"
        f"access_log {place.folder}/access.log;\n{temporary}\nupstream jupyter {{ server {inner}; }}\n{lines}}}\n"
    )
    place.start("nginx", "nginx", "-p", str(place.folder), "-e", "stderr", "-c", str(file))
    url = f"http://127.0.0.1:{port}/jupyter/"
    wait_for(f"{url}api")
    return {"url": url, "direct": direct, "page": f"{url}lab?token={place.token}", "token": place.token}


def gateway(place: Place, has_token: bool) -> dict[str, str]:
    """Kernels elsewhere: Jupyter Kernel Gateway."""
    port = free_port()
    token = secrets.token_hex(8) if has_token else ""
    place.again["gateway"] = lambda: start_gateway(place, port, token)
    place.again["gateway of another token"] = lambda: start_gateway(place, port, secrets.token_hex(8))
    place.again["gateway"]()
    own = f"c.GatewayClient.url = 'http://127.0.0.1:{port}'\n"
    if has_token:
        own += f"c.GatewayClient.auth_token = {token!r}\n"
    url = place.jupyter(more=own)
    page = f"{url}lab?token={place.token}"
    return {"url": url, "direct": url, "page": page, "token": place.token}


def start_gateway(place: Place, port: int, token: str) -> None:
    options = {"ip": "127.0.0.1", "port": port, "auth_token": token}
    place.start(
        "gateway",
        "jupyter",
        "kernelgateway",
        *(f"--KernelGatewayApp.{name}={value}" for name, value in options.items()),
        # Jupyter's server asks which kernels there are
        "--JupyterWebsocketPersonality.list_kernels=True",
    )
    wait_for(f"http://127.0.0.1:{port}/api", headers={"Authorization": f"token {token}"})


def hub(place: Place) -> dict[str, str]:
    """JupyterHub below a prefix, with its usual proxy, and a server for a user."""
    proxy, api, inside = free_port(), free_port(), free_port()
    file = place.folder / "jupyterhub_config.py"
    file.write_text(
        "c.JupyterHub.authenticator_class = 'dummy'\n"
        f"c.DummyAuthenticator.password = {HUB_PASSWORD!r}\n"
        "c.Authenticator.allow_all = True\n"
        "c.JupyterHub.spawner_class = 'simple'\n"
        f"c.SimpleLocalProcessSpawner.home_dir_template = {str(place.folder)!r} + '/home/{{username}}'\n"
        f"c.JupyterHub.bind_url = 'http://127.0.0.1:{proxy}/hub-prefix/'\n"
        f"c.JupyterHub.hub_bind_url = 'http://127.0.0.1:{inside}'\n"
        f"c.ConfigurableHTTPProxy.api_url = 'http://127.0.0.1:{api}'\n"
        f"c.JupyterHub.db_url = 'sqlite:///{place.folder}/hub.sqlite'\n"
        f"c.JupyterHub.cookie_secret_file = {str(place.folder / 'cookie_secret')!r}\n"
        "c.Spawner.default_url = '/lab'\n"
        f"c.Spawner.environment = {KEYS!r}\n"
        # what the hub says of who somebody is is believed for a second, not for five minutes
        f"c.Spawner.args = ['--config={place.configuration()}', '--HubOAuth.cache_max_age=1']\n"
        f"c.JupyterHub.services = [{{'name': 'tests', 'api_token': {place.token!r}}}]\n"
        "c.JupyterHub.load_roles = [{'name': 'tests', 'services': ['tests'], 'scopes': "
        "['admin:users', 'admin:servers', 'access:servers', 'tokens']}]\n"
    )
    place.start("hub", "jupyterhub", "--config", str(file))
    outside = f"http://127.0.0.1:{proxy}/hub-prefix/"
    wait_for(f"{outside}hub/api")
    call(f"{outside}hub/api/users/{HUB_USER}", "POST", place.asked)
    url = f"{outside}user/{HUB_USER}/"

    def start() -> None:
        call(f"{outside}hub/api/users/{HUB_USER}/server", "POST", place.asked)
        wait_for(f"{url}api", headers=place.asked)

    place.again["server"] = start
    start()
    page = f"{outside}hub/login?next=%2Fhub-prefix%2Fuser%2F{HUB_USER}%2Flab"
    where = {"url": url, "direct": url, "page": page, "token": place.token, "api": f"{outside}hub/api/"}
    return where | {"user": HUB_USER, "password": HUB_PASSWORD}


def litellm_proxy(place: Place) -> dict[str, str]:
    """A proxy of LiteLLM's before the simulator, with a master key; UI_TEST_LITELLM starts it."""
    port, file = free_port(), place.folder / "proxy.json"
    url = f"http://127.0.0.1:{port}"
    provider = {"model": "openai/gpt-4o", "api_base": f"{place.simulator}/v1", "api_key": "sk-place-provider"}
    configuration: dict[str, Any] = {
        "model_list": [{"model_name": "small", "litellm_params": provider}],
        "litellm_settings": {"include_cost_in_streaming_usage": True},
    }

    def start(key: str) -> None:
        file.write_text(json.dumps({**configuration, "general_settings": {"master_key": key}}))
        # JSON is YAML
        command = (os.environ["UI_TEST_LITELLM"], "--config", str(file), "--host", "127.0.0.1", "--port", str(port))
        place.start("proxy", *command, LITELLM_LOCAL_MODEL_COST_MAP="True", LITELLM_TELEMETRY="False")
        wait_for(f"{url}/health/liveliness")

    place.again["proxy"] = lambda: start(PROXY_KEY)
    place.again["proxy of another key"] = lambda: start("sk-another")
    start(PROXY_KEY)
    model = {"name": "small", "max_input_tokens": 100_000, "supports_function_calling": True}
    endpoint = {"label": "Our proxy", "api_base": f"{url}/v1", "key_env": "PROXY_KEY", "models": [model]}
    endpoints = {"proxy": endpoint}
    jupyter = place.jupyter(more=f"c.AiJup.endpoints = {endpoints!r}\n")
    page = f"{jupyter}lab?token={place.token}"
    return {"url": jupyter, "direct": jupyter, "page": page, "token": place.token}


PLACES: dict[str, Callable[[Place], dict[str, str]]] = {
    "nginx": lambda place: nginx(place, ours=True, cuts=False),
    "nginx-cuts": lambda place: nginx(place, ours=True, cuts=True),
    "nginx-kernels": lambda place: nginx(place, ours=False, cuts=False),
    "nginx-kernels-cuts": lambda place: nginx(place, ours=False, cuts=True),
    "gateway": lambda place: gateway(place, has_token=True),
    "gateway-open": lambda place: gateway(place, has_token=False),
    "hub": hub,
    "litellm-proxy": litellm_proxy,
}


def told(place: Place, where: dict[str, str], line: str) -> None:
    what, _, name = line.partition(" ")
    if line == "stop server":  # a user's, as the hub's idle culler does
        call(f"{where['api']}users/{HUB_USER}/server", "DELETE", place.asked)
        while json.loads(call(f"{where['api']}users/{HUB_USER}", headers=place.asked))["servers"]:
            time.sleep(0.2)
    elif line == "expire":  # every key that the hub has given to this user, their server and their browser
        for key in json.loads(call(f"{where['api']}users/{HUB_USER}/tokens", headers=place.asked))["api_tokens"]:
            # one may go with another
            with contextlib.suppress(urllib.error.HTTPError):
                call(f"{where['api']}users/{HUB_USER}/tokens/{key['id']}", "DELETE", place.asked)
    elif what == "stop":
        place.stop(name)
    elif what == "start":  # instead of the one that runs
        program = name.partition(" ")[0]
        if program in place.running:
            place.stop(program)
        place.again[name]()
    else:
        raise ValueError(line)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def call(url: str, method: str = "GET", headers: dict[str, str] | None = None) -> Any:
    return urllib.request.urlopen(urllib.request.Request(url, method=method, headers=headers or {}), timeout=30).read()


def wait_for(url: str, headers: dict[str, str] | None = None) -> None:
    for _ in range(600):
        try:
            call(url, headers=headers)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(f"nothing answers at {url}")


def main(name: str, folder: str, simulator: str) -> None:
    place = Place(Path(folder), simulator)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    where: dict[str, str] = {}
    try:
        where = PLACES[name](place)
        print(json.dumps(where), flush=True)
        for line in sys.stdin:
            told(place, where, line.strip())
            print("ok", flush=True)
    finally:
        if "api" in where:  # what a hub has started for its user does not end with it, when it has to be quick
            with contextlib.suppress(OSError):
                told(place, where, "stop server")
        for each in list(place.running):
            place.stop(each)


if __name__ == "__main__":
    main(*sys.argv[1:])
