from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

rt = tf.ragged.constant([[3, 1, 4], [], [5, 2]])
rf = tf.cast(rt, tf.float32)
r3 = tf.ragged.constant([[[1], [2, 3]], [[4]]])


def listed(x):
    return x.to_list() if isinstance(x, tf.RaggedTensor) else x.numpy().tolist()


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda: tf.reduce_sum(rt), 15),
        (lambda: tf.reduce_sum(rt, 0), [8, 3, 4]),
        (lambda: tf.reduce_sum(rt, 1, keepdims=True), [[8], [0], [7]]),
        (lambda: tf.reduce_sum(rt, keepdims=True), [[15]]),
        (lambda: tf.reduce_prod(rt, 1), [12, 1, 10]),
        (lambda: tf.reduce_max(rt, 1), [4, -(2**31), 5]),
        (lambda: tf.reduce_mean(r3, [1, 2]), [2.0, 4.0]),
        (lambda: tf.reduce_mean(rf, 0), [4.0, 1.5, 4.0]),
        (lambda: tf.reduce_sum(r3, 0), [[5], [2, 3]]),
        (lambda: tf.reduce_sum(r3, -1), [[1, 5], [4]]),
        (lambda: tf.reduce_sum(r3, [0, 1]), [7, 3]),
        (lambda: tf.reduce_any(rt > 4, 1), [False, False, True]),
        (lambda: tf.reduce_all(rt > 0, 1), [True, True, True]),
        (lambda: tf.cumsum(rt, 1), [[3, 4, 8], [], [5, 7]]),
        (lambda: tf.cumsum(rt, 1, exclusive=True, reverse=True), [[5, 4, 0], [], [2, 0]]),
        (lambda: tf.size(r3), 4),
        (
            lambda: tf.math.unsorted_segment_sum(
                rt, tf.ragged.constant([[0, 1, 0], [], [1, 1]]), 2
            ),
            [7, 8],
        ),
        (lambda: tf.math.unsorted_segment_sum(rt, [0, 1, 0], 2), [[8, 3, 4], []]),
        (lambda: tf.math.bincount(rt, axis=-1)[2], [0, 0, 1, 0, 0, 1]),
    ],
)
def test_values(made, expected):
    assert listed(made()) == expected


def test_moments():
    std = tf.math.reduce_std(tf.ragged.constant([[1.0, 2.0], [3.0]]), axis=1)
    np.testing.assert_allclose(std.numpy(), [0.5, 0.0])
    np.testing.assert_allclose(
        tf.reduce_logsumexp(rf, 1).numpy(), [4.3490124, -np.inf, 5.0485873], rtol=1e-6
    )


def test_softmax():
    found = tf.nn.softmax(rf)
    np.testing.assert_allclose(found[0].numpy(), tf.nn.softmax(rf[0]).numpy(), rtol=1e-6)
    assert found.row_lengths().numpy().tolist() == [3, 0, 2]


def test_no_such_axis():
    with pytest.raises(ValueError, match="out of bounds"):
        tf.reduce_sum(rt, 5)


def test_gradient():
    v = tf.Variable([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        y = tf.reduce_max(tf.RaggedTensor.from_row_lengths(v, [2, 1]), axis=1)
    assert tape.gradient(y, v).numpy().tolist() == [0.0, 1.0, 1.0]


def test_compiled():
    total = tf.function(lambda r: tf.reduce_sum(r, axis=1), jit_compile=True)
    assert total(rt).numpy().tolist() == [8, 0, 7]


def test_mean_of_integers_is_float64():
    rows = tf.ragged.constant([[1, 2], [4]])
    for mean in (tf.reduce_mean, tf.function(tf.reduce_mean)):
        assert mean(rows).dtype == tf.float64
        assert mean(rows).numpy() == 7 / 3
