"""Files that are written whole, or not at all."""

import contextlib
import errno
import os
import tempfile
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """To a temporary file that is then moved; a link keeps its target. Raises `OSError`.

    Half of a pair of surrogates, which UTF-8 cannot say, is written as JSON's escape for it.
    """
    target = _target(path)
    descriptor, name = _beside(target)
    try:
        with open(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
        os.chmod(name, _mode(target))
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def check_writable(path: Path) -> None:
    """Before what is to be written has taken time or money; raises `OSError`."""
    target = _target(path)
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, f"there is no folder {target.parent}")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it is read-only")
    # what permissions say holds neither in /proc nor for the superuser
    descriptor, name = _beside(target)
    os.close(descriptor)
    os.unlink(name)


def _target(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _beside(target: Path) -> tuple[int, str]:
    return tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")


def _mode(target: Path) -> int:
    try:
        return target.stat().st_mode & 0o7777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
