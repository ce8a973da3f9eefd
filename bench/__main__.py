"""Runs every measurement and prints its figures."""

import asyncio

<<<<<<< HEAD
from . import burst, context, journal, kernel, load, models, replay, start, token_delay
=======
from . import burst, context, journal, kernel, load, models, stale, start, token_delay
>>>>>>> 38f6745 (Replay is a choice of four below the models; docs, a measurement and tests of what is stale; a cassette's model is what prompts are compared with in replay)


def main() -> None:
    models.report()
    start.report()
    replay.report()
    context.report()
    stale.report()
    asyncio.run(kernel.report())
    asyncio.run(token_delay.report())
    asyncio.run(journal.report())
    asyncio.run(burst.report())
    asyncio.run(load.report())


if __name__ == "__main__":
    main()
