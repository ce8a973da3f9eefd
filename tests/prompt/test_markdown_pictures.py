"""Pictures of Markdown cells, as JupyterLab finds them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from ai_jup.prompt.markdown_pictures import ShownPictures, shown_pictures
from tests.prompt.requests import markdown, png, turns
from tests.work import growth


@pytest.mark.parametrize(
    ("source", "attachments"),
    [
        ("![plot[1].png](attachment:u1.png)", ("u1.png",)),
        ("![image (1).png](attachment:image%20(1).png)", ("image%20(1).png",)),
        ("![a](<attachment:my pic.png>)", ("my pic.png",)),
        ("![a][p]\n\n[p]: attachment:x.png", ("x.png",)),
        ("![p]\n\n[p]: <attachment:x y.png> 'title'", ("x y.png",)),
        ("<img src=attachment:x.png width=300>", ("x.png",)),
        ("<img alt='a > b' src='attachment:x.png'>", ("x.png",)),
        (
            '<table><tr><td>\n<IMG SRC="attachment:a.png"/><img src="attachment:b.png">\n</td></tr></table>',
            ("a.png", "b.png"),
        ),
        ("| a |\n|---|\n| ![](attachment:t.png) |", ("t.png",)),
        ("[![badge](attachment:l.png)](https://x.y)", ("l.png",)),
        ('![a](attachment:x.png "a title") and ![a](attachment:x.png)', ("x.png",)),
        ("![ünï](attachment:ünï.png)", ("ünï.png",)),
        ("- > ![a](attachment:x.png)", ("x.png",)),
        ("`![a](attachment:x.png)`", ()),
        ("```\n![a](attachment:x.png)\n```", ()),
        (r"\![a](attachment:x.png)", ()),
        ("<!-- <img src='attachment:x.png'> -->", ()),
    ],
)
def test_attachments(source: str, attachments: tuple[str, ...]) -> None:
    assert shown_pictures(source) == ShownPictures(attachments)


def test_links_are_told_as_they_stand() -> None:
    source = (
        "![a](img/é b.png) ![a](<img/é b.png>) ![b](https://x.y/z.png?q=1&r=2) <img src=file:///c.png> ![d](data:x)"
    )
    assert shown_pictures(source).linked == ("img/é b.png", "https://x.y/z.png?q=1&r=2", "file:///c.png")


def test_a_picture_in_the_text_itself_is_not_called_a_link() -> None:
    [(_, parts)] = turns(markdown(f"<img src='data:image/png;base64,{png(9)}'>"))
    assert parts[1] == f"data:image/png;base64,{png(9)}" and "only links" not in parts[0]


@pytest.mark.parametrize("address", ["attachment:image%20(1).png", "<attachment:image (1).png>"])
def test_an_attachment_is_found_by_its_name_in_either_form(address: str) -> None:
    cell = {**markdown(f"![x[1].png]({address})"), "attachments": {"image (1).png": {"image/png": png(9)}}}
    [(_, parts)] = turns(cell)
    assert parts[1] == f"data:image/png;base64,{png(9)}"


@pytest.mark.parametrize("piece", ["![", "![a](", "<img ", "> "])
def test_no_piece_takes_the_square_of_its_number(piece: str) -> None:
    def text(size: int) -> str:
        return f"{uuid4()}\n\n{piece * (size // len(piece))}![a](b)"

    assert growth(shown_pictures, text, 40_000) < 10
