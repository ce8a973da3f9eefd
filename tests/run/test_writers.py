"""One page writes an answer: the one that asked, and another when it goes."""

import asyncio
import math

import pytest

from ai_jup.run import writers
from ai_jup.run.writers import Writers

GRACE = 0.05


@pytest.fixture(autouse=True)
def short_grace(monkeypatch):
    monkeypatch.setattr(writers, "GRACE", GRACE)


class Page:
    def __init__(self, of: Writers, writes="next", name=None):
        self.told: list[str] = []
        self.leave = of.join(writes, self.told.append, name)


async def test_the_page_that_asked_writes_whoever_came_before():
    of = Writers()
    other, asker = Page(of), Page(of, "first")
    await asyncio.sleep(2 * GRACE)
    assert (asker.told, other.told) == (["write"], [])


async def test_another_one_writes_when_that_page_goes_and_does_not_come_back():
    of = Writers()
    asker, second, third = Page(of, "first"), Page(of), Page(of)
    asker.leave()
    assert second.told == []
    await asyncio.sleep(2 * GRACE)
    assert (second.told, third.told) == (["write"], [])
    second.leave()
    await asyncio.sleep(2 * GRACE)
    assert third.told == ["write"]


async def test_a_page_that_comes_back_in_time_goes_on_writing():
    of = Writers()
    asker, other = Page(of, "first"), Page(of)
    asker.leave()
    back = Page(of, "first")
    await asyncio.sleep(2 * GRACE)
    assert (back.told, other.told) == (["write"], [])


async def test_a_page_that_comes_back_late_waits_for_its_turn():
    of = Writers()
    asker, other = Page(of, "first"), Page(of)
    asker.leave()
    await asyncio.sleep(2 * GRACE)
    back = Page(of, "first")
    assert (back.told, other.told) == ([], ["write"])
    other.leave()
    assert back.told == ["write"]


async def test_a_page_takes_the_place_of_its_own_lost_connection():
    of = Writers()
    lost, other = Page(of, "first", "one"), Page(of, "next", "two")
    back = Page(of, "first", "one")
    assert (back.told, other.told) == (["write"], [])
    # it may be there all the same
    assert lost.told == ["write", "wait"]
    # that it is gone is noticed much later
    lost.leave()
    await asyncio.sleep(2 * GRACE)
    assert (back.told, other.told) == (["write"], [])
    again = Page(of, "next", "two")
    other.leave()
    back.leave()
    await asyncio.sleep(2 * GRACE)
    assert again.told == ["write"]


async def test_nobody_waits_for_the_pages_of_a_server_that_is_gone():
    of = Writers(free_since=-math.inf)
    assert Page(of).told == ["write"]


async def test_nothing_is_left_to_write_when_the_file_has_it():
    of = Writers()
    asker, other = Page(of, "first"), Page(of)
    of.saved()
    late = Page(of)
    asker.leave()
    await asyncio.sleep(2 * GRACE)
    assert (asker.told, other.told, late.told) == (["write", "saved"], ["saved"], ["saved"])


async def test_leaving_twice_or_last_does_no_harm():
    of = Writers()
    page = Page(of, "first")
    page.leave()
    page.leave()
    await asyncio.sleep(2 * GRACE)
    assert Page(of).told == ["write"]
