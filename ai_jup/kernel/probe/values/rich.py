"""What an object has for Jupyter, and its own words for models."""

from __future__ import annotations

import inspect
from typing import Any, Dict, Iterable, Mapping

from .tables import is_of
from .telling import DRAWN_TYPES, MADE_FOR_MODELS, PICTURE_TYPES, RICH_TEXTS

Bundle = Dict[str, Any]
"""By mime type."""

OWN_WORDS = ("_ai_repr_", "_repr_llm_")
"""Methods by which an object describes itself to models: Jupyter's enhancement proposal 129, and `repr_llm`."""
HIDDEN = ("application/javascript",)
"""What is only named, so that it need not even be made."""

_PLAIN = "text/plain"
_HTML = "text/html"
_JSON = "application/json"


class Rich:
    """What IPython's formatters make of one object; never scripts, and nothing is displayed."""

    def __init__(self, value: Any, shell: Any) -> None:
        self._value = value
        self._formatter = None if isinstance(value, type) else getattr(shell, "display_formatter", None)
        self._bundle: Bundle | None = None
        self._words: Bundle | None = None

    @property
    def bundle(self) -> Bundle:
        """What the object gives of its own accord, asked for once."""
        if self._bundle is None:
            self._bundle = self._made()
        return self._bundle

    @property
    def words(self) -> Bundle:
        """What it says of itself for models; empty if it does not."""
        if self._words is None:
            self._words = _words(self._value)
        return self._words

    def formatted(self, kinds: Iterable[str]) -> Bundle:
        """What there is of these types."""
        found: Bundle = {}
        for kind in kinds:
            data = self.bundle.get(kind) or (self._formatters[kind](self._value) if self._has(kind) else None)
            data = data[0] if isinstance(data, tuple) else data
            if data:
                found[kind] = data
        return found

    def pictures(self) -> Bundle:
        """Its picture, if need be one that is drawn elsewhere."""
        return self.formatted(PICTURE_TYPES) or self.formatted(DRAWN_TYPES)

    def own_text(self) -> Bundle:
        """Markdown that its class has for it."""
        return self.formatted(["text/markdown"]) if hasattr(type(self._value), "_repr_markdown_") else {}

    def texts(self) -> Bundle:
        """All that can be told in text, and what can only be named."""
        pretty = self.formatted([_PLAIN, *RICH_TEXTS, _HTML, _JSON])
        return {**dict.fromkeys(filter(self._has, HIDDEN)), **self.bundle, **pretty}

    def _made(self) -> Bundle:
        if is_of(self._value, "plotly.basedatatypes", "BaseFigure"):
            # its own bundle imports what takes seconds, and shows no more
            return {"application/vnd.plotly.v1+json": self._value.to_plotly_json()}
        if self._formatter is None or not hasattr(type(self._value), "_repr_mimebundle_"):
            return {}
        made = self._formatter.mimebundle_formatter(self._value)
        made = made[0] if isinstance(made, tuple) else made
        return {str(kind): data for kind, data in made.items()} if isinstance(made, dict) else {}

    @property
    def _formatters(self) -> Mapping[str, Any]:
        return getattr(self._formatter, "formatters", {})

    def _has(self, kind: str) -> bool:
        """Whether the class, or what was registered for it, makes this type."""
        formatter = self._formatters.get(kind)
        if formatter is None:
            return False
        if callable(getattr(type(self._value), str(formatter.print_method), None)):
            return True
        try:
            formatter.lookup(self._value)
        except KeyError:
            return False
        return True


def _words(value: Any) -> Bundle:
    """Text, or a mime bundle, with or without its metadata; one that has to be waited for is taken if it is there."""
    for name in OWN_WORDS:
        if isinstance(value, type) or not callable(getattr(type(value), name, None)):
            continue
        try:
            made = _awaited(getattr(value, name)())
        except Exception:  # it has other ways to be told
            continue
        made = made[0] if isinstance(made, tuple) and made else made
        if isinstance(made, str) and made.strip():
            return {MADE_FOR_MODELS: made}
        if isinstance(made, dict) and made:
            # here the plain text is no mere name of what is shown
            return {MADE_FOR_MODELS if kind == _PLAIN else str(kind): data for kind, data in made.items()}
    return {}


def _awaited(made: Any) -> Any:
    if not inspect.iscoroutine(made):
        return made
    try:
        made.send(None)
    except StopIteration as end:
        return end.value
    finally:
        made.close()
    return None
