"""Bring the translations up to date with the texts of page and server (`--check`: only say whether they are).

ai_jup/locale/ai_jup.pot has every text of src/, of the settings and of what the server says. Each .po below it is one
language, and the source of its .json, which JupyterLab and the server read. `python -m scripts.translations fr_FR`
begins one.
"""

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = "ai_jup"
LOCALE = ROOT / "ai_jup" / "locale"
TEMPLATE = LOCALE / f"{DOMAIN}.pot"
SETTINGS = ROOT / "schema" / "plugin.json"
METHODS = {
    "__": (1,),
    "gettext": (1,),
    "_n": (1, 2),
    "ngettext": (1, 2),
    "_p": ((1, "c"), 2),
    "pgettext": ((1, "c"), 2),
}
"""Of a translation bundle: which argument is the text, its plural, its context."""
OF_SERVER = {"say": (1,), "marked": (1,)}
"""Of ai_jup.translation, and of the probe in the kernel."""
_OF_R = re.compile(r'\bmarked\("([^"\\]*)"')


def template() -> Catalog:
    """Every text, in the order of the files."""
    found = Catalog(domain=DOMAIN, fuzzy=False)
    for file in sorted((ROOT / "src").rglob("*.ts*")):
        if "__tests__" not in file.parts:
            for text, context in texts_of(file):
                # without the line: it would change with every edit
                found.add(text, context=context, locations=[(file.relative_to(ROOT).as_posix(), 0)])
    for file in sorted([*(ROOT / "ai_jup").rglob("*.py"), *(ROOT / "ai_jup").rglob("*.R")]):
        for text in texts_of_server(file):
            found.add(text, locations=[(file.relative_to(ROOT).as_posix(), 0)])
    for text, context in _settings_texts(json.loads(SETTINGS.read_text("utf-8"))):
        found.add(text, context=context, locations=[(SETTINGS.relative_to(ROOT).as_posix(), 0)])
    return found


def texts_of(file: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """What a TypeScript file has translated, with its context."""
    # it would take a type parameter for an element
    options = {"jsx": file.suffix == ".tsx", "parse_template_string": True}
    with file.open("rb") as source:
        for _, text, _, context in extract("javascript", source, METHODS, options=options):
            yield text, context


def texts_of_server(file: Path) -> Iterator[str]:
    """What a Python file says to the user, or the probe in R's kernel."""
    if file.suffix == ".R":
        yield from _OF_R.findall(file.read_text("utf-8"))
        return
    with file.open("rb") as source:
        for _, text, _, _ in extract("python", source, OF_SERVER):
            yield str(text)


def _settings_texts(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """With the contexts in which JupyterLab looks for the texts of a schema."""
    yield schema["title"], "schema"
    yield schema["description"], "schema"
    yield schema["jupyter.lab.setting-icon-label"], "settings"
    for shown in schema["properties"].values():
        yield shown["title"], "settings"
        yield shown["description"], "settings"


def translated(locale: str, texts: Catalog) -> Catalog:
    """The language as its .po has it, with the texts of now and no others."""
    file = _file(locale, "po")
    known = Catalog(locale=locale)
    if file.exists():
        with file.open("rb") as stored:
            known = read_po(stored, locale=locale)
    found = Catalog(locale=locale, domain=DOMAIN, fuzzy=False)
    for text in _messages(texts):
        old = known.get(_first(text), text.context)
        # a text that is new, or has or has lost a plural, waits for its translation
        words = old.string if old and isinstance(old.id, str) == isinstance(text.id, str) else ""
        found.add(text.id, words, context=text.context, locations=text.locations)
    return found


def as_json(catalog: Catalog) -> dict[str, Any]:
    """What JupyterLab's translator reads, those that are not translated yet left out."""
    # the page has a hyphen in the names of languages, and takes no text of one that it does not know
    language = str(catalog.locale).replace("_", "-")
    found: dict[str, Any] = {"": {"domain": DOMAIN, "language": language, "plural_forms": catalog.plural_forms}}
    for message in _messages(catalog):
        words = [message.string] if isinstance(message.string, str) else list(message.string or [""])
        if all(words):
            key = _first(message)
            found[f"{message.context}\x04{key}" if message.context else key] = words
    return found


def languages() -> list[str]:
    return sorted(file.parents[1].name for file in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def files(locales: list[str]) -> dict[Path, str]:
    """All that this script writes."""
    texts = template()
    made = {TEMPLATE: _po(texts)}
    for locale in locales:
        catalog = translated(locale, texts)
        made[_file(locale, "po")] = _po(catalog)
        made[_file(locale, "json")] = json.dumps(as_json(catalog), ensure_ascii=False, indent=2) + "\n"
    return made


def _file(locale: str, ending: str) -> Path:
    return LOCALE / locale / "LC_MESSAGES" / f"{DOMAIN}.{ending}"


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _po(catalog: Catalog) -> str:
    """With a header that has no dates: the same texts are the same file."""
    header = ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=UTF-8\\n"']
    if catalog.locale:
        header += [f'"Language: {catalog.locale}\\n"', f'"Plural-Forms: {catalog.plural_forms}\\n"']
    written = io.BytesIO()
    write_po(written, catalog, width=0, omit_header=True, include_lineno=False)
    return "\n".join(header) + "\n\n" + written.getvalue().decode().strip() + "\n"


def main(arguments: list[str]) -> int:
    begun = [each for each in arguments if not each.startswith("-")]
    made = files(sorted({*languages(), *begun}))
    stale = [file for file, text in made.items() if not file.exists() or file.read_text("utf-8") != text]
    if "--check" in arguments:
        for file in stale:
            print(f"{file.relative_to(ROOT)} is not current: python -m scripts.translations")
        return 1 if stale else 0
    for file in stale:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(made[file], "utf-8")
        print(f"Wrote {file.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
