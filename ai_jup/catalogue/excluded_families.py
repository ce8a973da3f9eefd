"""Families of models that see and chat, by LiteLLM's data, and are left out all the same; each with its reason."""

import re

from ..translation import marked

EXCLUDED: tuple[tuple[str, str], ...] = (
    (r"^ft:", marked("fine-tunes belong to one organization")),
    (r"audio|realtime|-live|-tts|transcribe", marked("made for audio, not for text")),
    (r"search", marked("answers from the web rather than from the notebook")),
    (r"deep-research", marked("takes many minutes and is billed per task")),
    (r"computer-use|robotics", marked("made to control a computer or robot")),
    (r"codex", marked("made for coding agents")),
    (r"customtools", marked("tuned for agents that have their own shell")),
    (r"gemma|learnlm", marked("open or preview models without the provider's service guarantees")),
    (r"-exp-|experimental", marked("experimental: may be withdrawn without notice")),
    (r"mythos|cyber|daybreak|rosalind|-law$", marked("by invitation only")),
)


def excluded(name: str) -> str | None:
    """Why the model of this bare name is left out; null when it is not."""
    return next((reason for pattern, reason in EXCLUDED if re.search(pattern, name)), None)
