"""Families of models that see and chat, by LiteLLM's data, and are left out all the same; each with its reason."""

import re

EXCLUDED: tuple[tuple[str, str], ...] = (
    (r"^ft:", "fine-tunes belong to one organization"),
    (r"audio|realtime|-live|-tts|transcribe", "made for audio, not for text"),
    (r"search", "answers from the web rather than from the notebook"),
    (r"deep-research", "takes many minutes and is billed per task"),
    (r"computer-use|robotics", "made to control a computer or robot"),
    (r"codex", "made for coding agents"),
    (r"customtools", "tuned for agents that have their own shell"),
    (r"gemma|learnlm", "open or preview models without the provider's service guarantees"),
    (r"-exp-|experimental", "experimental: may be withdrawn without notice"),
    (r"mythos|cyber|daybreak|rosalind|-law$", "by invitation only"),
)


def excluded(name: str) -> str | None:
    """Why the model of this bare name is left out; null when it is not."""
    return next((reason for pattern, reason in EXCLUDED if re.search(pattern, name)), None)
