"""The model list: which models, in which order, what each can do; the providers and their keys."""

from .catalogue import Catalogue
from .endpoints import Endpoint, EndpointModel, read_endpoints
from .families import excluded
from .key_stores import KeyFile, KeyStore, Storage, StoreFailed, SystemKeyring
from .keys import Key, Keys
from .providers import PROVIDERS, Provider
from .selection import alias_of
from .succession import maker, seems_earlier, successor

__all__ = [
    "PROVIDERS",
    "Catalogue",
    "Endpoint",
    "EndpointModel",
    "Key",
    "KeyFile",
    "KeyStore",
    "Keys",
    "Provider",
    "Storage",
    "StoreFailed",
    "SystemKeyring",
    "alias_of",
    "excluded",
    "maker",
    "read_endpoints",
    "seems_earlier",
    "successor",
]
