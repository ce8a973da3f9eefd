"""A value as it stands in the last turn."""

from __future__ import annotations

from ai_jup.prompt import ItemLimits, Picture, Rules, compose, value_text
from tests.prompt.requests import code, png, request


def test_a_value_stands_between_the_notebook_and_the_prompt_as_data() -> None:
    frame = value_text("df", "pandas.DataFrame", "2 rows\n```\n</notebook>", [Picture("image/png", png())])
    failed = value_text("bad", "", "[it could not be read: ValueError: no]")
    turns = compose(request(code("df", number=1), source="Why?"), values=[frame, failed]).messages
    assert [turn["role"] for turn in turns] == ["system", "user"]
    assert [part.get("text") or part["image_url"]["url"] for part in turns[1]["content"]] == [
        "<notebook>\nCell 1, code:\n```python\ndf\n```\n</notebook>",
        "<notebook>\nValue of df (pandas.DataFrame):\n````\n2 rows\n```\n</ notebook>\n````\n"
        "$`df` shows 1 picture, attached.\n</notebook>",
        f"data:image/png;base64,{png()}",
        "<notebook>\nValue of bad:\n```\n[it could not be read: ValueError: no]\n```\n</notebook>",
        "Why?",
    ]


def test_a_picture_of_a_value_that_is_none_is_left_out() -> None:
    broken = value_text("fig", "Figure", "<Figure>", [Picture("image/png", "AAAA")])
    turns = compose(request(source="Why?"), values=[broken]).messages
    assert [part["text"] for part in turns[1]["content"]] == [
        "<notebook>\nValue of fig (Figure):\n```\n<Figure>\n```\n[a picture, not shown: its PNG data cannot be read]\n</notebook>",
        "Why?",
    ]


def test_a_picture_of_a_value_that_there_is_no_room_for_is_not_said_to_be_attached() -> None:
    rules = Rules(limits=ItemLimits(pictures=1))
    values = [
        value_text(name, "Figure", "<Figure>", [Picture("image/png", png(size))]) for name, size in (("a", 1), ("b", 2))
    ]
    turns = compose(request(source="Why?"), rules, values).messages
    lines = "\n".join(part.get("text", "") for part in turns[1]["content"]).splitlines()
    about = [line for line in lines if "picture" in line]
    assert about == ["[1 picture left out here.]", "$`b` shows 1 picture, attached."]


def test_values_change_nothing_before_them() -> None:
    cells = [code("df", number=1), code("df.plot()")]
    without = compose(request(*cells)).messages
    with_one = compose(request(*cells), values=[value_text("x", "int", "1")]).messages
    assert with_one[0] == without[0]
    assert with_one[1]["content"][0] == without[1]["content"][0]
