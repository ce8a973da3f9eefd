"""Pure: prompts and answers in a notebook's file, as nbformat has it."""

from .oddities import oddities, placed
from .pairs import PromptCell, clear_answers, find_answers, is_answer, is_prompt, own_metadata, prompts, text_of
from .request import named_model, request_for
from .writing import answer_for, identify, write_answer

__all__ = [
    "PromptCell",
    "answer_for",
    "clear_answers",
    "find_answers",
    "identify",
    "is_answer",
    "is_prompt",
    "named_model",
    "oddities",
    "own_metadata",
    "placed",
    "prompts",
    "request_for",
    "text_of",
    "write_answer",
]
