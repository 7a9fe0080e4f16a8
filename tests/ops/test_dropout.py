"""Dropout: which elements, how scaled, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf


def test_numbers_of_a_seed():
    tf.random.set_seed(42)
    kept = tf.nn.dropout(tf.ones([8]), 0.5).numpy() > 0
    np.testing.assert_array_equal(kept, [1, 0, 0, 0, 0, 1, 1, 1])


def test_stateless_is_a_function_of_its_seed():
    x = tf.ones([2, 8])
    drop = tf.nn.experimental.stateless_dropout
    np.testing.assert_array_equal(drop(x, 0.5, [1, 2]), drop(x, 0.5, [1, 2], rng_alg="philox"))
    assert (drop(x, 0.5, [1, 2]) != drop(x, 0.5, [1, 3])).numpy().any()


def test_scale_share_and_gradient():
    x = tf.ones([10_000])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.nn.dropout(x, 0.25, seed=1)
    values = y.numpy()
    assert set(np.unique(values)) == {np.float32(0), np.float32(1 / 0.75)}
    assert abs((values == 0).mean() - 0.25) < 0.02
    np.testing.assert_array_equal(tape.gradient(y, x), values)


def test_noise_shape_and_special_values():
    y = tf.nn.dropout(tf.ones([20, 3]), 0.5, noise_shape=[None, 1], seed=1).numpy()
    assert (y == y[:, :1]).all()
    assert 0 < (y == 0).mean() < 1
    assert not np.isnan(tf.nn.dropout(tf.fill([50], np.inf), 0.5)).any()
    x = tf.ones([3])
    np.testing.assert_array_equal(tf.nn.dropout(x, 0), x)


def test_general_dropout_takes_any_numbers():
    draw = lambda shape, dtype: tf.constant([0.1, 0.3, 0.5, 0.2])  # noqa: E731
    y = tf.nn.experimental.general_dropout(tf.ones([4]), 0.3, draw)
    np.testing.assert_allclose(y, [0, 1 / 0.7, 1 / 0.7, 0], rtol=1e-6)


@pytest.mark.parametrize("rate", [1.0, -0.1, "a", tf.zeros([2])])
def test_bad_rates(rate):
    with pytest.raises(ValueError, match="rate"):
        tf.nn.dropout(tf.ones([2]), rate)


def test_integers_are_refused():
    with pytest.raises(ValueError, match="floating"):
        tf.nn.dropout(tf.constant([1, 2]), 0.5)
