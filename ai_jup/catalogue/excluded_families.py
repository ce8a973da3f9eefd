"""Families of models that see and chat, by LiteLLM's data, and are left out all the same; each with its reason."""

import re

EXCLUDED: tuple[tuple[str, str], ...] = (
    (r"^ft:", "fine-tunes belong to one organisation"),
    (r"audio|realtime|-live|-tts|transcribe", "made for sound, not for text"),
    (r"search", "answers from the web rather than from the notebook"),
    (r"deep-research", "runs for many minutes, and is billed by the task"),
    (r"computer-use|robotics", "made to steer a machine"),
    (r"codex", "made for coding agents"),
    (r"customtools", "tuned for agents that bring their own shell"),
    (r"gemma|learnlm", "open or trial models without the provider's service promises"),
    (r"-exp-|experimental", "experimental: withdrawn without notice"),
    (r"mythos|cyber|daybreak|rosalind|-law$", "by invitation only"),
)


def excluded(name: str) -> str | None:
    """Why the model of this bare name is left out; null when it is not."""
    return next((reason for pattern, reason in EXCLUDED if re.search(pattern, name)), None)
