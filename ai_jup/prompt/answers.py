"""An earlier answer as the model reads it again."""

import html
import re

_CALL = re.compile(r"^<details><summary><code>(.*)</code>(.*)</summary>$", re.MULTILINE)
"""How the front end writes a call of a function into the notebook (`src/answer/callmarkdown.ts`)."""
_END = re.compile(r"^</details>\n*", re.MULTILINE)
_PICTURE = re.compile(r"^!\[[^\]]*\]\(attachment:call-[^)]*\)$", re.MULTILINE)

_NOTICE = re.compile(r"> \*\*([^\n*]*)\*\* ?([^\n]*)")
"""How the front end writes why there is no answer, or only a part of one (`src/answer/ending.ts`)."""


def notice_in_place_of_answer(source: str) -> str | None:
    """Why there is no answer, where an answer's cell says nothing else."""
    notice = _NOTICE.fullmatch(source.strip())
    return " ".join(filter(None, notice.groups())) if notice else None


def answer_text(source: str) -> str:
    """The answer with its calls as remarks: what looks like the page's own HTML a model would write too."""
    if not _CALL.search(source):
        return source
    text = _CALL.sub(lambda call: f"[Called {html.unescape(call[1])}{call[2]}]", source)
    return _PICTURE.sub("[It gave a picture.]", _END.sub("", text))
