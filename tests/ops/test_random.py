"""Stateful random ops: TensorFlow's numbers, its seed rules, and their life in functions."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

R = tf.random


@pytest.fixture(autouse=True)
def unseeded():
    yield
    tf.random.set_seed(None)


def test_numbers_of_tensorflow():
    tf.random.set_seed(42)
    np.testing.assert_allclose(R.uniform([2]), [0.6645621, 0.44100678])
    np.testing.assert_allclose(R.uniform([2]), [0.68789124, 0.48447883])
    np.testing.assert_allclose(R.uniform([2], seed=1), [0.15012848, 0.63992536])
    np.testing.assert_allclose(R.uniform([3], seed=1), [0.3665805, 0.8912455, 0.5595702])
    np.testing.assert_allclose(R.normal([2], seed=1), [-1.499947, -1.2420495], rtol=1e-5)


def test_set_seed_starts_again():
    draws = []
    for _ in range(2):
        tf.random.set_seed(7)
        draws.append(
            [R.normal([3]).numpy(), R.uniform([3], seed=5).numpy(), R.uniform([3], seed=5).numpy()]
        )
    np.testing.assert_array_equal(draws[0], draws[1])
    assert (draws[0][1] != draws[0][2]).any()


def test_without_seeds_numbers_differ():
    assert (R.uniform([4]) != R.uniform([4])).numpy().any()


def test_functions_keep_their_own_states():
    tf.random.set_seed(42)

    @tf.function
    def draw():
        return R.uniform([2]), R.uniform([2])

    first = [t.numpy() for t in draw()]
    np.testing.assert_allclose(first[0], [0.8354591, 0.9162973])
    np.testing.assert_allclose(first[1], [0.15012848, 0.63992536])
    second = [t.numpy() for t in draw()]
    np.testing.assert_allclose(second[0], [0.95270336, 0.23137903])
    tf.random.set_seed(42)
    np.testing.assert_array_equal([t.numpy() for t in draw()], first)


DRAWS = {
    "uniform": lambda: R.uniform([7], -1.0, 3.0, seed=3),
    "integers": lambda: R.uniform([7], 0, 9, tf.int64, seed=3),
    "normal": lambda: R.normal([7], 2.0, 3.0, tf.float64, seed=3),
    "truncated": lambda: R.truncated_normal([500], seed=3),
    "shuffle": lambda: R.shuffle(tf.range(50), seed=3),
    "gamma": lambda: R.gamma([50], [0.5, 1.0, 3.0], [2.0], seed=3),
    "poisson": lambda: R.poisson([50], [3.0, 30.0], seed=3),
    "categorical": lambda: R.categorical([[0.0, 1.0, 2.0], [3.0, 1.0, 0.0]], 7, seed=3),
}


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_compiled_draws_are_the_same(draw):
    tf.random.set_seed(1)
    eager = [draw().numpy(), draw().numpy()]
    tf.random.set_seed(1)
    compiled = tf.function(draw)
    for expected in eager:
        found = compiled().numpy()
        assert found.dtype == expected.dtype
        np.testing.assert_allclose(found, expected, rtol=1e-6)
    assert (eager[0] != eager[1]).any()


def test_moments():
    np.testing.assert_allclose(R.gamma([20_000], 2.0, 0.5, seed=1).numpy().mean(), 4.0, rtol=0.03)
    np.testing.assert_allclose(R.poisson([20_000], 4.0, seed=1).numpy().mean(), 4.0, rtol=0.03)
    np.testing.assert_allclose(R.poisson([20_000], 40.0, seed=1).numpy().var(), 40.0, rtol=0.05)
    counts = (
        np.bincount(R.categorical(np.log([[0.2, 0.3, 0.5]]), 20_000, seed=1)[0].numpy()) / 20_000
    )
    np.testing.assert_allclose(counts, [0.2, 0.3, 0.5], atol=0.02)


def test_shuffle_permutes_rows():
    x = np.arange(22).reshape(11, 2)
    y = R.shuffle(x, seed=1).numpy()
    assert (y != x).any()
    np.testing.assert_array_equal(y[np.argsort(y[:, 0])], x)


def test_gamma_has_a_gradient():
    alpha = tf.constant([0.5, 2.0, 5.0])
    with tf.GradientTape() as tape:
        tape.watch(alpha)
        mean = tf.reduce_mean(R.gamma([4000], alpha, seed=1), 0)
    # The mean of gamma(alpha) is alpha.
    np.testing.assert_allclose(tape.gradient(mean, alpha), [1, 1, 1], atol=0.1)


def test_refusals():
    with pytest.raises(ValueError, match="maxval"):
        R.uniform([2], dtype=tf.int32)
    with pytest.raises(tf.errors.InvalidArgumentError, match="minval < maxval"):
        R.uniform([2], 3, 3, dtype=tf.int32)
    with pytest.raises(tf.errors.InvalidArgumentError, match="matrix"):
        R.categorical([0.0, 1.0], 2)
    with pytest.raises(ValueError, match="dtype"):
        R.uniform([2], dtype=tf.int8)
