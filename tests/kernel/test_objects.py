"""Objects of well-known libraries say what they are."""

from __future__ import annotations

import warnings
from typing import Any

import folium
import numpy
import polars
import pytest
import statsmodels.api
from bokeh.layouts import row
from bokeh.plotting import figure

from ai_jup.kernel.probe.values.shown import show


def text_of(value: Any) -> str:
    shown = show(value, None)
    assert shown["pictures"] == []
    return str(shown["text"])


def chart(title: str) -> Any:
    made = figure(title=title, x_axis_label="year")
    made.line([1, 2, 3], numpy.array([4, 5, 6]))
    return made


MARKS = '"marks": [{"mark": "Line", "data": {"x": [1, 2, 3], "y": [4, 5, 6]}}]'


def test_a_chart_of_bokeh() -> None:
    one = f'{{"title": "Sales", "xaxis": ["year"], "yaxis": [null], {MARKS}}}'
    assert text_of(chart("Sales")) == f"Bokeh chart: {one}"
    assert text_of(row(chart("Sales"), chart("Costs"))) == f"Bokeh chart: [{one}, {one.replace('Sales', 'Costs')}]"


def test_a_map_of_folium() -> None:
    made = folium.Map(location=[45.5, -122.6], zoom_start=10)
    folium.Marker([45.5, -122.7], popup="Portland", tooltip="a city").add_to(made)
    lines = text_of(made).splitlines()
    assert lines[0].startswith("folium map: [45.5, -122.6] {'zoom': 10")
    assert lines[2] == "  Marker [45.5, -122.7]"
    assert "Portland" in lines[3] and lines[4].startswith("    Tooltip a city")


def test_results_of_statsmodels() -> None:
    x = numpy.arange(20.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = statsmodels.api.OLS(x * 2 + 1, statsmodels.api.add_constant(x)).fit()
    lines = text_of(fitted).splitlines()
    assert lines[0].strip() == "OLS Regression Results"
    assert any(line.startswith("const ") for line in lines) and any(line.startswith("x1 ") for line in lines)


def test_a_query_of_polars_is_not_run() -> None:
    def run(_: Any) -> Any:
        raise AssertionError("run")

    query = polars.DataFrame({"a": [1, 2]}).lazy().filter(polars.col("a") > 1).map_batches(run)
    text = text_of(query)
    assert text.startswith("a query that has not been run; its plan, from the bottom up:") and 'col("a")' in text


class Summed:
    def __repr__(self) -> str:
        return "<tests.Summed object at 0x7f00aa>"

    def __str__(self) -> str:
        return "sum of 3"


class Told:
    def __str__(self) -> str:
        return "told by str"


@pytest.mark.parametrize(
    ("value", "text"), [(Summed(), "sum of 3"), (Told(), "told by str"), ([Told()], "[told by str]")]
)
def test_where_repr_has_nothing_to_say_str_is_asked(value: Any, text: str) -> None:
    assert text_of(value) == text
