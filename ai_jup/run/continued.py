"""A run that goes on with an answer that was not a whole one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from ..answer import PICTURES, is_written, joined
from ..prompt import answer_so_far, own_metadata
from ..wire import AnswerContinued, AnswerPart, NotebookCell, Spent
from .run import Run


@dataclass(frozen=True)
class Continued:
    """What there was of the answer."""

    parts: list[AnswerPart]
    attachments: dict[str, dict[str, str]]
    spent: Spent

    def tell(self, run: Run) -> None:
        run.append(AnswerContinued, parts=self.parts, attachments=self.attachments, spent=self.spent)

    def joined(self, piece: str) -> str:
        """What the first piece of its continuation adds to it."""
        last = self.parts[-1]
        return joined(last.text, piece) if last.kind == "text" else piece


def continued(answer: NotebookCell | None) -> Continued | None:
    """What a run goes on with; null where that is nothing."""
    ours = own_metadata(answer) if answer else {}
    parts = [AnswerPart.model_validate({"kind": kind, "text": text}) for kind, text in _parts(answer, ours) if text]
    if answer is None or not any(part.text.strip() for part in parts):
        return None
    return Continued(parts, _pictures(answer), _spent(ours.get("run")))


def _parts(answer: NotebookCell | None, ours: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is no call goes on as text, whatever the file says: text is written anew."""
    for kind, text in answer_so_far(answer.source, ours) if answer else []:
        yield "call" if kind == "call" and is_written(text) else "text", text


def _pictures(answer: NotebookCell) -> dict[str, dict[str, str]]:
    return {
        name: {kind: data for kind, data in bundle.items() if kind in PICTURES and isinstance(data, str)}
        for name, bundle in answer.attachments.items()
    }


def _spent(record: Any) -> Spent:
    """Of the answer's record, which other versions and other programs may have written."""
    if not isinstance(record, Mapping):
        return Spent()
    parameters = record.get("parameters")
    is_estimate = isinstance(parameters, Mapping) and parameters.get("estimated") is True
    told = {name: record[name] for name in Spent.model_fields if record.get(name) is not None}
    try:
        return Spent.model_validate({**told, "estimated": is_estimate})
    except ValidationError:
        return Spent()
