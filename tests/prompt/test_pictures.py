"""Pictures as the providers take them."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ai_jup.llm.dialects import PictureLimits
from ai_jup.prompt.item_limits import PICTURE_TYPES
from ai_jup.prompt.pictures import MAX_PIXELS, Picture, PictureReader, Unreadable
from tests.prompt.requests import DIALECTS, code, display, picture, turns

READER = PictureReader()
PICTURE_BYTES = 5_000_000
RULES = PictureLimits(20, 100, 10_000_000, PICTURE_BYTES, PICTURE_TYPES)


def opened(found: Picture) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(found.base64)))


def fitted(text: str, rules: PictureLimits = RULES, said: str = "image/png") -> Picture:
    reader = PictureReader()
    found = reader.read({said: text})
    assert isinstance(found, Picture)
    made = reader.fitted(found, rules)
    assert made is not None
    return made


def noise(width: int, height: int) -> str:
    file = io.BytesIO()
    Image.effect_noise((width, height), 100).convert("RGB").save(file, "PNG", compress_level=0)
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize("said", ["image/png", "image/jpeg", "image/gif", "image/webp"])
def test_a_picture_is_what_its_bytes_say(kind: str, said: str) -> None:
    text = picture(kind, 3, 2)
    assert PictureReader().read({said: text}) == Picture(f"image/{kind.lower()}", text, 3, 2)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_that_was_cut_is_broken(kind: str) -> None:
    whole = base64.b64decode(picture(kind, 64, 64, shade=7))
    for size in (len(whole) // 2, len(whole) - 8, 5):
        text = base64.b64encode(whole[:size]).decode()
        found = PictureReader().read({"image/png": text})
        assert found == Unreadable("its PNG data cannot be read"), size


@pytest.mark.parametrize("text", ["no base64!", "bm8gcGljdHVyZQ==", "\udcff", "PHN2Zy8+"])
def test_what_is_no_picture_is_broken(text: str) -> None:
    assert PictureReader().read({"image/jpeg": text}) == Unreadable("its JPEG data cannot be read")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255))))
def test_a_damaged_picture_is_sent_or_broken_and_never_raises(kind: str, damage: list[tuple[float, int]]) -> None:
    data = bytearray(base64.b64decode(picture(kind, 200, 120, shade=7)))
    for place, value in damage:
        data[int(place * (len(data) - 1))] = value
    found = READER.read({"image/png": base64.b64encode(bytes(data)).decode()})
    small = READER.fitted(found, RULES) if isinstance(found, Picture) else None
    assert small is None or opened(small).size == (small.width, small.height)


@pytest.mark.parametrize("bundle", [{}, {"image/png": ""}, {"image/png": None}, {"image/svg+xml": ""}])
def test_a_bundle_without_a_picture_has_none(bundle: dict[str, Any]) -> None:
    assert PictureReader().read(bundle) is None


def test_of_alternatives_the_first_that_can_be_read_is_taken() -> None:
    text = picture("JPEG")
    assert PictureReader().read({"image/png": "broken", "image/jpeg": text}) == Picture("image/jpeg", text, 1, 1)


def test_a_picture_of_too_many_pixels_is_not_unpacked() -> None:
    file = io.BytesIO()
    Image.new("1", (MAX_PIXELS // 1_000 + 1, 1_000)).save(file, "PNG")
    found = PictureReader().read({"image/png": base64.b64encode(file.getvalue()).decode()})
    assert found == Unreadable("it has more than 80 million pixels")


def test_a_picture_that_fits_is_sent_as_it_is() -> None:
    text = picture("PNG", 100, 50)
    assert fitted(text) == Picture("image/png", text, 100, 50)


@pytest.mark.parametrize(("kind", "becomes"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/png")])
def test_a_larger_picture_is_made_as_small_as_the_provider_would(kind: str, becomes: str) -> None:
    small = fitted(picture(kind, 400, 200))
    assert (small.media_type, small.width, small.height) == (becomes, 100, 50)
    assert opened(small).size == (100, 50)
    assert fitted(picture(kind, 400, 200)) == small


def test_a_picture_of_too_many_bytes_becomes_a_jpeg() -> None:
    text = noise(1_500, 1_500)
    assert len(text) > PICTURE_BYTES
    small = fitted(text, replace(RULES, long_edge=2_000))
    assert small.media_type == "image/jpeg" and len(small.base64) <= PICTURE_BYTES
    assert (small.width, small.height) == (1_500, 1_500) == opened(small).size


def test_a_transparent_plot_becomes_a_jpeg_on_white() -> None:
    file = io.BytesIO()
    noisy = Image.effect_noise((1_500, 1_500), 100).convert("RGBA")
    noisy.putalpha(0)
    noisy.save(file, "PNG", compress_level=0)
    small = fitted(base64.b64encode(file.getvalue()).decode(), replace(RULES, long_edge=2_000))
    # its colours are still there, but nothing of them is to be seen
    pixel = opened(small).convert("RGB").getpixel((0, 0))
    assert small.media_type in ("image/png", "image/jpeg") and (small.media_type == "image/png" or pixel == (255,) * 3)


def test_a_moving_picture_becomes_its_first_frame() -> None:
    file = io.BytesIO()
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue")]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    still = fitted(base64.b64encode(file.getvalue()).decode())
    assert (still.media_type, still.moving) == ("image/png", False)
    assert opened(still).convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_a_type_that_the_provider_does_not_take_is_changed() -> None:
    assert fitted(picture("GIF", 5, 5), DIALECTS["gemini"].pictures).media_type == "image/png"
    assert fitted(picture("GIF", 5, 5), DIALECTS["anthropic"].pictures).media_type == "image/gif"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_colour_is_made_smaller(mode: str) -> None:
    file = io.BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (300, 100)).save(file, kind)
    assert fitted(base64.b64encode(file.getvalue()).decode()).width == 100


def test_a_photograph_stays_upright() -> None:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # on its side
    Image.new("RGB", (300, 100)).save(file, "JPEG", exif=exif)
    assert opened(fitted(base64.b64encode(file.getvalue()).decode())).size == (33, 100)


@pytest.mark.parametrize(
    ("provider", "model", "size", "tokens"),
    [
        ("anthropic", "anthropic/claude-sonnet-5", (1_000, 1_000), 36 * 36),
        ("anthropic", "anthropic/claude-sonnet-5", (1, 1), 1),
        ("gemini", "gemini/gemini-3.5-flash", (4_000, 10), 1_120),
        ("gemini", "gemini/gemini-2.5-flash", (1_000, 600), 2 * 258),
        ("openai", "openai/gpt-6-sol", (640, 480), 487),
        ("openai", "openai/gpt-6-sol", (2_048, 2_048), 2_489),
    ],
)
def test_the_tokens_of_a_picture(provider: str, model: str, size: tuple[int, int], tokens: int) -> None:
    assert DIALECTS[provider].picture_tokens(model, *size) == tokens


def test_a_picture_that_turns_out_broken_is_mentioned() -> None:
    data = bytearray(base64.b64decode(picture("PNG", 3_000, 200, shade=7)))
    at = data.index(b"IDAT") + 4
    data[at : at + 8] = b"\xff" * 8
    broken = display({"image/png": base64.b64encode(bytes(data)).decode()})
    ((_, parts),) = turns(code("a", broken, display({"image/png": picture()})))
    assert "Cell 1 shows 1 picture, attached.\n[1 picture left out here.]" in parts[0]
    assert parts[1:] == [f"data:image/png;base64,{picture()}", "Why?"]
