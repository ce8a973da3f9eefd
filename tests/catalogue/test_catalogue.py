"""The lists that users pick from, over the data of the installed LiteLLM, as they stood on one day."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys

import pytest

from ai_jup.catalogue import PROVIDERS, Catalogue, Key, catalogue, find_key

DAY = datetime.date(2026, 11, 1)
PLATFORMS = re.compile(r"azure|bedrock|vertex|openrouter|github|copilot|databricks")
FAMILIES = re.compile(
    r"ft:|audio|realtime|-live|tts|transcribe|search|deep-research|computer-use|robotics|codex|customtools"
    r"|gemma|learnlm|experimental|image|embedding|dall-e|whisper|moderation|veo|imagen|instruct"
)
# newer ones of a later LiteLLM may stand between them
ORDER = {
    "openai": ["openai/chat-latest", "openai/gpt-6-sol", "openai/gpt-5.5", "openai/gpt-5.4", "openai/gpt-4o"],
    "anthropic": [
        "anthropic/claude-opus-5",
        "anthropic/claude-sonnet-5",
        "anthropic/claude-opus-4-8",
        "anthropic/claude-haiku-4-5",
        "anthropic/claude-sonnet-4-5",
    ],
    "gemini": [
        "gemini/gemini-pro-latest",
        "gemini/gemini-flash-latest",
        "gemini/gemini-flash-lite-latest",
        "gemini/gemini-3.5-flash",
        "gemini/gemini-2.5-pro",
    ],
}


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    monkeypatch.setattr(catalogue, "_today", lambda: DAY)
    return Catalogue()


def test_the_lists_are_the_three_providers(models: Catalogue) -> None:
    assert list(models.models()) == ["openai", "anthropic", "gemini"]


@pytest.mark.parametrize("provider", ORDER)
def test_known_models_stand_in_this_order(models: Catalogue, provider: str) -> None:
    names = [model.name for model in models.models()[provider]]
    assert [name for name in names if name in ORDER[provider]] == ORDER[provider]


@pytest.mark.parametrize("provider", ORDER)
def test_aliases_come_first_then_the_newest_and_those_without_a_date_last(models: Catalogue, provider: str) -> None:
    listed = models.models()[provider]
    aliases = [model.latest_alias for model in listed]
    assert aliases == sorted(aliases, reverse=True)
    assert aliases == [model.name.endswith("-latest") for model in listed]
    dates = [model.date or "" for model in listed if not model.latest_alias]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize("provider", ORDER)
def test_a_list_has_only_live_models_of_the_provider_that_chat(models: Catalogue, provider: str) -> None:
    listed = models.models()[provider]
    names = [model.name for model in listed]
    assert len(names) == len(set(names))
    assert {model.name.partition("/")[0] for model in listed} == {provider}
    assert {model.provider_raw for model in listed} == {provider}
    assert [name for name in names if "/" in name.partition("/")[2] or PLATFORMS.search(name)] == []
    assert [name for name in names if FAMILIES.search(name)] == []
    assert [m.name for m in listed if m.deprecation_date and m.deprecation_date <= DAY.isoformat()] == []
    assert all(model.supports_function_calling for model in listed)


def test_no_snapshot_stands_beside_its_alias(models: Catalogue) -> None:
    for listed in models.models().values():
        names = {model.name for model in listed}
        assert [n for n in names if re.sub(r"-(\d{4}-\d\d-\d\d|\d{8})$", "", n) in names - {n}] == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("anthropic/claude-sonnet-5", "anthropic/claude-sonnet-5"),
        ("claude-sonnet-5", "anthropic/claude-sonnet-5"),
        ("gpt-5.4", "openai/gpt-5.4"),
        ("gemini-2.5-flash", "gemini/gemini-2.5-flash"),
        ("anthropic/claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4-5-20250929"),
    ],
)
def test_a_model_is_found_by_its_name(models: Catalogue, asked: str, found: str) -> None:
    entry = models.find(asked)
    assert entry is not None and entry.name == found


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "openai/",
        "/gpt-5.4",
        "openai/none-such",
        "anthropic/gpt-5.4",
        "azure/gpt-4o",
        "openai/azure/gpt-4o",
        "openai/dall-e-3",
        "openai/gpt-4o-audio-preview",
        "gpt-3.5-turbo",
        "ollama/llama3",
        "openai/../gpt-5.4",
        "OPENAI/gpt-5.4",
        "sample_spec",
    ],
)
def test_an_unknown_model_is_not_found(models: Catalogue, name: str) -> None:
    assert models.find(name) is None


def test_a_model_leaves_the_list_on_the_day_it_retires(monkeypatch: pytest.MonkeyPatch) -> None:
    name, last_day = "anthropic/claude-sonnet-4-5", "2026-11-29"
    for day, there in ((last_day, True), ("2026-11-30", False)):
        monkeypatch.setattr(catalogue, "_today", lambda day=day: datetime.date.fromisoformat(day))
        listed = [model.name for model in Catalogue().models()["anthropic"]]
        assert (name in listed, Catalogue().find(name) is not None) == (there, there)


def test_a_key_is_read_without_the_white_space_around_it_and_not_shown() -> None:
    gemini = PROVIDERS["gemini"]
    key = find_key(gemini, {"GEMINI_API_KEY": "  ", "GOOGLE_API_KEY": " canary\n"})
    assert key == Key("canary", "env")
    assert "canary" not in repr(key)
    assert find_key(gemini, {"OPENAI_API_KEY": "canary"}) is None


def test_reading_the_catalogue_does_not_import_litellm() -> None:
    code = "import sys; from ai_jup.catalogue import Catalogue; Catalogue().models(); print('litellm' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "False\n"
