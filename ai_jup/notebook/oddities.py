"""What of a notebook's prompts and answers does not stand as ai-jup writes it."""

from collections.abc import Iterable, Iterator

from .pairs import Cell, Notebook, find_answers, is_answer, own_metadata, text_of


def oddities(notebook: Notebook) -> Iterator[tuple[Cell, str]]:
    """Each as a cell and what it is, in the notebook's order."""
    cells = notebook["cells"]
    answers = find_answers(cells)
    taken = set(answers.values())
    seen: set[str] = set()
    for at, cell in enumerate(cells):
        if at in answers:
            own_id = text_of(own_metadata(cell).get("id"))
            if own_id is None:
                yield cell, "a prompt without an id; a run gives it one."
            elif own_id in seen:
                yield cell, "a prompt with the id of another one above it; a run gives it one of its own."
            else:
                seen.add(own_id)
        elif is_answer(cell) and at not in taken:
            yield cell, "an answer without its prompt; left as it is."


def placed(notebook: Notebook, found: Iterable[tuple[Cell, str]]) -> Iterator[str]:
    """Each in a line for people, with the place of its cell as the notebook is now: a run adds cells."""
    places = {id(cell): at for at, cell in enumerate(notebook["cells"], 1)}
    for cell, what in found:
        yield f"Cell {places[id(cell)]}: {what}"
