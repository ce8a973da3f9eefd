"""The entities of HTML, as a browser reads them."""

import html
import re

_ZEROS = re.compile(r"(?<=&#)0+(?=\d)|(?<=&#[xX])0+(?=[0-9a-fA-F])")
_BEYOND = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{7,});?")
"""Numbers of no character: Python refuses to read them where they have thousands of digits."""


def unescaped(text: str) -> str:
    """The text with the characters that its entities name, with a semicolon behind them or not."""
    if "&#" in text:
        text = _BEYOND.sub("\ufffd", _ZEROS.sub("", text))
    return html.unescape(text)
