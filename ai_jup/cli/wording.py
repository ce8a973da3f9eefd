"""The server's words, which it has for JupyterLab's users, as they fit a terminal."""

IN_A_TERMINAL = {
    "in the Jupyter server's environment and restart the server": "in the environment",
    "in the environment of the Jupyter server": "in the environment",
    "in the server's configuration": "in Jupyter's configuration",
    "in Settings": "in JupyterLab's Settings",
    "The server has no key": "There is no key",
    "from the Jupyter server": "from here",
    "the server's network": "the network",
    "The Jupyter server's log has the reason; please": "Please",
    " (Kernel → Restart Kernel)": "",
    "(Kernel → Change Kernel)": "with --kernel",
    "The first answer after the server starts": "The first answer",
    "un the prompt again": "un it again",
}
"""What is said in a page, and in its place here."""


def in_terminal(text: str) -> str:
    """A message, or hint, of the server."""
    for said, fits in IN_A_TERMINAL.items():
        text = text.replace(said, fits)
    return text
