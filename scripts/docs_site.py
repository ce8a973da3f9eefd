"""What the site has besides its pages' own text; MkDocs calls these functions."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((\.\./[^)\s]+)\)")


def on_config(config: Any, **_: Any) -> Any:
    """Adds the decisions to the navigation, so that a new one needs no line there."""
    config["nav"].append({"Decisions": decisions(Path(config["docs_dir"]))})
    return config


def on_files(files: Any, config: Any, **_: Any) -> Any:
    """Adds the files of the source that pages link to, such as the JSON Schema."""
    from mkdocs.structure.files import File  # type: ignore[import-not-found,unused-ignore]

    docs = Path(config["docs_dir"]).resolve()
    for target in sorted({each for page in docs.rglob("*.md") for each in _linked(page, docs)}):
        if _is_added(target):
            files.append(File.generated(config, _place(target, docs), abs_src_path=str(target)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    """A link to a folder or a page of the source, which a site does not have, becomes the place where it is there."""
    docs = Path(config["docs_dir"]).resolve()
    place = Path(page.file.abs_src_path).resolve().parent

    def on_the_site(link: re.Match[str]) -> str:
        target = (place / link[2].partition("#")[0]).resolve()
        if target.is_relative_to(docs):
            return link[0]
        if _is_added(target):
            return f"[{link[1]}]({os.path.relpath(docs / _place(target, docs), place)})"
        path = target.relative_to(docs.parent).as_posix() + ("/" if target.is_dir() else "")
        return f"`{path}` of the source" if link[1].strip("`") == path else f"{link[1]} (`{path}` of the source)"

    return _LINK.sub(on_the_site, markdown)


def _linked(page: Path, docs: Path) -> Iterator[Path]:
    """What a page links to outside of the documentation."""
    for link in _LINK.finditer(page.read_text("utf-8")):
        target = (page.parent / link[2].partition("#")[0]).resolve()
        if not target.is_relative_to(docs):
            yield target


def _is_added(target: Path) -> bool:
    # a page of the source would be made one of the site, whose links lead nowhere
    return target.is_file() and target.suffix != ".md"


def _place(target: Path, docs: Path) -> str:
    return f"source/{target.relative_to(docs.parent).as_posix()}"


def decisions(docs: Path) -> list[str]:
    """The pages of the decisions, oldest first, as paths in the folder of the documentation."""
    return [f"decisions/{page.name}" for page in sorted((docs / "decisions").glob("*.md"))]
