"""The model list: which models, in which order, what each can do; where keys are kept."""

from .catalogue import Catalogue
from .endpoints import Endpoint, EndpointModel, read_endpoints
from .excluded_families import excluded
from .key_stores import KeyFile, KeyStore, Storage, StoreFailed, SystemKeyring
from .replacement import maker, seems_earlier, successor
from .usable_models import alias_of

__all__ = [
    "Catalogue",
    "Endpoint",
    "EndpointModel",
    "KeyFile",
    "KeyStore",
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
