"""What the server says, in the language of the page that asks."""

import asyncio

import pytest

from ai_jup.simulator import Fault, Reply, Text

GERMAN = {"Accept-Language": "de-DE"}
ENGLISH = {"Accept-Language": "en"}

pytestmark = pytest.mark.once


@pytest.fixture
def extension(simulator, keys):
    return {"api_base": simulator.bases}


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("de-DE", "Der Prompt ist leer."),
        ("en", "The prompt is empty."),
        # not one that there is, a browser's own list, and what leads out of the folder
        ("tlh", "The prompt is empty."),
        ("de-DE,de;q=0.9", "The prompt is empty."),
        ("../../de-DE", "The prompt is empty."),
    ],
)
async def test_a_refusal_is_said_in_the_language_of_the_page(ask, prompt, language, message):
    body = prompt(prompt={"id": "p", "source": " "})
    got = await ask("POST", "prompt", body=body, headers={"Accept-Language": language})
    assert got.json["error"]["message"] == message


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "What is\n $`len(x)`?",
            "$`len(x)` (Zeile 2, Spalte 2) ist nicht lesbar: hier wird eine Funktion aufgerufen, und einen Wert zu "
            "lesen darf keinen Code ausführen; das Ergebnis in einer Zelle einem Namen zuweisen, oder die Funktion "
            "mit &`name` vom Modell aufrufen lassen.",
        ),
        (
            "&`f[0]`",
            "&`f[0]` (Zeile 1, Spalte 1) ist nicht lesbar: das ist kein Name einer Funktion; `f`, `module.f` oder "
            "`[f, g]` schreiben.",
        ),
        # Python's own words stay
        ("$`x y`", "$`x y` (Zeile 1, Spalte 1) ist nicht lesbar: das ist kein Python-Ausdruck (invalid syntax)."),
    ],
)
async def test_why_a_reference_cannot_be_read_is_told_in_it(ask, prompt, source, told):
    got = await ask("POST", "prompt", body=prompt(prompt={"id": "p", "source": source}), headers=GERMAN)
    assert got.json["error"]["message"] == told


async def test_two_variables_of_one_key_are_joined_in_it(simulator, ask):
    simulator.script.append(Reply([], fault=Fault("status", status=401)))
    got = await ask("POST", "test-connection", body={"model": "gemini/gemini-3.5-flash"}, headers=GERMAN)
    assert "GEMINI_API_KEY oder GOOGLE_API_KEY" in got.json["hint"]


async def test_each_of_two_runs_at_once_ends_in_the_language_of_its_page(simulator, ask, prompt, events):
    simulator.script += [Reply([Text("one two three")], pace=0.1, fault=Fault("cut", after=2))] * 2

    async def ended(number, headers):
        body = prompt(prompt={"id": f"p{number}", "source": "Go on."})
        started = await ask("POST", "prompt", body=body, headers=headers)
        return (await events(started.json["run"]))[-1]["error"]

    german, english = await asyncio.gather(ended(1, GERMAN), ended(2, ENGLISH))
    assert german["code"] == english["code"] == "stream-incomplete"
    assert german["message"].startswith("Die Antwort von OpenAI brach ab: ")
    assert german["hint"].startswith("Die Antwort fortsetzen oder den Prompt noch einmal ausführen. Anfragen an ")
    assert english["message"].startswith("The answer from OpenAI was cut off: ")


async def test_what_would_be_sent_is_told_in_it_and_sent_as_always(ask, prompt):
    german = (await ask("POST", "context", body=prompt(), headers=GERMAN)).json
    english = (await ask("POST", "context", body=prompt(), headers=ENGLISH)).json
    assert [part["label"] for part in german["parts"]] == ["Anweisungen an das Modell", "Zelle 1, Code", "Der Prompt"]
    assert [part["label"] for part in english["parts"]] == ["System instructions", "Cell 1, code", "The prompt"]
    assert german["messages"] == english["messages"]


async def test_a_connection_test_has_a_german_title(simulator, ask):
    simulator.script.append(Reply([], fault=Fault("status", status=401)))
    got = await ask("POST", "test-connection", body={"model": "openai/gpt-4o"}, headers=GERMAN)
    assert (got.json["error"], got.json["code"]) == ("Ungültiger API-Schlüssel", "key-rejected")
    assert "nimmt den API-Schlüssel nicht an" in got.json["details"]
