"""`python -m ai_jup` is `ai-jup`."""

from .cli import main

main(prog_name="ai-jup")
