"""Native Philox words: the same bits as NumPy's, carries included."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf
from pellucid.ops import philox
from pellucid.runtime.cpu import random_words


@pytest.mark.parametrize("blocks", [random_words.SMALLEST, 9001])
@pytest.mark.parametrize(
    "state",
    [(5, 7, 123456789012345), (2**64 - 3, 2**64 - 1, 2**63 + 9), (2**64 - 5000, 3, 2**64 - 1)],
)
def test_same_bits_as_numpy(machines, state, blocks):
    key = np.array(state, np.uint64)
    found = machines.jax.jit(lambda s: random_words.words(machines.jax, s, blocks))(key)
    np.testing.assert_array_equal(np.asarray(found), philox.words(np, key, blocks))


def test_few_blocks_are_left_to_xla(machines):
    state = machines.jax.numpy.zeros(3, np.uint64)
    assert random_words.words(machines.jax, state, random_words.SMALLEST - 1) is None


def test_seeded_numbers_do_not_depend_on_the_kernels(machines, monkeypatch):
    draws = []
    for native in ("1", "0"):
        monkeypatch.setenv("PELLUCID_NATIVE", native)
        draw = tf.function(lambda seed: tf.random.stateless_uniform([200, 50], seed))
        draws.append(draw(tf.constant([3, 4])).numpy())
    np.testing.assert_array_equal(draws[0], draws[1])
    np.testing.assert_array_equal(draws[0], tf.random.stateless_uniform([200, 50], [3, 4]).numpy())
