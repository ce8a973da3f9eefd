"""Links as every reader takes them alike: to other pages, to a mail address, or within the page."""

import re

_ALLOWED = re.compile(r"https?://|mailto:|#", re.IGNORECASE)
_OTHER = re.compile(r"[^A-Za-z0-9\-._~:/?#@!&'+,=%]|%(?![0-9A-Fa-f]{2})")
_BARE = re.compile(r"https?://[A-Za-z0-9\-._~:/?#@!&'()+,;=%]+", re.IGNORECASE)
_AFTER = re.compile(r"[.,;:!?'&]+$")


def address(href: str) -> str | None:
    """A link's address; `None` for one that is not to be followed."""
    if not _ALLOWED.match(href):
        return None
    # JupyterLab keeps formulas by such names: @@0@@
    href = href.replace("@@", "%40%40")
    return _OTHER.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), href)


def bare(text: str) -> list[tuple[str, bool]]:
    """A text in pieces, and whether each is an address."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for found in _BARE.finditer(text):
        end = found.end()
        while end > found.start():
            part = text[found.start() : end]
            shorter = _AFTER.sub("", part)
            if shorter.endswith(")") and shorter.count("(") < shorter.count(")"):
                shorter = shorter[:-1]
            if shorter == part:
                break
            end = found.start() + len(shorter)
        if text[found.start() : end].endswith("//") or text[found.start() - 1 : found.start()].isalnum():
            continue
        pieces += [(text[at : found.start()], False), (text[found.start() : end], True)]
        at = end
    return [*pieces, (text[at:], False)]
