"""Runs every measurement and prints its figures."""

import asyncio

from . import context, models, start, token_delay


def main() -> None:
    models.report()
    start.report()
    context.report()
    asyncio.run(token_delay.report())


if __name__ == "__main__":
    main()
