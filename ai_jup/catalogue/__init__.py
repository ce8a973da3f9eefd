"""The model list: which models, in which order, what each can do; the providers and their keys."""

from .catalogue import Catalogue
from .providers import PROVIDERS, Key, Provider, find_key

__all__ = ["PROVIDERS", "Catalogue", "Key", "Provider", "find_key"]
