"""What the site has besides its pages' own text; MkDocs calls these functions."""

import re
from pathlib import Path
from typing import Any

_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((\.\./[^)\s]+)\)")


def on_config(config: Any, **_: Any) -> Any:
    """Adds the decisions to the navigation, so that a new one needs no line there."""
    config["nav"].append({"Decisions": decisions(Path(config["docs_dir"]))})
    return config


def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    """Takes away links to files of the source, which a site does not have, nor the guide in JupyterLab."""
    docs = Path(config["docs_dir"]).resolve()
    place = Path(page.file.abs_src_path).parent

    def without_source(link: re.Match[str]) -> str:
        target = (place / link[2].partition("#")[0]).resolve()
        return link[0] if target.is_relative_to(docs) else link[1]

    return _LINK.sub(without_source, markdown)


def decisions(docs: Path) -> list[str]:
    """The pages of the decisions, oldest first, as paths in the folder of the documentation."""
    return [f"decisions/{page.name}" for page in sorted((docs / "decisions").glob("*.md"))]
