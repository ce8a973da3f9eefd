"""What all tests share: the real server's fixtures, and no keyring of the machine that they run on."""

import os

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

pytest_plugins = ("pytest_jupyter.jupyter_server",)
