"""Finding keys: the environment before what is kept, and nothing shown."""

from __future__ import annotations

from ai_jup.catalogue import KeyFile
from ai_jup.llm.dialects import PROVIDERS
from ai_jup.models.keys import Key, Keys


def test_a_key_is_read_without_the_white_space_around_it_and_not_shown() -> None:
    keys = Keys({"GEMINI_API_KEY": "  ", "GOOGLE_API_KEY": " canary\n"})
    key = keys.find(PROVIDERS["gemini"])
    assert key == Key("canary", "env")
    assert "canary" not in repr(key) + repr(keys)
    assert Keys({"OPENAI_API_KEY": "canary"}).find(PROVIDERS["gemini"]) is None


def test_a_key_file_keeps_one_key_a_provider(tmp_path) -> None:
    store = KeyFile(tmp_path)
    assert store.read("openai") is None
    store.delete("openai")
    store.write("openai", "a")
    store.write("gemini", "b")
    store.write("openai", "c")
    store.delete("gemini")
    assert (store.read("openai"), store.read("gemini")) == ("c", None)
