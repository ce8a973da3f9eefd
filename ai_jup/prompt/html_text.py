"""HTML as the words and rows that a person sees, and the pictures in it."""

import re
from dataclasses import dataclass

from ..drawing import Drawer, Page
from .inline_pictures import Inline, lifted, without_icons

PICTURES = 10
"""Of one output."""

BETWEEN_CELLS = " | "
"""Of a row."""

_LATER_FRAMES = re.compile(r'frames\[[1-9]\d*\] = "[^"]*"')
"""Of an animation as matplotlib writes it: as of a GIF, the first one is sent."""


@dataclass(frozen=True)
class HtmlText:
    """What is told of a page."""

    text: str = ""
    pictures: tuple[Inline, ...] = ()
    hidden: tuple[str, ...] = ()
    """What it has that cannot be told, in words."""
    linked: tuple[str, ...] = ()
    """Addresses of pictures, which are named in the text."""


def html_text(html: str, drawer: Drawer) -> HtmlText:
    """The words, rows and pictures of a page, of which nothing is loaded."""
    is_animation = "frames[0] = " in html
    text, pictures = lifted(_LATER_FRAMES.sub("", html.replace("\\\n", "")) if is_animation else without_icons(html))
    shown = _largest(pictures)
    left_out = (f"{len(pictures) - len(shown):,} more pictures",) if len(pictures) > len(shown) else ()
    read = drawer.read(text)
    if not isinstance(read, Page):
        return HtmlText("", shown, (f"a page ({read.why or 'its HTML cannot be read'})", *left_out))
    drawings = [Inline("a drawing", "image/svg+xml", drawing) for drawing in read.drawings]
    return HtmlText(read.text, (*shown, *drawings), (*read.hidden, *left_out), read.linked)


def _largest(pictures: list[Inline]) -> tuple[Inline, ...]:
    """As many as are sent: of a report the charts, not its icons."""
    by_size = sorted(range(len(pictures)), key=lambda number: -len(pictures[number].base64))
    return tuple(pictures[number] for number in sorted(by_size[:PICTURES]))
