"""A file of exchanges: text, one a line, sorted, so that git shows what changed."""

import contextlib
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock
from jupyter_core.paths import jupyter_runtime_dir

from ..translation import marked, say
from ..whole_file import check_writable, write_whole
from .differences import likeness
from .exchange import Exchange
from .sent import Sent

VERSION = 1
_HEADER = "ai_jup_cassette"
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
LOCK_SECONDS = 10.0


class CassetteUnusable(Exception):
    """It cannot be read, or not be written; `message` says why and `hint` what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message} {hint}")
        self.message = message
        self.hint = hint


def beside(notebook: Path) -> Path:
    """Where a notebook's cassette stands if nothing else is said."""
    return notebook.with_name(f"{notebook.stem}.cassette.jsonl")


class Cassette:
    """The exchanges of a file; may be recorded into by several processes at once."""

    def __init__(self, path: Path) -> None:
        """Reads the file, where there is one; raises `CassetteUnusable`."""
        self.path = path
        self._read_at = _state(path)
        self._exchanges = _read(path)

    @property
    def is_current(self) -> bool:
        """Whether the file is as it was read."""
        return _state(self.path) == self._read_at

    @property
    def models(self) -> set[str]:
        """The models that were asked."""
        return {each.sent.model for each in self._exchanges.values()}

    def find(self, sent: Sent, pictures_count: bool) -> Exchange | None:
        """The exchange in which the same was sent; with other pictures too, where those do not count."""
        found = self._exchanges.get(sent.key)
        if found or pictures_count:
            return found
        return next((each for each in self._exchanges.values() if each.sent.text_key == sent.text_key), None)

    def nearest(self, sent: Sent) -> Exchange | None:
        """The exchange that is most like what is sent; null where nothing is."""
        return max(self._exchanges.values(), key=lambda each: likeness(sent, each.sent), default=None)

    def check_exists(self) -> None:
        """Raises `CassetteUnusable` where there is no file, not even an empty one."""
        if self._read_at is None:
            raise CassetteUnusable(
                say("There is no cassette {path}.", path=self.path),
                say("Record it: `ai-jup run --replay record`, or set the notebook's replay to auto."),
            )

    def check_writable(self) -> None:
        """Raises `CassetteUnusable` where nothing can be recorded, before anybody is asked and paid."""
        try:
            check_writable(self.path)
        except OSError as error:
            raise _unwritable(self.path, error) from None

    def add(self, exchange: Exchange) -> None:
        """Record an exchange, in place of an earlier one in which the same was sent; raises `CassetteUnusable`."""
        try:
            with _locked(self.path):
                # another process may have recorded meanwhile
                self._exchanges = {**_read(self.path), exchange.sent.key: exchange}
                write_whole(self.path, _text(self._exchanges))
                self._read_at = _state(self.path)
        except OSError as error:
            raise _unwritable(self.path, error) from None


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _read(path: Path) -> dict[str, Exchange]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise CassetteUnusable(say("The cassette {path} is not a text file in UTF-8.", path=path), say(_ANEW)) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CassetteUnusable(
            say("The cassette {path} cannot be read: {reason}.", path=path, reason=reason),
            say("Check its permissions."),
        ) from None
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        return {}
    for number, line in enumerate(lines, 1):
        if line.startswith(_CONFLICT):
            raise CassetteUnusable(
                say("Line {number} of the cassette {path} is a conflict mark of git.", number=number, path=path),
                say(
                    "Keep the lines of both sides, and delete the lines with the marks: each exchange "
                    "stands on its own."
                ),
            )
    _check_version(path, lines[0])
    found = {}
    for number, line in enumerate(lines[1:], 2):
        try:
            exchange = Exchange.read(line)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise CassetteUnusable(
                say("Line {number} of the cassette {path} is cut off, or is no exchange.", number=number, path=path),
                say("Delete that line, and record what it had again (--replay auto)."),
            ) from None
        found[exchange.sent.key] = exchange
    return found


def _check_version(path: Path, line: str) -> None:
    try:
        version = json.loads(line)[_HEADER]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise CassetteUnusable(
            say("{path} is no cassette: its first line does not say so.", path=path), say(_ANEW)
        ) from None
    if version != VERSION:
        raise CassetteUnusable(
            say(
                "The cassette {path} is of version {version}; this ai-jup reads version {own}.",
                path=path,
                version=version,
                own=VERSION,
            ),
            say("Update ai-jup."),
        )


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Not beside the cassette: what is left there would be committed."""
    name = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    folder = Path(jupyter_runtime_dir())
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(folder / f"ai_jup_cassette_{name}.lock", timeout=LOCK_SECONDS):
        yield


def _text(exchanges: dict[str, Exchange]) -> str:
    lines = [json.dumps({_HEADER: VERSION}), *(exchanges[key].line for key in sorted(exchanges))]
    return "\n".join([*lines, ""])


def _unwritable(path: Path, error: OSError) -> CassetteUnusable:
    return CassetteUnusable(
        say(
            "Nothing can be recorded into the cassette {path}: {reason}.",
            path=path,
            reason=error.strerror or type(error).__name__,
        ),
        say("Make it writable, or replay without recording (--replay strict)."),
    )


_ANEW = marked("Move it away, and record it again (--replay record).")
