"""The model lists: what is in them, in which order, and that they cost no import of LiteLLM."""

import datetime
import subprocess
import sys

import pytest

from ai_jup.catalogue import PROVIDERS, Catalogue
from ai_jup.catalogue.families import excluded

LISTS = Catalogue().models()


def names(provider):
    return [model.name for model in LISTS[provider]]


def test_has_the_three_providers():
    assert list(LISTS) == ["openai", "anthropic", "gemini"]


@pytest.mark.parametrize(
    ("provider", "first"),
    [
        ("openai", ["openai/chat-latest", "openai/gpt-6.1-sol", "openai/gpt-6-sol", "openai/gpt-6-luna"]),
        (
            "anthropic",
            ["anthropic/claude-haiku-5-5", "anthropic/claude-sonnet-5-5", "anthropic/claude-opus-5-5"],
        ),
        ("gemini", ["gemini/gemini-pro-latest", "gemini/gemini-flash-latest", "gemini/gemini-flash-lite-latest"]),
    ],
)
def test_begins_with_aliases_then_the_newest(provider, first):
    assert names(provider)[: len(first)] == first


@pytest.mark.parametrize("provider", PROVIDERS)
def test_is_in_order_of_release_with_undated_ones_last(provider):
    aliases = [model.latest_alias for model in LISTS[provider]]
    assert aliases == sorted(aliases, reverse=True)
    dates = [model.date or "" for model in LISTS[provider] if not model.latest_alias]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_has_no_duplicate_retired_or_foreign_model(provider):
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    assert len(set(names(provider))) == len(names(provider))
    for model in LISTS[provider]:
        assert model.name.startswith(f"{provider}/") and model.name.count("/") == 1
        assert model.provider_raw == provider
        assert model.deprecation_date is None or model.deprecation_date > today
        assert excluded(model.name.partition("/")[2]) is None
        assert model.supports_function_calling


@pytest.mark.parametrize(
    "name", ["ft:gpt-4o", "gpt-4o-audio-preview", "gpt-5.3-codex", "gemini-exp-1206", "claude-mythos-5"]
)
def test_gives_a_reason_for_each_family_left_out(name):
    assert excluded(name)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("gpt-4o", "openai/gpt-4o"),
        ("openai/gpt-4o-2024-08-06", "openai/gpt-4o-2024-08-06"),
        ("claude-sonnet-5", "anthropic/claude-sonnet-5"),
        ("gemini/gemini-2.5-pro", "gemini/gemini-2.5-pro"),
    ],
)
def test_finds_models_as_notebooks_name_them(asked, found):
    model = Catalogue().find(asked)
    assert model is not None and model.name == found


@pytest.mark.parametrize(
    "name", ["", "openai/", "openai/none-such", "vertex_ai/gemini-2.5-pro", "text-embedding-3-large"]
)
def test_finds_no_other(name):
    assert Catalogue().find(name) is None


def test_reads_without_importing_litellm():
    code = "from ai_jup.catalogue import Catalogue; Catalogue().models(); import sys; print('litellm' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
