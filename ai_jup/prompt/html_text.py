"""HTML as the words and rows that a person sees, and the pictures in it."""

from dataclasses import dataclass

from ..drawing import Drawer, Page
from .inline_pictures import Inline, lifted

PICTURES = 10
"""Of one output."""


@dataclass(frozen=True)
class HtmlText:
    """What is told of a page."""

    text: str = ""
    pictures: tuple[Inline, ...] = ()
    hidden: tuple[str, ...] = ()
    """What it has that cannot be told, in words."""


def html_text(html: str, drawer: Drawer) -> HtmlText:
    """The words, rows and pictures of a page, of which nothing is loaded."""
    text, pictures = lifted(html)
    read = drawer.read(text)
    if not isinstance(read, Page):
        return HtmlText("", tuple(pictures[:PICTURES]), (f"a page ({read.why or 'its HTML cannot be read'})",))
    drawings = [Inline("a drawing", "image/svg+xml", drawing) for drawing in read.drawings]
    return HtmlText(read.text, (*pictures[:PICTURES], *drawings), read.hidden)
