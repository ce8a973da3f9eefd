"""What keeps a prompt from reading its kernel, as one hierarchy.

KernelError
 |- KernelDied           kernel-dead             gone, dead, restarted, or the way to it broke
 |- KernelUnreachable    kernel-unreachable      its gateway does not answer, or not this server
 |- KernelNotPython      kernel-not-python       its language cannot be read, or what is named needs Python
 |- KernelSilent         kernel-silent           it does not end what it does, not even when interrupted
 |- ReferenceUnusable                            one of a prompt's references
 |   |- ReferenceUndefined   reference-undefined     a name, attribute or item that does not exist
 |   |- ReferenceUnreadable  reference-invalid       it does more than read, which only the kernel can tell (R)
 |   `- FunctionUnsuitable   function-unsuitable     what a prompt offers cannot be called by a model
 `- SeveralUnusable      as the first's          more than one of a prompt's references
"""

from collections.abc import Sequence
from typing import ClassVar

from ..translation import marked, say
from ..wire import ErrorDetail


class KernelError(Exception):
    """The kernel cannot give what the prompt names; `hint` is the next step."""

    code: str
    advice: ClassVar[str]
    """The hint, where it is always the same."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = say(self.advice) if hint is None else hint

    def to_detail(self) -> ErrorDetail:
        """The failure as the browser gets it."""
        return ErrorDetail(code=self.code, message=self.message, hint=self.hint)


class KernelDied(KernelError):
    code = "kernel-dead"
    advice = marked(
        "Run the cells that the prompt needs, and run the prompt again; if the kernel is not running, restart it first."
    )

    def __init__(self, message: str = "") -> None:
        super().__init__(message or say("The notebook's kernel has died or was restarted."))


class KernelUnreachable(KernelError):
    code = "kernel-unreachable"
    advice = marked(
        "Ask the administrator of this server whether the gateway runs, and whether its address and token are right "
        "(GatewayClient.url, GatewayClient.auth_token)."
    )

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            say("The gateway that runs this server's kernels, {host}, {reason}.", host=host, reason=reason)
        )


class KernelNotPython(KernelError):
    """Its language cannot be read."""

    code = "kernel-not-python"

    def __init__(self, language: str) -> None:
        used = language[:40] or say("another language")
        super().__init__(
            say("Values need a Python or R kernel, but this notebook's kernel uses {language}.", language=used),
            say("Remove the references from the prompt, or run the notebook with a Python or R kernel."),
        )


class KernelSilent(KernelError):
    code = "kernel-silent"
    advice = marked("Interrupt the kernel, or restart it (Kernel → Restart Kernel), and run the prompt again.")

    def __init__(self, doing: str) -> None:
        super().__init__(say("The kernel is stuck {doing}, even after an interrupt.", doing=doing))


class ReferenceUnusable(KernelError):
    """What is wrong with one reference; the others can be read all the same."""

    remark: str
    """What the hint has of its own, where other references fail too."""


class ReferenceUndefined(ReferenceUnusable):
    code = "reference-undefined"

    def __init__(self, shown: str, why: str, near: Sequence[str], exists: str | None = None) -> None:
        """`near` are similar ones; `exists` is what the object has instead; null for a name, which a cell defines."""
        names = _either(near)
        if exists is None:
            again = (
                say("Else run the cell that defines it, and run the prompt again.")
                if near
                else say("Run the cell that defines it, and run the prompt again.")
            )
        else:
            again = say("Change the reference, and run the prompt again.")
        meant = say("Did you mean {names}?", names=names) if near else exists or ""
        super().__init__(f"{shown}: {why}.", f"{meant} {again}".strip())
        told = f"{shown}: {exists}" if exists else ""
        self.remark = say("For {shown}, did you mean {names}?", shown=shown, names=names) if near else told


class ReferenceUnreadable(ReferenceUnusable):
    code = "reference-invalid"
    advice = marked(
        "Write $`name` for a value; to keep it as plain text, put it in double backticks or put a backslash before it."
    )
    remark = ""

    def __init__(self, shown: str, why: str) -> None:
        super().__init__(say("{shown} cannot be read: {reason}.", shown=shown, reason=why))


class FunctionUnsuitable(ReferenceUnusable):
    code = "function-unsuitable"
    advice = marked("Name a function with & and read a value with $.")

    def __init__(self, name: str, why: str) -> None:
        super().__init__(say("&`{name}` cannot be offered to the model: {reason}.", name=name, reason=why))
        self.remark = self.hint


class FunctionsNeedPython(ReferenceUnusable):
    """Values of its language can be read, but its functions not be called."""

    code = KernelNotPython.code

    def __init__(self, language: str) -> None:
        super().__init__(
            say("Functions need a Python kernel, but this notebook's kernel uses {language}.", language=language),
            say("Remove the functions (&`name`) from the prompt, or run the notebook with a Python kernel."),
        )
        self.remark = self.hint


OF_REFERENCES = {kind.code for kind in (ReferenceUndefined, ReferenceUnreadable, FunctionUnsuitable)}
"""Codes of what is wrong with references, rather than with the kernel."""
MOST_TOLD = 5


class SeveralUnusable(KernelError):
    """At least two references that cannot be used, so that the user need not find them one run after another."""

    def __init__(self, problems: Sequence[ReferenceUnusable]) -> None:
        self.code = problems[0].code
        told, more = problems[:MOST_TOLD], len(problems) - MOST_TOLD
        rest = [say("And {number} more.", number=more)] if more > 0 else []
        remarks = dict.fromkeys(each.remark for each in told if each.remark)
        ending = say("Change the references, or run the cells that define them, and run the prompt again.")
        messages = dict.fromkeys(each.message for each in told)
        super().__init__(" ".join([*messages, *rest]), " ".join([*remarks, ending]))


def _either(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return say("{names} or {last}", names=", ".join(quoted[:-1]), last=quoted[-1])
