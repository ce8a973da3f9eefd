"""Why a prompt is neither answered from a cassette nor asked for one."""

from ..llm.port import Target
from ..llm.provider_errors import ProviderError
from ..translation import marked, say


class NotInCassette(ProviderError):
    """What is sent was never recorded, and no model may be asked."""

    code = "not-in-cassette"
    asks_provider = False
    sentence = marked("The cassette {cassette} has no answer for this prompt{difference}")
    advice = marked("{what_to_do}Record it again: `ai-jup run --replay auto`, or set the notebook's replay to auto.")

    def __init__(self, target: Target, cassette: str, difference: str, is_drawing: bool) -> None:
        super().__init__(
            target,
            cassette=cassette,
            difference=say(". What differs from what was recorded: {difference}", difference=difference)
            if difference
            else "",
            what_to_do=say("With `--match text` pictures do not count.") + " " if is_drawing else "",
        )


class SimulatorNotRecorded(ProviderError):
    """No provider has a key, so the simulator would answer, and what it says is of no use in a cassette."""

    code = "key-missing"
    asks_provider = False
    sentence = marked("No provider has a key, and the simulator's answers are not recorded")
    advice = marked("{set_key}, replay what is recorded (`strict`), or turn replay off to have the simulator answer.")
