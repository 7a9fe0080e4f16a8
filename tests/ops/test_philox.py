"""The bits of Philox, and numbers made of them: known answers, and NumPy = XLA."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf
from pellucid.ops import philox
from pellucid.runtime.backend import load_jax

STATE = np.array([5, 6, 11], np.uint64)


def test_published_vectors():
    # Philox 4x32-10 of the Random123 distribution: counter and key all zeros, then all ones.
    zeros = philox.words(np, np.zeros(3, np.uint64), 1)
    assert [f"{w:08x}" for w in zeros[0]] == ["6627e8d5", "e169c58d", "bc57ac4c", "9b00dbd8"]
    ones = philox.words(np, np.full(3, 2**64 - 1, np.uint64), 1)
    assert [f"{w:08x}" for w in ones[0]] == ["408f276d", "41c83b0e", "a20bc7c6", "6d5451fd"]


def test_counters_carry():
    late = np.array([2**64 - 1, 6, 11], np.uint64)
    next_one = np.array([0, 7, 11], np.uint64)
    np.testing.assert_array_equal(philox.words(np, late, 2)[1], philox.words(np, next_one, 1)[0])
    np.testing.assert_array_equal(philox.advance(np, late, 1), next_one)


def test_pieces_fit_together():
    long = philox.words(np, STATE, 20_000)
    np.testing.assert_array_equal(
        long[9_000:9_004], philox.words(np, philox.advance(np, STATE, 9_000), 4)
    )


def test_seeds_are_scrambled():
    state = philox.scramble(np, np.array([1, 2]))
    assert state.tolist() == [0, 17830669156045600267, 10413732777507651514]


@pytest.mark.parametrize("dtype", [tf.float16, tf.bfloat16, tf.float32, tf.float64])
@pytest.mark.parametrize("draw", [philox.uniform, philox.normal, philox.truncated_normal])
def test_compiled_numbers_are_the_same(draw, dtype):
    jnp = load_jax().numpy
    found = np.asarray(draw(jnp, jnp.asarray(STATE), 1001, dtype))
    expected = draw(np, STATE, 1001, dtype)
    assert found.dtype == expected.dtype == dtype.np_dtype
    np.testing.assert_allclose(found.astype(float), expected.astype(float), rtol=1e-6, atol=1e-7)


def test_shares_of_threads_fit_together():
    count = 3 * philox._SHARE + 5
    for draw in (philox.uniform, philox.normal):
        for dtype in (tf.float32, tf.float64):
            long = draw(np, STATE, count, dtype)
            late = philox.advance(np, STATE, philox._SHARE * 2 // (4 if dtype.size == 4 else 2))
            np.testing.assert_array_equal(long[philox._SHARE * 2 :][:9], draw(np, late, 9, dtype))
            assert np.unique(long[:: philox._SHARE]).size == 4


def test_distributions():
    x = philox.uniform(np, STATE, 100_000, tf.float32)
    assert x.min() >= 0
    assert x.max() < 1
    assert abs(x.mean() - 0.5) < 0.01
    x = philox.normal(np, STATE, 100_000, tf.float32)
    assert abs(x.mean()) < 0.01
    assert abs(x.std() - 1) < 0.01
    x = philox.truncated_normal(np, STATE, 100_000, tf.float32)
    assert abs(x).max() < 2
    assert abs(x.std() - 0.8796) < 0.01
    x = philox.integers(np, STATE, 100_000, -3, 4, tf.int32)
    assert set(x.tolist()) == set(range(-3, 4))
