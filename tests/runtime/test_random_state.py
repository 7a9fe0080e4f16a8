"""The states of stateful random ops: shared by equal calls, started again by `set_seed`."""

from __future__ import annotations

from pellucid.core.seeds import SEEDS, get_seed, set_seed
from pellucid.ops.random import RandomUniform
from pellucid.runtime import random_state


def test_equal_attributes_share_a_state():
    set_seed(1)
    attrs = {"seed": 1, "seed2": 2, "dtype": "float32"}
    state = random_state.eager_state(RandomUniform, attrs)
    assert state.value.tolist() == [0, 2, 1]
    state.value = "moved"
    assert random_state.eager_state(RandomUniform, dict(attrs)).value == "moved"
    assert random_state.eager_state(RandomUniform, {**attrs, "seed2": 3}) is not state
    set_seed(1)
    assert state.value.tolist() == [0, 2, 1]
    set_seed(None)


def test_no_seeds_mean_a_random_start():
    first, second = random_state.State(0, 0), random_state.State(0, 0)
    assert first.value.tolist() != second.value.tolist()


def test_seed_pairs():
    set_seed(None)
    assert get_seed(None) == (0, 0)
    assert get_seed(3) == (87654321, 3)
    set_seed(0)
    assert get_seed(0) == (0, 2**31 - 1)
    assert get_seed(2**40 + 3) == (0, 515)
    set_seed(-5)
    assert get_seed(None) == (2147483642, 1097127993)
    set_seed(None)
    assert SEEDS.seed is None
