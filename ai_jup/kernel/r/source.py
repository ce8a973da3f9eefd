"""The probe for R as code of one request: it defines nothing, so nothing stays in the kernel."""

import base64
import json
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ..source import MIME

MARK = "# ai-jup"
"""How the code begins: IRkernel tells every client what it executes, silent or not, and the page passes over this."""

_CODE = """\
{mark}
base::invisible(base::eval(
  base::parse(
    text = base::rawToChar(base::memDecompress(jsonlite::base64_dec("{probe}"), "gzip")),
    keep.source = FALSE
  ),
  base::list2env(
    base::list(asked = jsonlite::fromJSON(base::rawToChar(jsonlite::base64_dec("{asked}")), simplifyVector = FALSE)),
    parent = base::.BaseNamespaceEnv
  )
))
"""


@cache
def _probe() -> str:
    text = (files("ai_jup.kernel.r") / "probe.R").read_text(encoding="utf-8")
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def request(asked: Mapping[str, Any]) -> str:
    """Code that answers a request; the user's names, which may be like those of base R, come in its way nowhere."""
    packed = base64.b64encode(json.dumps(asked).encode()).decode()
    return _CODE.format(mark=MARK, probe=_probe(), asked=packed)


def decoded(reply: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The answer in the payload of an `execute_reply`; null where there is none."""
    for part in (reply or {}).get("payload") or ():
        text = (part.get("data") or {}).get(MIME) if isinstance(part, dict) else None
        answered = json.loads(text) if isinstance(text, str) else None
        if isinstance(answered, dict):
            return answered
    return None
