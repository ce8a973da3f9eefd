"""What page and server say is translated whole, and JupyterLab finds it."""

import ast
import json
import re
from pathlib import Path

import pytest
from babel.messages import Message
from jupyterlab_server.translation_utils import get_language_pack

from ai_jup.translation import english_told, say_told, speak
from scripts import translations

TEXTS = list(translations._messages(translations.template()))
PLACEHOLDER = re.compile(r"%\d|\{\w+[^{}]*\}")
"""Of the page, and of the server with how a value is written."""
CODE = re.compile(r"`[^`]*`")

pytestmark = pytest.mark.once


def words(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or [])


def german() -> dict[tuple[str | None, str], Message]:
    catalog = translations.translated("de_DE", translations.template())
    return {(message.context, translations._first(message)): message for message in translations._messages(catalog)}


def test_the_files_are_those_that_the_script_makes_of_the_sources_and_of_what_translators_wrote() -> None:
    made = translations.files(translations.languages())
    assert {file: file.read_text("utf-8") for file in made} == made, "python -m scripts.translations"


def test_texts_with_a_context_and_with_a_plural_and_those_of_the_settings_are_found() -> None:
    found = {(text.context, text.id) for text in TEXTS}
    assert ("schema", "AI Prompts") in found
    assert ("settings", "Maximum steps") in found
    assert (None, ("%1 cell", "%1 cells")) in found
    assert (None, "Answer to “%1”") in found


def test_no_text_of_the_page_escapes_the_script() -> None:
    """Babel loses its way where a `return` is followed by a regular expression: give that a name."""
    missed = []
    for file in (translations.ROOT / "src").rglob("*.ts*"):
        # the texts of the settings' schema: no texts of its own
        if "__tests__" not in file.parts and file.name != "translatedsettings.ts":
            calls = re.findall(r"\.(?:__|_n|_p)\(", file.read_text("utf-8"))
            if len(calls) != len(list(translations.texts_of(file))):
                missed.append(file)
    assert missed == []


def test_no_sentence_of_the_server_escapes_the_script() -> None:
    """What a user is told is said by `say`: in no refusal, error, warning or notice does a sentence stand by itself."""
    told = ["message", "hint", "reason"]
    places = {
        **{"Refusal": [2, 3], "Notice": [1], "CassetteUnusable": [0, 1], "Reference": [4], "_Unreadable": [0]},
        **{"NotReading": [0], "NotCallable": [0], "Undefined": [0], "KernelDied": [0], "KernelSilent": [0]},
        **{"KernelUnreachable": [0], "ReferenceUndefined": [1], "ReferenceUnreadable": [1]},
        **{"FunctionUnsuitable": [1]},
    }
    bare = []
    for file in (translations.ROOT / "ai_jup").rglob("*.py"):
        if "simulator" in file.parts:
            continue  # a provider's own words, which are quoted
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                given = [node.args[at] for at in places.get(name, []) if at < len(node.args)]
                given += [each.value for each in node.keywords if each.arg in told]
                bare += [f"{file.name}:{each.lineno}" for each in given if is_sentence(each)]
    assert bare == []


def test_what_a_kernel_tells_is_filled_in_and_never_formatted() -> None:
    speak("de-DE")
    try:
        known = {"text": "the name {name} is not defined", "values": {"name": "'{x}'"}}
        assert say_told(known) == "der Name '{x}' ist nicht definiert"
        # the kernel is the user's, and may say anything
        assert say_told({"text": "{name.__class__} {name:>9999999999} {other}", "values": {"name": "x"}}) == (
            "{name.__class__} {name:>9999999999} {other}"
        )
        assert say_told({"text": "It is empty.", "values": []}) == "Es ist leer."
        assert say_told("ZeroDivisionError: {name}") == "ZeroDivisionError: {name}"
        assert english_told(known) == "the name '{x}' is not defined"
    finally:
        speak("")


def is_sentence(told: ast.expr) -> bool:
    """A text with words of its own, not one that only joins others."""
    parts = told.values if isinstance(told, ast.JoinedStr) else [told]
    words = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return any(character.isalpha() for word in words for character in word)


def test_everything_is_translated_to_german() -> None:
    found = german()
    assert [key for key, message in found.items() if not all(words(message))] == []
    assert len(found) == len(TEXTS)


@pytest.mark.parametrize("locale", translations.languages())
def test_a_translation_has_the_placeholders_of_its_text_in_each_form(locale: str) -> None:
    wrong = []
    for message in translations._messages(translations.translated(locale, translations.template())):
        texts = [message.id] if isinstance(message.id, str) else list(message.id)
        expected = sorted(set(PLACEHOLDER.findall(" ".join(texts))))
        for text in words(message):
            if text and sorted(set(PLACEHOLDER.findall(text))) != expected:
                wrong.append((texts[0], text))
    assert wrong == []


def test_german_names_what_is_code_as_it_is() -> None:
    # names of an example may be German
    example = "Name a function as `f`, `module.f`, or `[f, g]`, without parentheses."
    for (_, text), message in german().items():
        if text != example:
            assert all(CODE.findall(each) == CODE.findall(text) for each in words(message)), text


def test_jupyterlab_serves_it_beside_its_own_german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JupyterLab has a language where the language's pack is installed, and adds what extensions bring."""
    import tomllib  # Python 3.10 has none, and skips this test

    project = tomllib.loads((translations.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (ours,) = project["entry-points"]["jupyterlab.locale"].items()
    assert get_language_pack("de_DE")[0] == {}

    (tmp_path / "german_pack").mkdir()
    (tmp_path / "german_pack" / "__init__.py").touch()
    (tmp_path / "german_pack" / "jupyterlab.json").write_text('{"Cell": ["Zelle"]}')
    installed = tmp_path / "german_pack-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: german-pack\nVersion: 1\n")
    (installed / "entry_points.txt").write_text(
        # ours too: the checkout need not be installed
        f"[jupyterlab.languagepack]\nde_DE = german_pack\n[jupyterlab.locale]\n{' = '.join(ours)}\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    served, _ = get_language_pack("de_DE")

    assert served["jupyterlab"] == {"Cell": ["Zelle"]}
    assert served["ai_jup"]["Run Prompt"] == ["Prompt ausführen"]
    assert served["ai_jup"]["schema\x04AI Prompts"] == ["KI-Prompts"]
    assert served["ai_jup"] == json.loads(translations._file("de_DE", "json").read_text("utf-8"))
