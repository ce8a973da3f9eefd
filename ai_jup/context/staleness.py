"""Whether answers still fit what stands above their prompts, by the digests that their records keep."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..answer import written_digest
from ..notebook import find_answers, own_metadata, text_of
from ..prompt import cell_digest, digest_of, digests_of_cells_above, few
from ..prompt.cells import own_prompt, read_cells
from ..prompt.instructions import SYSTEM
from ..prompt.outputs import Reading
from ..translation import marked, say
from ..wire import AnswerState, KnownCell, NotebookCell, RunOptions

Cell = KnownCell | NotebookCell


@dataclass(frozen=True)
class Answered:
    """A prompt as it stands now, and what is kept of its answer."""

    index: int
    prompt: NotebookCell
    answer: NotebookCell | None
    cells: str
    """Digest of the cells above."""
    text: str
    """Digest of the prompt."""

    @property
    def id(self) -> str | None:
        return text_of(_ours(self.prompt).get("id"))

    @property
    def model(self) -> str | None:
        """That its cell names."""
        return text_of(_ours(self.prompt).get("model"))

    @property
    def record(self) -> Mapping[str, Any]:
        found = _ours(self.answer).get("run")
        return found if isinstance(found, Mapping) else {}

    @property
    def is_by_another(self) -> bool:
        """Whether the user has asked another model than the prompt's own, this once."""
        parameters = self.record.get("parameters")
        return isinstance(parameters, Mapping) and parameters.get("once") is True

    @property
    def basis(self) -> Mapping[str, Any] | None:
        """What its answer is based on; null where the record does not say."""
        found = self.record.get("basis")
        return found if isinstance(found, Mapping) else None

    @property
    def state(self) -> AnswerState | None:
        """What it is whatever has changed; null for one that is to be compared."""
        if _ours(self.prompt).get("skipped"):
            return "skipped"
        if self.answer is None or not (self.record or self.answer.source.strip()):
            return "unanswered"
        if self.record and self.record.get("state") != "finished":
            return "incomplete"
        if not self.record and "refused" in _ours(self.answer):
            return "incomplete"
        written = _ours(self.answer).get("written")
        if isinstance(written, str) and written != written_digest(self.answer.source):
            return "edited"
        return None if self.basis and self.answer.source.strip() else "unknown"


@dataclass(frozen=True)
class Present:
    """What a prompt would be answered from now; null where that is not known."""

    model: str | None = None
    parameters: str | None = None
    values: Mapping[str, str] | None = None
    functions: Mapping[str, str] | None = None


def read_answers(cells: Sequence[Cell], options: RunOptions, reading: Reading) -> tuple[list[Answered], list[str]]:
    """The prompts of a notebook with their answers; and the digest of each cell."""
    known = [cell if isinstance(cell, NotebookCell) else _NOTHING for cell in cells]
    each = [cell.digest if isinstance(cell, KnownCell) else "" for cell in cells]
    for text in read_cells(known, options.history, reading):
        each[text.number - 1] = cell_digest(text) or ""
    own = [{"cell_type": cell.cell_type, "metadata": cell.metadata} for cell in known]
    above = list(digests_of_cells_above(each))
    found = []
    for at, answer in find_answers(own).items():
        cell = known[at]
        own_digest = cell_digest(own_prompt(cell.source, cell.attachments, reading)) or ""
        answer_cell = None if answer is None else known[answer]
        found.append(Answered(at, cell, answer_cell, above[at], own_digest))
    return found, each


def changes(answered: Answered, now: Present, label_of: Callable[[str], str]) -> Iterator[str]:
    """What has changed since the answer was given; `label_of` gives the label of a model by its name."""
    basis, record = answered.basis or {}, answered.record
    if answered.is_by_another:
        pass  # which one answers otherwise says nothing of it
    elif now.model and now.model != record.get("model"):
        model, before = _told_apart(now.model, str(record.get("model")), label_of)
        yield say("another model answers now: {model} in place of {before}", model=model, before=before)
    elif now.parameters and now.parameters != basis.get("parameters"):
        yield say("the parameters of the request are others")
    if basis.get("prompt") != answered.text:
        yield say("the prompt was edited")
    if basis.get("cells") != answered.cells:
        yield say("the cells above were changed")
    if basis.get("instructions") != digest_of(SYSTEM):
        yield say("ai-jup's instructions for the model are others")
    yield from _named(basis.get("values"), now.values, marked("{name} has another value"))
    yield from _named(basis.get("functions"), now.functions, marked("the function {name} is another"))


def _told_apart(one: str, other: str, label_of: Callable[[str], str]) -> tuple[str, str]:
    """What people call two models. A dated snapshot has the label of its alias: then their names."""
    labels = label_of(one), label_of(other)
    return (one, other) if labels[0] == labels[1] else labels


def _named(before: Any, now: Mapping[str, str] | None, words: str) -> Iterator[str]:
    if now is None or not isinstance(before, Mapping):
        return
    present = few(now)
    for name, digest in before.items():
        # a name that the prompt no longer has is the prompt's change
        if name in present and present[name] != digest:
            yield say(words, name=say("something else that the prompt names") if name == "*" else f"`{name}`")


def _ours(cell: NotebookCell | None) -> Mapping[str, Any]:
    return own_metadata({"metadata": cell.metadata}) if cell else {}


_NOTHING = NotebookCell(cell_type="raw")
