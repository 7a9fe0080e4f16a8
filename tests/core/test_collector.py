"""The garbage collector looks less often while something large is imported, and then as before."""

from __future__ import annotations

import gc

import pytest

from pellucid.core import collector


@pytest.fixture(autouse=True)
def threshold():
    usual = gc.get_threshold()
    yield
    gc.set_threshold(*usual)


def test_rarely_and_then_as_before():
    gc.set_threshold(500, 7, 8)
    with pytest.raises(KeyError), collector.rarely():
        assert gc.get_threshold()[0] >= 1_000_000
        raise KeyError
    assert gc.get_threshold() == (500, 7, 8)


def test_a_collector_that_is_switched_off_stays_so():
    gc.set_threshold(0, 7, 8)
    with collector.rarely():
        assert gc.get_threshold()[0] == 0
    assert gc.get_threshold()[0] == 0


def test_what_was_made_is_not_looked_at_by_the_next_collections():
    gc.collect()
    with collector.rarely():
        kept = [[] for _ in range(5000)]
    assert gc.get_count()[0] < len(kept)
