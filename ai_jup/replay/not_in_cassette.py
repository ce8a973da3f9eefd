"""The failure of a prompt whose answer is not recorded."""

from ..llm.port import Target
from ..llm.provider_errors import ProviderError


class NotInCassette(ProviderError):
    """What is sent was never recorded, and no model may be asked."""

    code = "not-in-cassette"
    sentence = "The cassette {cassette} has no answer for this prompt{difference}"
    advice = "{what_to_do}Record it again: `ai-jup run --replay auto`, or set the notebook's replay to auto."

    def __init__(self, target: Target, cassette: str, difference: str, is_drawing: bool) -> None:
        super().__init__(
            target,
            cassette=cassette,
            difference=f". What differs from what was recorded: {difference}" if difference else "",
            what_to_do="With `--match text` pictures do not count. " if is_drawing else "",
        )
