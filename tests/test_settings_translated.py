import json
from pathlib import Path
from types import SimpleNamespace

from jupyterlab_server.translation_utils import translator

SCHEMA = Path(__file__).parent.parent / "schema" / "plugin.json"


def test_jupyterlab_translates_the_settings_in_the_domain_of_this_extension(monkeypatch):
    ours = SimpleNamespace(pgettext=lambda context, text: f"{context}:{text.upper()}")
    monkeypatch.setattr(translator, "_LOCALE", "eo")
    monkeypatch.setitem(translator._TRANSLATORS, "ai_jup", ours)

    translated = translator.translate_schema(json.loads(SCHEMA.read_text()))

    # the command that opens the settings asks for the title in the same context
    assert translated["title"] == "schema:AI PROMPTS"
    for shown in translated["properties"].values():
        assert shown["title"].startswith("settings:")
        assert shown["description"].startswith("settings:")
