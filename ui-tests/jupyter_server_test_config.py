"""Servers for the browser tests only: loopback, their own folders, token from the runner."""

import datetime
import json
import os
import sys
from pathlib import Path

from jupyterlab.galata import configure_jupyter_server

work = Path(os.environ["UI_TEST_WORK"])
for name in ("root", "workspaces"):
    (work / name).mkdir(parents=True, exist_ok=True)
os.environ["JUPYTERLAB_GALATA_ROOT_DIR"] = str(work / "root")
# at the end: an installed ai-jup comes before the checkout
sys.path.append(str(Path(__file__).parent.parent))

# as on a machine that has more kernels: tests see none but their own
foreign = Path(os.environ["JUPYTER_DATA_DIR"]) / "kernels" / "ir"
foreign.mkdir(parents=True, exist_ok=True)
(foreign / "kernel.json").write_text(json.dumps({"argv": ["false"], "display_name": "R", "language": "R"}))
kernels = {"python3"}

# the real R, for its own tests: all others see Python alone
if os.environ.get("UI_TEST_R"):
    command = ["R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"]
    (foreign / "kernel.json").write_text(json.dumps({"argv": command, "display_name": "R", "language": "R"}))
    kernels.add("ir")

# as on a machine that has JupyterLab's German: its pack is what makes a language one of JupyterLab's. This one is empty
pack = work / "packs" / "jupyterlab_language_pack_de_DE"
pack.mkdir(parents=True, exist_ok=True)
(pack / "__init__.py").touch()
installed = pack.with_name(f"{pack.name}-0.dist-info")
installed.mkdir(exist_ok=True)
(installed / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {pack.name}\nVersion: 0\n")
(installed / "entry_points.txt").write_text(f"[jupyterlab.languagepack]\nde_DE = {pack.name}\n")
sys.path.append(str(pack.parent))

c = get_config()  # noqa: F821
configure_jupyter_server(c)

# models retire by date: what a test asks today it must be able to ask next year
from ai_jup.catalogue import catalogue  # noqa: E402 - an installed one, or the checkout's

catalogue._today = lambda: datetime.date(2026, 11, 28)
c.LabApp.workspaces_dir = str(work / "workspaces")
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port = int(os.environ["UI_TEST_PORT"])
c.ServerApp.allow_root = True
c.KernelSpecManager.allowed_kernelspecs = kernels
c.ServerApp.jpserver_extensions = {"ai_jup": True, "notebook": True}
c.FileContentsManager.delete_to_trash = False
# of jupyter-collaboration, where it is installed
c.SQLiteYStore.db_path = str(work / "ystore.db")
# of jupyter-ai: servers beside each other want ports of their own
c.MCPExtensionApp.mcp_port = 0
# galata switches these off; keep the guards a user has
c.ServerApp.disable_check_xsrf = False
c.IdentityProvider.token = os.environ["UI_TEST_TOKEN"]
c.ServerApp.allow_unauthenticated_access = False

simulator = os.environ.get("UI_TEST_SIMULATOR")
if simulator:
    c.AiJup.api_base = {"openai": f"{simulator}/v1", "anthropic": simulator, "gemini": simulator}
