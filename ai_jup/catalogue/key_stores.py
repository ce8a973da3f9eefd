"""Where keys given in Settings are kept: the system's keyring, else a file that only its owner can read."""

import json
import logging
import os
import tempfile
import threading
from pathlib import Path
from typing import Any, Literal, Protocol

Storage = Literal["keyring", "file"]

SERVICE = "ai-jup"
"""The keyring's name for these keys; the user name is the provider's id."""
FILE = "ai_jup_keys.json"

_log = logging.getLogger(__name__)


class StoreFailed(Exception):
    """A store cannot be used; the text says which, and never holds a key."""


class KeyStore(Protocol):
    """Keeps one key a provider; every method may block, and raises `StoreFailed`."""

    storage: Storage

    def usable(self) -> bool:
        """Whether a key can probably be kept here; never raises."""
        ...

    def read(self, provider_id: str) -> str | None:
        """The provider's key; null for none."""
        ...

    def write(self, provider_id: str, key: str) -> None:
        """Keep a key in place of an earlier one."""
        ...

    def delete(self, provider_id: str) -> None:
        """Remove a key, if there is one."""
        ...


class SystemKeyring:
    """The keyring of the system; the library for it is imported on first use."""

    storage: Storage = "keyring"

    def usable(self) -> bool:
        try:
            import keyring

            return type(keyring.get_keyring()).__module__ not in ("keyring.backends.fail", "keyring.backends.null")
        except Exception as error:  # backends raise what they like
            _log.warning("ai-jup: the system's keyring cannot be used: %s", type(error).__name__)
            return False

    def read(self, provider_id: str) -> str | None:
        found = self._call("get_password", provider_id)
        return found if isinstance(found, str) else None

    def write(self, provider_id: str, key: str) -> None:
        if not self.usable():
            raise StoreFailed("the system has no keyring")
        self._call("set_password", provider_id, key)
        # some keyrings take everything and keep nothing
        if self.read(provider_id) != key:
            raise StoreFailed("the system's keyring does not store keys")

    def delete(self, provider_id: str) -> None:
        if self.read(provider_id) is not None:
            self._call("delete_password", provider_id)

    def _call(self, name: str, *arguments: str) -> Any:
        try:
            import keyring

            return getattr(keyring, name)(SERVICE, *arguments)
        except Exception as error:  # backends raise what they like, and may put into it what they were given
            raise StoreFailed(f"the system's keyring failed with {type(error).__name__}") from None


class KeyFile:
    """A JSON file, provider id to key, with mode 0600; it is replaced as a whole."""

    storage: Storage = "file"

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()

    def usable(self) -> bool:
        return True

    def read(self, provider_id: str) -> str | None:
        return self._load().get(provider_id)

    def write(self, provider_id: str, key: str) -> None:
        with self._lock:
            self._save({**self._load(), provider_id: key})

    def delete(self, provider_id: str) -> None:
        with self._lock:
            keys = self._load()
            if keys.pop(provider_id, None) is not None:
                self._save(keys)

    def _load(self) -> dict[str, str]:
        try:
            self._close_to_others()
            keys = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError:
            _log.warning("ai-jup: %s is not valid JSON and is treated as empty", self._path)
            return {}
        except OSError as error:
            raise StoreFailed(f"{self._path} cannot be read: {type(error).__name__}") from None
        return {str(name): str(key) for name, key in keys.items()} if isinstance(keys, dict) else {}

    def _close_to_others(self) -> None:
        if os.name == "posix" and self._path.stat().st_mode & 0o077:
            _log.warning("ai-jup: %s could be read by others; now only its owner can", self._path)
            self._path.chmod(0o600)

    def _save(self, keys: dict[str, str]) -> None:
        temporary = None
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # made for its owner alone, before anything is in it
            descriptor, temporary = tempfile.mkstemp(prefix=f".{FILE}.", dir=self._path.parent)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(keys, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self._path)
        except OSError as error:
            if temporary:
                Path(temporary).unlink(missing_ok=True)
            raise StoreFailed(f"{self._path} cannot be written: {type(error).__name__}") from None
