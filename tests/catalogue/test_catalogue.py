"""The lists that users pick from: what holds with any LiteLLM, and how they stood on one day with the locked one."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from ai_jup.catalogue import Catalogue, catalogue, excluded
from ai_jup.catalogue import litellm_data as data
from ai_jup.llm.dialects import PROVIDERS
from ai_jup.wire import ModelEntry

DAY = datetime.date(2026, 11, 23)
GOLDEN = Path(__file__).parent / "golden" / f"litellm-{version('litellm')}.txt"
PLATFORMS = re.compile(r"azure|bedrock|vertex|openrouter|github|copilot|databricks")
NO_CHAT = re.compile(
    r"ft:|audio|realtime|-live|tts|transcribe|search|deep-research|computer-use|robotics|codex|customtools"
    r"|gemma|learnlm|experimental|image|embedding|dall-e|whisper|moderation|sora|veo|imagen|lyria|instruct"
)
SNAPSHOT = re.compile(r"-(\d{4}-\d\d-\d\d|\d{8})$")
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

every_provider = pytest.mark.parametrize("provider", PROVIDERS)


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    monkeypatch.setattr(catalogue, "_today", lambda: DAY)
    return Catalogue()


class TestWithAnyLiteLLM:
    """`AI_JUP_MODEL_DATA` names another LiteLLM's model_prices_and_context_window_backup.json."""

    @pytest.fixture(autouse=True)
    def other_data(self, monkeypatch: pytest.MonkeyPatch) -> None:
        if path := os.environ.get("AI_JUP_MODEL_DATA"):
            found = data.read_models(Path(path))
            monkeypatch.setattr(catalogue, "litellm_models", lambda: found)
            for name in ("_alive", "_retired", "_lists"):
                monkeypatch.setattr(catalogue, name, getattr(catalogue, name).__wrapped__)

    def test_the_lists_are_the_three_providers(self, models: Catalogue) -> None:
        assert list(models.models()) == ["openai", "anthropic", "gemini"]

    @every_provider
    def test_aliases_come_first_then_the_newest_and_those_without_a_date_last(
        self, models: Catalogue, provider: str
    ) -> None:
        listed = models.models()[provider]
        aliases = [model.latest_alias for model in listed]
        assert aliases == sorted(aliases, reverse=True)
        assert aliases == [model.name.endswith("-latest") for model in listed]
        dates = [model.date or "" for model in listed if not model.latest_alias]
        assert dates == sorted(dates, reverse=True)

    @every_provider
    def test_a_list_has_only_live_models_of_the_provider_that_chat(self, models: Catalogue, provider: str) -> None:
        listed = models.models()[provider]
        names = [model.name for model in listed]
        assert len(names) >= 5 and len(names) == len(set(names))
        assert {model.provider_raw for model in listed} == {provider}
        assert [n for n in names if n.count("/") != 1 or not n.startswith(f"{provider}/") or PLATFORMS.search(n)] == []
        assert [name for name in names if NO_CHAT.search(name) or excluded(name.partition("/")[2])] == []
        assert [m.name for m in listed if m.deprecation_date and m.deprecation_date <= DAY.isoformat()] == []
        assert all(model.supports_function_calling and model.supports_vision for model in listed)

    @every_provider
    def test_no_snapshot_stands_beside_its_alias(self, models: Catalogue, provider: str) -> None:
        names = {model.name for model in models.models()[provider]}
        assert [name for name in names if SNAPSHOT.sub("", name) in names - {name}] == []

    @every_provider
    def test_known_models_stand_in_this_order(self, models: Catalogue, provider: str) -> None:
        names = [model.name for model in models.models()[provider]]
        assert [name for name in names if name in ORDER[provider]] == ORDER[provider]

    @every_provider
    def test_every_listed_model_is_found_and_has_its_limits_and_prices(self, models: Catalogue, provider: str) -> None:
        for model in models.models()[provider]:
            assert models.find(model.name) == model and models.find_retired(model.name) is None
            assert (model.max_input_tokens or 0) > 0 and (model.max_output_tokens or 0) > 0
            assert model.input_cost_per_token is not None and model.output_cost_per_token is not None


def test_the_lists_are_as_they_were_reviewed(models: Catalogue) -> None:
    """UPDATE_GOLDEN=1 rewrites the installed LiteLLM's, so that a change of it, or of the rules, shows line by line."""
    text = "".join(_line(model) + "\n" for listed in models.models().values() for model in listed)
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(text)
    assert GOLDEN.read_text() == text


def _line(model: ModelEntry) -> str:
    prices = [f"{1e6 * (price or 0):g}" for price in (model.input_cost_per_token, model.output_cost_per_token)]
    can = [name for name in ("reasoning", "pdf_input") if getattr(model, f"supports_{name}")]
    return " | ".join(
        [
            model.name,
            model.date or "undated",
            model.label,
            f"{model.max_input_tokens} -> {model.max_output_tokens}",
            f"${' / '.join(prices)} a million",
            ", ".join(can) or "-",
            f"retires {model.deprecation_date}{', soon' if model.retires_soon else ''}"
            if model.deprecation_date
            else "-",
        ]
    )


@pytest.mark.parametrize(
    "name", ["ft:gpt-4o", "gpt-4o-audio-preview", "gpt-5.3-codex", "gemini-exp-1206", "claude-mythos-5"]
)
def test_each_family_left_out_has_a_reason(name: str) -> None:
    assert excluded(name)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("anthropic/claude-sonnet-5", "anthropic/claude-sonnet-5"),
        ("claude-sonnet-5", "anthropic/claude-sonnet-5"),
        ("gpt-5.4", "openai/gpt-5.4"),
        ("gemini-2.5-flash", "gemini/gemini-2.5-flash"),
        ("anthropic/claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4-5-20250929"),
        ("openai/gpt-4o-2024-08-06", "openai/gpt-4o-2024-08-06"),
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
        "vertex_ai/gemini-2.5-pro",
        "openai/azure/gpt-4o",
        "openai/dall-e-3",
        "text-embedding-3-large",
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
        gone = Catalogue().find_retired(name)
        assert (name in listed, Catalogue().find(name) is not None, gone is None) == (there, there, there)


def test_reading_the_catalogue_does_not_import_litellm() -> None:
    code = "import sys; from ai_jup.catalogue import Catalogue; Catalogue().models(); print('litellm' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "False\n"
