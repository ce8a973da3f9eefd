"""What changes from run to run and means nothing, taken out of text before it is compared.

Addresses of objects, temporary folders and the order of sets are others in each process. Two texts that differ in
nothing else are the same to a cassette, and leave an answer as it was.
"""

import ast
import os
import re
import tempfile

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,16}\b")
_KERNEL_FILE = re.compile(r"(?:[\w.:~$\\/-]*[\\/])?ipykernel_\d+[\\/]\d+\.py")
_TEMPORARY = re.compile(
    r"(?:/private)?/var/folders/[\w+-]{2}/[\w+-]+/T/[\w.+-]+"
    r"|/(?:var/|private/)?tmp/[\w.+-]+"
    r"|[A-Za-z]:(?:\\{1,2}[^\\\s'\"<>|:*?]+)+?\\{1,2}Temp\\{1,2}[\w.+-]+",
    re.IGNORECASE,
)
_QUOTED = r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*\""""
_BRACE = re.compile(rf"{_QUOTED}|[{{}}]")
# the innermost of them without a colon, but for what is quoted or an object's own text
_SET = re.compile(rf"""\{{(?:[^{{}}:'"<]|{_QUOTED}|<[^<>{{}}]*>)*\}}""")
_OBJECT = re.compile(r"<[^<>{}]+>")
"""How an object that has no literal shows itself in a collection: `<Color.RED: 1>`."""
SET_LENGTH = 20_000
"""Characters of a collection in which sets are looked for."""
LOOKED_AT = 100_000
"""Characters of one text that are parsed for it, at most."""


def stable_text(text: str) -> str:
    """The text as another run of the same code would have given it."""
    if "0x" in text:
        text = _ADDRESS.sub("0x0", text)
    if "ipykernel_" in text:
        text = _KERNEL_FILE.sub("ipykernel/cell.py", text)
    text = _own_temporary_folder(text)
    if "tmp" in text or "/T/" in text or "temp" in text.lower():
        text = _TEMPORARY.sub("/tmp/x", text)
    # most braces are those of dictionaries, and reading Python takes its time
    return _with_sets_in_order(text) if "{" in text and "," in text and _SET.search(text) else text


def _own_temporary_folder(text: str) -> str:
    """Wherever this machine has it."""
    if "/" not in text and "\\" not in text:
        return text
    folder = os.environ.get("TMPDIR") or tempfile.gettempdir()
    folder = folder.rstrip("/\\")
    if len(folder) < 4 or folder not in text:
        return text
    return re.sub(re.escape(folder) + r"[\\/][\w.+-]+", "/tmp/x", text)


def _with_sets_in_order(text: str) -> str:
    """The members of each set sorted, in whatever collections it stands; what else is in braces stays as it is."""
    kept, at, left = [], 0, LOOKED_AT
    while (start := text.find("{", at)) >= 0 and left > 0:
        end = _closing(text, start)
        found = text[start:end]
        left -= len(found) or min(SET_LENGTH, len(text) - start)
        in_order = _in_order(found) if "," in found else None
        # what does not read as Python may have a set within
        end = start + 1 if in_order is None and end - start > 1 else max(end, start + 1)
        kept += [text[at:start], in_order or text[start:end]]
        at = end
    return "".join([*kept, text[at:]])


def _closing(text: str, start: int) -> int:
    """Behind the brace that closes the one at `start`; `start` where none does."""
    depth = 0
    for found in _BRACE.finditer(text, start, start + SET_LENGTH):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:  # what is quoted behind the brace does not count
            return found.end()
    return start


def _in_order(text: str) -> str | None:
    """Null for what is no collection, or one without a set."""
    objects: list[str] = []

    def name(found: re.Match[str]) -> str:
        objects.append(found[0])
        # of the object's own text, so that it is sorted by it
        return f"_object_{re.sub(r'[^0-9A-Za-z]', '_', found[0])}_{len(objects) - 1}_"

    try:
        tree = ast.parse(_OBJECT.sub(name, text), mode="eval")
        sorted_sets = _SetsSorted()
        shown = ast.unparse(sorted_sets.visit(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not sorted_sets.any:
        return None
    return re.sub(r"_object_\w*?_(\d+)_\b", lambda found: objects[int(found[1])], shown)


class _SetsSorted(ast.NodeTransformer):
    any = False

    def visit_Set(self, node: ast.Set) -> ast.Set:
        self.any = True
        self.generic_visit(node)
        node.elts.sort(key=ast.unparse)
        return node
