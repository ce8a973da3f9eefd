"""SVG and PDF are drawn: whatever a stranger has put into them, in time, and without anything being loaded."""

from __future__ import annotations

import base64
import io
import os
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure
from PIL import Image

from ai_jup.drawing import Drawer, Drawing, Undrawable

SVG = "image/svg+xml"
PDF = "application/pdf"
NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


@pytest.fixture(scope="module")
def drawer() -> Any:
    made = Drawer()
    yield made
    made.close()


def figure(kind: str, pages: int = 1) -> bytes:
    from matplotlib.backends.backend_pdf import PdfPages

    made = Figure(figsize=(4, 3))
    made.add_subplot().plot([1, 3, 2])
    file = io.BytesIO()
    if pages == 1:
        made.savefig(file, format=kind)
        return file.getvalue()
    with PdfPages(file) as document:
        for _ in range(pages):
            document.savefig(made)
    return file.getvalue()


def svg(inner: str, size: str = 'width="200" height="100"') -> bytes:
    return f"<svg {NAMES} {size}>{inner}</svg>".encode()


def opened(page: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(page))).convert("RGB")


def drawn(drawer: Drawer, kind: str, data: bytes) -> Drawing:
    made = drawer.draw(kind, data)
    assert isinstance(made, Drawing), made
    return made


def colours(drawer: Drawer, inner: str) -> set[Any]:
    pages = drawn(drawer, SVG, svg(inner)).pages
    return {colour for page in pages for _, colour in opened(page).getcolors(1_000_000) or ()}


@pytest.mark.parametrize(("kind", "size"), [("svg", (800, 600)), ("pdf", (800, 600))])
def test_a_figure_of_matplotlib(drawer: Drawer, kind: str, size: tuple[int, int]) -> None:
    made = drawn(drawer, SVG if kind == "svg" else PDF, figure(kind))
    [page] = made.pages
    assert opened(page).size == size and made.total == 1
    # its line is there
    assert (31, 119, 180) in {colour for _, colour in opened(page).getcolors(1_000_000) or ()}


def test_words_are_drawn_and_told(drawer: Drawer) -> None:
    made = drawn(
        drawer, SVG, svg('<title>T</title><text x="9" y="50" font-family="None Such">two <tspan>words</tspan></text>')
    )
    assert made.words == "T\ntwo words"
    assert len(made.pages) == 1  # an empty drawing has none


def test_of_a_long_document_the_first_pages(drawer: Drawer) -> None:
    made = drawn(drawer, PDF, figure("pdf", pages=5))
    assert (len(made.pages), made.total) == (3, 5)


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        ('width="100000" height="50000"', (1_600, 800)),
        ('width="10" height="1000000"', (1, 1_600)),
        ('viewBox="0 0 10 20"', (400, 800)),
        ('width="4in" height="2in"', (800, 400)),
        ('width="100%" height="100%" viewBox="0,0,40,20"', (800, 400)),
    ],
)
def test_a_drawing_has_a_legible_and_bounded_size(drawer: Drawer, size: str, pixels: tuple[int, int]) -> None:
    [page] = drawn(drawer, SVG, svg('<rect width="100%" height="100%" fill="red"/>', size)).pages
    assert opened(page).size == pixels


def test_what_has_nothing_to_see_is_no_picture(drawer: Drawer) -> None:
    assert drawer.draw(SVG, svg("")) == Drawing((), 1, "")


@pytest.mark.parametrize("data", [b"", b"<svg", b"no svg", b"\xff\xfe", b"<html></html>", svg("&unknown;")])
def test_a_broken_drawing_is_said_to_be_so(drawer: Drawer, data: bytes) -> None:
    assert drawer.draw(SVG, data) == Undrawable("")


@pytest.mark.parametrize("data", [b"", b"%PDF-", b"%PDF-1.4\n%%EOF"])
def test_a_broken_document_is_said_to_be_so(drawer: Drawer, data: bytes) -> None:
    assert drawer.draw(PDF, data) == Undrawable("")


@pytest.mark.parametrize("place", ['href="{}"', 'xlink:href="{}"', 'href=" {} "', 'xlink:href="#x" href="{}"'])
@pytest.mark.parametrize("form", ["{}", "file://{}", "FILE://{}"])
def test_no_file_is_read(drawer: Drawer, tmp_path: Path, place: str, form: str) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (9, 9), (255, 0, 0)).save(secret)
    red = (255, 0, 0)
    image = '<image width="90" height="90" {}/><rect width="5" height="5" fill="blue"/>'
    address = place.format(form.format(secret))
    assert red not in colours(drawer, image.format(address))
    assert red not in colours(drawer, image.format(place.format(os.path.relpath(secret, tempfile.gettempdir()))))
    nested = base64.b64encode(svg(image.format(address))).decode()
    assert red not in colours(drawer, image.format(f'href="data:image/svg+xml;base64,{nested}"'))
    # while a picture in it is shown
    inside = base64.b64encode(secret.read_bytes()).decode()
    assert red in colours(drawer, image.format(f'href="data:image/png;base64,{inside}"'))


def test_no_entity_is_read_from_a_file(drawer: Drawer, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    head = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file://{secret}">]>'.encode()
    made = drawer.draw(SVG, head + svg("<text y='50'>&x;</text>"))
    assert made == Undrawable("") or (isinstance(made, Drawing) and "SECRET" not in made.words)


BILLION = "".join(f'<!ENTITY a{n} "' + f"&a{n - 1};" * 10 + '">' for n in range(1, 12))
LAUGHS = f'<!DOCTYPE svg [<!ENTITY a0 "ha">{BILLION}]>'.encode() + svg("<text y='50'>&a11;</text>")
USES = "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
HOSTILE = {
    "entities": LAUGHS,
    "uses": svg(f'<defs><g id="a0"><rect width="1" height="1"/></g>{USES}</defs><use href="#a8"/>'),
    "no size": svg('<rect width="1e9" height="1e9"/>', ""),
    "a blur": svg(
        '<filter id="f"><feGaussianBlur stdDeviation="1e6"/></filter><rect width="9" height="9" filter="url(#f)"/>'
    ),
    "a loop": svg(
        '<pattern id="p" width="1" height="1"><rect width="9" height="9" fill="url(#p)"/></pattern><rect fill="url(#p)"/>'
    ),
    "depth": svg("<g>" * 100_000 + "</g>" * 100_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_drawing_ends_in_time_and_the_next_is_drawn(name: str) -> None:
    drawer = Drawer(seconds=3)
    # without an end of it this test has none either
    drawer.draw(SVG, HOSTILE[name])
    assert len(drawn(drawer, SVG, svg('<rect width="5" height="5"/>')).pages) == 1
    drawer.close()


def test_what_takes_too_long_is_said_to() -> None:
    drawer = Drawer(seconds=0.01)  # not even the process begins in that time
    assert drawer.draw(SVG, svg("")) == Undrawable("reading it took more than 0.01 s")
    drawer.close()


def test_a_file_that_is_too_large_is_not_looked_at(drawer: Drawer) -> None:
    assert drawer.draw(SVG, b"<" * 20_000_001) == Undrawable("it is larger than 20 MB")


def test_it_has_none_of_the_servers_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-of-the-server")
    drawer = Drawer()
    drawer.draw(SVG, svg(""))
    assert drawer._process is not None
    environment = Path(f"/proc/{drawer._process.pid}/environ")
    if environment.exists():
        assert b"canary" not in environment.read_bytes()
    drawer.close()


def test_its_process_ends_with_it_and_serves_many_threads() -> None:
    drawer = Drawer()
    made: list[Any] = []

    def draw(n: int, drawer: Drawer = drawer) -> None:
        made.append((n, drawer.draw(SVG, svg(f"<title>{n}</title>"))))

    threads = [threading.Thread(target=draw, args=(n,)) for n in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(made, key=lambda each: each[0]) == [(n, Drawing((), 1, str(n))) for n in range(8)]
    process = drawer._process
    assert process is not None and process.poll() is None
    del drawer, draw, threads
    assert process.poll() is not None
