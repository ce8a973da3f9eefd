"""Results that are dear to make and likely to be wanted again."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class BoundedCache(Generic[Key, Value]):
    """Keeps what was used last, up to a weight; may be used from several threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._weight = 0
        self._held: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def put(self, key: Key, value: Value, weight: int) -> None:
        with self._lock:
            _, before = self._held.pop(key, (None, 0))
            self._held[key] = (value, weight)
            self._weight += weight - before
            while self._weight > self._limit:
                _, (_, freed) = self._held.popitem(last=False)
                self._weight -= freed
