"""Which model takes the place of one that is gone, told by its name."""

from __future__ import annotations

import datetime

import pytest

from ai_jup.catalogue import Catalogue, catalogue, maker, successor

DAY = datetime.date(2026, 11, 23)


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    monkeypatch.setattr(catalogue, "_today", lambda: DAY)
    return Catalogue()


@pytest.mark.parametrize(
    ("gone", "begins", "contains"),
    [
        ("claude-sonnet-4", "anthropic/claude-sonnet-", ""),
        ("anthropic/claude-3-5-sonnet-20241022", "anthropic/claude-sonnet-", ""),
        ("claude-3-7-sonnet-latest", "anthropic/claude-sonnet-", ""),
        ("claude-3-opus-20240229", "anthropic/claude-opus-", ""),
        ("claude-2.1", "anthropic/claude-", ""),
        ("gpt-4o-mini-2024-07-18", "openai/gpt-", "-mini"),
        ("o4-mini", "openai/gpt-", "-mini"),
        ("o1-pro", "openai/gpt-", "-pro"),
        ("gpt-4.1-nano", "openai/gpt-", "-nano"),
        ("gemini-2.0-flash", "gemini/gemini-", "-flash"),
        ("gemini/gemini-2.0-flash-lite-001", "gemini/gemini-", "-flash-lite"),
        ("gemini-1.5-pro-002", "gemini/gemini-", "-pro"),
        ("vertex_ai/gemini-1.5-flash-8b", "gemini/gemini-", "-flash"),
        ("openrouter/anthropic/claude-3.5-haiku", "anthropic/claude-haiku-", ""),
    ],
)
def test_it_is_the_newest_of_the_family(models: Catalogue, gone: str, begins: str, contains: str) -> None:
    provider = maker(gone)
    assert provider is not None
    listed = models.models()[provider]
    found = successor(gone.rpartition("/")[2], listed)
    assert found is not None
    same = [m for m in listed if m.name.startswith(begins) and m.name.removesuffix("-preview").endswith(contains)]
    assert found == next(m for m in same if not m.retires_soon and not m.latest_alias)


def test_a_name_without_a_family_gets_the_providers_newest(models: Catalogue) -> None:
    listed = models.models()["openai"]
    assert successor("none-such", listed) == next(model for model in listed if not model.latest_alias)


@pytest.mark.parametrize("gone", ["gpt-4", "gpt-4-turbo", "gpt-5", "o1", "gpt-3.5-turbo"])
def test_a_family_of_one_word_gets_its_makers_newest(models: Catalogue, gone: str) -> None:
    assert successor(gone, models.models()["openai"]) == successor("none-such", models.models()["openai"])


@pytest.mark.parametrize("name", ["", "llama3", "ollama/llama3", "mistral/large"])
def test_the_maker_of_other_models_is_not_guessed(name: str) -> None:
    assert maker(name) is None


def test_nothing_succeeds_where_nothing_is_listed() -> None:
    assert successor("claude-2", []) is None
