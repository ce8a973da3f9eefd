"""What the server says to a user, in the language of the page that asks.

A text is English and has names in braces where values go. The catalogues are those of the page (ai_jup/locale), made by
scripts/translations.
"""

import json
import re
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"

# each request is a task, and what it starts, such as a run, takes it along
_language: ContextVar[str] = ContextVar("language", default="")


def speak(language: str) -> None:
    """From here on, and in all that is started from here; `language` as JupyterLab has it in its page, "
    "such as de-DE."""
    _language.set(language)


def spoken() -> str:
    """The language of `speak`."""
    return _language.get()


def say(text: str, /, **values: object) -> str:
    """The text with its values, in English where it is not translated."""
    return _texts(_language.get()).get(text, text).format_map(values)


def say_told(told: object) -> str:
    """What a kernel tells: a text and its values, which is said; or a plain text, which is quoted as it is."""
    return _filled(told, _texts(_language.get()))


def english_told(told: object) -> str:
    """The same for a model, which reads English on every page."""
    return _filled(told, {})


def _filled(told: object, texts: Mapping[str, str]) -> str:
    if not isinstance(told, Mapping):
        return str(told)
    text, values = str(told["text"]), told["values"] or {}
    # not by `format`: what it would do is in the hands of who wrote the text
    return _NAME.sub(lambda found: str(values.get(found[1], found[0])), texts.get(text, text))


_NAME = re.compile(r"\{(\w+)\}")


def marked(text: str) -> str:
    """A text that is kept in a table, and said by another: `scripts/translations` finds it by this name."""
    return text


@cache
def _texts(language: str) -> Mapping[str, str]:
    # whoever asks may write there what they like
    file = _catalogues().get(language)
    found = json.loads(file.read_text("utf-8")) if file else {}
    return {text: words[0] for text, words in found.items() if isinstance(words, list)}


@cache
def _catalogues() -> Mapping[str, Path]:
    files = LOCALE.glob("*/LC_MESSAGES/ai_jup.json")
    return {file.parents[1].name.replace("_", "-"): file for file in files}
