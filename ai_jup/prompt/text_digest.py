"""Digests of texts that the model reads."""

import hashlib

from ..stable_text import stable_text


def digest_of(*texts: str) -> str:
    """First 8 hex digits of the SHA-256."""
    joined = "\0".join(texts).encode(errors="surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:8]


def digest_of_cell(role: str, number: int, text: str, output: str) -> str:
    """Of a cell's text and outputs. What the user has typed counts as it stands."""
    source, shown = (without_heading(number, each) for each in (text, output))
    return digest_of(role, stable_text(source) if role == "value" else source, stable_text(shown))


def without_heading(number: int, text: str) -> str:
    """A cell's text without the line that has its number: cells that are inserted above change it."""
    return text.partition("\n")[2] if number and text.startswith((f"Cell {number},", "Output of ")) else text
