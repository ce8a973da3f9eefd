"""Why an answer is not a whole one, as it stands below its text: so it never looks so, not even without this extension.

Who has the model answer (the cell, the notebook, a setting) is not told here: only the page knows, and says it beside
the answer.
"""

from ..translation import say
from ..wire import ErrorDetail, RunFailed, RunFinished, RunStopped
from .plain_text import one_line

End = RunFinished | RunFailed | RunStopped


def notice(end: End | None, text: str, after_calls: str, has_calls: bool) -> str:
    """A quote that says why; empty for an answer that ended well.

    `after_calls` is the text after the last call, all of it where there is none.
    """
    has_content = bool(text) or has_calls
    title = say("Incomplete:") if has_content else say("No answer.")
    match end:
        case None:
            return _quote(say("Incomplete:"), say("The notebook was saved before the answer was complete."))
        case RunStopped():
            return _quote(say("Stopped."), say("You stopped this answer."))
        case RunFailed():
            return _quote(title, end.error.message, end.error.hint)
        case RunFinished(finish_reason="length"):
            return _quote(
                title,
                say("The answer reached the length limit."),
                say("Ask for a shorter answer, or ask the model to continue."),
            )
        case RunFinished(finish_reason="content_filter"):
            return _quote(
                title, say("The provider withheld the rest of the answer."), say("Put the question another way.")
            )
        case RunFinished(finish_reason="max_steps"):
            return _at_limit_of_steps(end, title, bool(after_calls.strip()))
        case RunFinished():
            return (
                ""
                if text.strip()
                else _quote(
                    say("No answer."),
                    say("The model sent an empty answer."),
                    say("Run the prompt again, or rephrase it."),
                )
            )


def refusal_notice(error: ErrorDetail) -> str:
    """The same for a prompt that the server has refused."""
    return _quote(say("No answer."), error.message, error.hint)


def _at_limit_of_steps(end: RunFinished, title: str, answered: bool) -> str:
    """Where the model found its words after the last call, nothing is cut off: it may have wanted more calls."""
    steps = end.record.parameters.get("max_steps")
    limit = (
        say("The limit of {steps} steps was reached", steps=steps)
        if isinstance(steps, int)
        else say("The limit of steps was reached")
    )
    hint = say("Ask for less at a time, or ask the model to continue.")
    if answered:
        return _quote(say("Note:"), say("{limit}; the model answered with what it had so far.", limit=limit), hint)
    return _quote(title, f"{limit}.", hint)


def _quote(title: str, *sentences: str) -> str:
    said = " ".join(sentence for sentence in sentences if sentence)
    return f"> **{title}** {one_line(said)}".rstrip()
