"""What is sent to the model: pure functions from a request to messages, without any I/O."""

from .answers import answer_so_far
from .attached import attached_reading, read_attached
from .cell_language import fence_name
from .cells import OWN_PROMPT, CellText, ReadBefore, own_metadata, prompt_text
from .compose import Rules, compose, size_of, texts_to_count, weights_of, within
from .digests import Digests, cell_digest, digests_of_cells_above, few, picture_digests, tool_digest
from .item_limits import ItemLimits
from .messages import Composition
from .outputs import Reading
from .pictures import Picture, PictureReader, Unreadable
from .references import References, is_python, parse_references
from .terminal_text import plain
from .text_digest import digest_of
from .value_text import value_text

__all__ = [
    "OWN_PROMPT",
    "CellText",
    "Composition",
    "Digests",
    "ItemLimits",
    "Picture",
    "PictureReader",
    "ReadBefore",
    "Reading",
    "References",
    "Rules",
    "Unreadable",
    "answer_so_far",
    "attached_reading",
    "cell_digest",
    "compose",
    "digest_of",
    "digests_of_cells_above",
    "fence_name",
    "few",
    "is_python",
    "own_metadata",
    "parse_references",
    "picture_digests",
    "plain",
    "prompt_text",
    "read_attached",
    "size_of",
    "texts_to_count",
    "tool_digest",
    "value_text",
    "weights_of",
    "within",
]
