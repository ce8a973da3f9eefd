"""What of a notebook's prompts and answers does not stand as ai-jup writes it."""

from collections.abc import Iterator

from .pairs import Notebook, find_answers, is_answer, own_metadata, text_of


def oddities(notebook: Notebook) -> Iterator[str]:
    """Each in a line for people, in the notebook's order."""
    cells = notebook["cells"]
    answers = find_answers(cells)
    taken = set(answers.values())
    first: dict[str, int] = {}
    for at, cell in enumerate(cells):
        if at in answers:
            own_id = text_of(own_metadata(cell).get("id"))
            if own_id is None:
                yield f"Cell {at + 1}: a prompt without an id; a run gives it one."
            elif first.setdefault(own_id, at) != at:
                other = first[own_id] + 1
                yield f"Cell {at + 1}: a prompt with the id of that in cell {other}; a run gives it one of its own."
        elif is_answer(cell) and at not in taken:
            yield f"Cell {at + 1}: an answer without its prompt; left as it is."
