"""The port by way of LiteLLM; the only package that imports it, on first use, in a thread, with its switches set."""

from .model import LiteLLMModel

__all__ = ["LiteLLMModel"]
