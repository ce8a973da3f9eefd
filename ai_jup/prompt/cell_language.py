"""The language of a code cell, where it is not the notebook's: by magics, and in notebooks of several kernels."""

import re
from collections.abc import Mapping
from typing import Any

from ..wire import NotebookCell

_LANGUAGE = re.compile(r"[\w+#.-]+")

_MAGIC = re.compile(r"%%([\w.!]+)[ \t]*([\w./-]*)")
_DOTNET_MAGIC = re.compile(r"#!([a-z]+)[ \t]*(?:$|[ \t]--)")
"""Of .NET's notebooks; a file's first line names a path there."""

_AROUND = frozenset({"capture", "time", "timeit", "prun", "memit"})
"""Magics whose cell is the notebook's own language, or has another magic in its next line."""

_MAGICS = {
    **dict.fromkeys(("r", "rpush", "rget"), "r"),
    **dict.fromkeys(("sql", "bigquery", "bq", "sparksql", "duckdb", "dql", "sqlcmd", "tsql"), "sql"),
    **dict.fromkeys(("bash", "sh", "!", "sx", "system", "shell"), "bash"),
    **dict.fromkeys(("javascript", "js"), "javascript"),
    **dict.fromkeys(("julia", "jl"), "julia"),
    **dict.fromkeys(("python", "python2", "python3", "pypy"), "python"),
    **dict.fromkeys(("cmd", "batch"), "batch"),
    **{each: each for each in ("html", "latex", "markdown", "svg", "perl", "ruby", "cython", "powershell", "css")},
    **{each: each for each in ("typescript", "ocaml", "fortran", "cpp", "octave", "stata", "mermaid", "dot")},
}

_KERNELS = {
    **dict.fromkeys(("ir", "xr"), "r"),
    **dict.fromkeys(("sos", "python3", "ipython"), "python"),
    **dict.fromkeys(("shellscript", "bash", "sh"), "bash"),
    **dict.fromkeys(("pwsh", "powershell"), "powershell"),
    **dict.fromkeys(("js", "javascript"), "javascript"),
    **dict.fromkeys(("c#", "csharp"), "csharp"),
    **dict.fromkeys(("f#", "fsharp"), "fsharp"),
}
"""Names of kernels, and of languages in their metadata, that are not the name of a fence's language."""

_WHERE = (
    ("polyglot_notebook", "kernelName"),
    ("dotnet_interactive", "language"),
    ("vscode", "languageId"),
    ("kernel", None),
    ("language", None),
)
"""Where a cell's metadata says it: Polyglot Notebooks, VS Code, SoS."""


def fence_name(language: str | None) -> str:
    """What a fence calls a notebook's language; nothing for a name that would break the fence."""
    name = (language or "python").lower()
    return name if _LANGUAGE.fullmatch(name) else ""


def cell_language(cell: NotebookCell, notebook: str) -> str:
    """What the fence of a code cell says; `notebook` is that of the notebook's own language."""
    return _by_magic(cell.source) or _by_metadata(cell.metadata) or notebook


def _by_magic(source: str) -> str | None:
    for line in source.lstrip().split("\n", 3)[:3]:
        found = _MAGIC.match(line) or _DOTNET_MAGIC.match(line)
        if not found:
            return None
        name = found[1].lower()
        if name not in _AROUND:
            named = found[2].rpartition("/")[2] if name == "script" else name
            return _MAGICS.get(named.lower()) or (_KERNELS.get(named) if found.re is _DOTNET_MAGIC else None)
    return None


def _by_metadata(metadata: Mapping[str, Any]) -> str | None:
    for key, inner in _WHERE:
        name = metadata.get(key)
        if inner:
            name = name.get(inner) if isinstance(name, dict) else None
        if isinstance(name, str) and name:
            return _KERNELS.get(name.lower()) or fence_name(name) or None
    return None
