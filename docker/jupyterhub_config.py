"""A hub to try ai-jup with: everybody who reaches it is let in. Not for use by others."""

import os
import subprocess

# anyone, with any name and HUB_PASSWORD; for a hub that others reach, take another authenticator
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = os.environ["HUB_PASSWORD"]
c.Authenticator.allow_all = True

c.JupyterHub.bind_url = "http://:8000"
c.Spawner.default_url = "/lab"
# a user's own configuration does not overrule /etc/jupyter
c.Spawner.disable_user_config = True

# the hub's keys, if it has any, are the users': their code can read them. Without one the simulator answers
KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY")
c.Spawner.environment = {name: os.environ[name] for name in KEYS if os.environ.get(name)}


def make_account(spawner):
    """A system account for whoever logs in, as the hub's own spawner needs."""
    name = spawner.user.name
    if subprocess.run(["id", "--", name], capture_output=True).returncode:
        subprocess.run(["useradd", "--create-home", "--shell", "/bin/bash", "--", name], check=True)


c.Spawner.pre_spawn_hook = make_account
