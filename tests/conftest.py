"""What all tests share: the real server's fixtures."""

pytest_plugins = ("pytest_jupyter.jupyter_server",)
