"""Runs every measurement and prints its figures."""

import asyncio

from . import burst, context, journal, kernel, load, models, replay, stale, start, token_delay


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
