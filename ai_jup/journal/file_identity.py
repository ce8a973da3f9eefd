"""A notebook's file, which another server, or another name, does not make another notebook."""

import os
from pathlib import Path
from typing import NamedTuple


class NotebookFile(NamedTuple):
    """Where a notebook is."""

    path: str = ""
    """As it is called on every server; empty where that is not known."""
    inode: int = 0
    """Its number in its file system, which it keeps when it is renamed and a copy does not have; 0 for none."""

    def is_also(self, other: "NotebookFile") -> bool:
        """Whether both are the same file."""
        return bool(self.path and self.path == other.path) or self.is_renamed(other)

    def is_renamed(self, other: "NotebookFile") -> bool:
        """Whether both are the same file under two names."""
        return bool(self.inode) and self.inode == other.inode and self.path != other.path


NO_FILE = NotebookFile()


def notebook_file(path: Path) -> NotebookFile:
    """The file of this path, which need not be there; asks the disk, so call it in a thread."""
    real = os.path.realpath(path)
    try:
        return NotebookFile(real, os.stat(real).st_ino)
    except OSError:
        return NotebookFile(real)


def names(file: NotebookFile, prompt: str) -> bool:
    """Whether a prompt's id stands in the notebook; reads, so call it in a thread."""
    try:
        return prompt.encode() in Path(file.path).read_bytes()
    except (OSError, UnicodeEncodeError):
        return False
