"""The model list: which models, in which order, what each can do; the providers and their keys."""

from .catalogue import Catalogue
from .endpoints import Endpoint, EndpointModel, read_endpoints
from .families import excluded
from .key_stores import KeyFile, KeyStore, Storage, StoreFailed, SystemKeyring
from .providers import PROVIDERS, Provider
from .replacement import maker, seems_earlier, successor
from .selection import alias_of

__all__ = [
    "PROVIDERS",
    "Catalogue",
    "Endpoint",
    "EndpointModel",
    "KeyFile",
    "KeyStore",
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
