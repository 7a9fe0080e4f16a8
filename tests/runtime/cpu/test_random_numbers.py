"""Native random numbers: the same bits as NumPy's, carries included."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf
from pellucid.ops import philox
from pellucid.runtime.cpu import random_numbers


@pytest.mark.parametrize("blocks", [random_numbers.SMALLEST, 9001])
@pytest.mark.parametrize(
    "state",
    [(5, 7, 123456789012345), (2**64 - 3, 2**64 - 1, 2**63 + 9), (2**64 - 5000, 3, 2**64 - 1)],
)
def test_same_words_as_numpy(machines, monkeypatch, state, blocks):
    key = np.array(state, np.uint64)
    found = machines.jax.jit(lambda s: random_numbers.compiled(machines.jax, "words", s, blocks))(
        key
    )
    eager = random_numbers.drawn("words", key, blocks)
    monkeypatch.setenv("PELLUCID_NATIVE", "0")
    expected = philox.words(np, key, blocks)
    np.testing.assert_array_equal(np.asarray(found), expected)
    np.testing.assert_array_equal(eager, expected)


@pytest.mark.parametrize("count", [4 * random_numbers.SMALLEST + 3, 300_001])
@pytest.mark.parametrize("state", [(5, 7, 123456789012345), (2**64 - 300, 2**64 - 1, 2**63 + 9)])
@pytest.mark.parametrize("kind", ["uniform", "normal"])
def test_same_numbers_as_numpy(machines, monkeypatch, kind, state, count):
    key = np.array(state, np.uint64)
    eager = random_numbers.drawn(kind, key, count)
    assert eager is not None
    found = machines.jax.jit(
        lambda s: getattr(philox, kind)(machines.jax.numpy, s, count, tf.float32)
    )(key)
    monkeypatch.setenv("PELLUCID_NATIVE", "0")
    expected = getattr(philox, kind)(np, key, count, tf.float32)
    np.testing.assert_array_equal(eager, expected)
    np.testing.assert_array_equal(np.asarray(found), expected)


def test_few_are_left_to_xla_and_numpy(machines):
    state = machines.jax.numpy.zeros(3, np.uint64)
    few = random_numbers.SMALLEST - 1
    assert random_numbers.compiled(machines.jax, "words", state, few) is None
    assert random_numbers.compiled(machines.jax, "normal", state, 4 * few) is None
    assert random_numbers.drawn("normal", np.zeros(3, np.uint64), 4 * few) is None


def test_seeded_numbers_do_not_depend_on_the_kernels(machines, monkeypatch):
    draws = []
    for native in ("1", "0"):
        monkeypatch.setenv("PELLUCID_NATIVE", native)
        draw = tf.function(lambda seed: tf.random.stateless_uniform([200, 50], seed))
        draws.append(draw(tf.constant([3, 4])).numpy())
    np.testing.assert_array_equal(draws[0], draws[1])
    np.testing.assert_array_equal(draws[0], tf.random.stateless_uniform([200, 50], [3, 4]).numpy())
