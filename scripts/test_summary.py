"""The last line of `make test`: `test_summary.py FOLDER FAILED_STEP...` adds up the JUnit files of a folder.

A step that failed without a failed test in `FOLDER/STEP.xml` counts as one failure, so the line never hides it.
"""

import sys
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree


class Tally(NamedTuple):
    passed: int = 0
    failed: int = 0
    skipped: int = 0


def tally(report: Path) -> Tally:
    """What one JUnit file says; nothing, where a runner died while writing it."""
    try:
        suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    except ElementTree.ParseError:
        return Tally()

    def total(*names: str) -> int:
        return sum(int(suite.get(name) or 0) for suite in suites for name in names)

    failed, skipped = total("failures", "errors"), total("skipped")
    return Tally(max(total("tests") - failed - skipped, 0), failed, skipped)


def main(folder: Path, failed_steps: list[str]) -> int:
    tallies = {report.stem: tally(report) for report in sorted(folder.glob("*.xml"))}
    unexplained = sum(tallies.get(step, Tally()).failed == 0 for step in failed_steps)
    passed, failed, skipped = (sum(counts) for counts in zip(Tally(), *tallies.values(), strict=True))
    failed += unexplained
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
