"""What a person would see as a picture is one for the model too."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import matplotlib.pyplot as pyplot
import numpy
import pytest
import seaborn
from matplotlib import animation
from PIL import Image

from ai_jup.kernel.probe.values.shown import show

pyplot.switch_backend("agg")


def plots() -> dict[str, Any]:
    figure, axes = pyplot.subplots(2, 2)
    [line] = axes[0, 0].plot([1, 2])
    frame = {"x": [1, 2, 3], "y": [1, 4, 9], "g": ["a", "a", "b"]}
    return {
        "an array of axes": axes,
        "a figure and its axes": (figure, axes),
        "a list of lines": [line],
        "a line": line,
        "a dict of axes": {"left": axes[0, 0]},
        "bars": axes[0, 1].bar([1, 2], [3, 4]),
        "what hist gives": axes[1, 0].hist([1, 2, 2]),
        "an image of matplotlib": axes[1, 1].imshow(numpy.eye(3)),
        "a part of a figure": pyplot.figure().subfigures(1, 2)[0],
        "axes in a part of a figure": pyplot.figure().subfigures(1, 2)[1].subplots(),
        "an animation": animation.FuncAnimation(figure, lambda _: [line], frames=2),
        "a grid of seaborn": seaborn.relplot(data=frame, x="x", y="y", col="g"),
        "a joint grid": seaborn.jointplot(data=frame, x="x", y="y"),
    }


def test_whatever_is_plotted_is_a_picture() -> None:
    made = plots()
    for name, value in made.items():
        [picture] = show(value, None)["pictures"]
        assert picture["type"] == "image/png" and len(picture["data"]) > 3_000, name
    made["an animation"]._draw_was_started = True  # else it complains of never having been shown
    pyplot.close("all")


@pytest.mark.parametrize("value", [[1, "a"], {"a": 1}, (numpy.zeros(3), 1), numpy.array([1, "a"], dtype=object)])
def test_other_containers_are_none(value: Any) -> None:
    assert show(value, None)["pictures"] == []


@pytest.mark.parametrize(
    "values",
    [
        numpy.linspace(0, 4_095, 100).reshape(10, 10).astype("uint16"),
        numpy.linspace(-3, 900_000, 100).reshape(10, 10).astype("int32"),
        numpy.linspace(0, 0.001, 100).reshape(10, 10).astype("float32"),
    ],
    ids=["16 bits", "32 bits", "float"],
)
def test_an_image_of_many_greys_has_its_own_range(values: Any) -> None:
    [picture] = show(Image.fromarray(values), None)["pictures"]
    image = Image.open(io.BytesIO(base64.b64decode(picture["data"])))
    assert (image.mode, image.getextrema()) == ("L", (0, 255))
    assert 120 < numpy.asarray(image)[5, 0] < 135


def test_an_image_of_one_grey_is_shown_even_so() -> None:
    for value in (Image.new("F", (3, 3), 0.5), Image.new("I;16", (3, 3), 7), Image.new("F", (3, 3), float("nan"))):
        assert len(show(value, None)["pictures"]) == 1


def test_what_is_not_loaded_is_not_imported() -> None:
    code = """
        import sys
        from ai_jup.kernel.probe.values.shown import show
        show({"a": [1]}, None), show(object(), None)
        assert not {"numpy", "pandas", "matplotlib", "PIL", "bokeh", "folium"} & set(sys.modules)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True, cwd=Path(__file__).parents[2])


def test_a_container_of_pictures_is_told_by_them() -> None:
    images = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue")]
    figure, axes = pyplot.subplots(2, 2)
    for value, text, many in (
        (images, "2 items", 2),
        ({"a": images[0]}, "by key: ['a']", 1),
        ([figure, pyplot.figure()], "2 items", 2),
        (axes, "4 items", 1),
        ([Image.new("L", (3, side)) for side in range(1, 21)], "20 items\n[12 more pictures, not shown]", 8),
    ):
        shown = show(value, None)
        assert (shown["text"], len(shown["pictures"])) == (text, many)
    assert len(show([1, images[0]], None)["pictures"]) == 1
    pyplot.close("all")
