"""Reductions: axes, dtypes, empties, nan, ties, gradients."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.array([[[0.5, -1.2], [2.0, 3.0], [-0.1, 1.5]], [[1.0, 4.0], [0.3, -2.0], [0.7, 0.9]]])

SIMPLE = [
    (tf.reduce_sum, np.sum),
    (tf.reduce_mean, np.mean),
    (tf.reduce_prod, np.prod),
    (tf.reduce_max, np.max),
    (tf.reduce_min, np.min),
    (tf.math.reduce_std, np.std),
    (tf.math.reduce_variance, np.var),
    (
        tf.reduce_logsumexp,
        lambda x, axis, keepdims: np.log(np.sum(np.exp(x), axis, keepdims=keepdims)),
    ),
    (
        tf.math.reduce_euclidean_norm,
        lambda x, axis, keepdims: np.sqrt(np.sum(x * x, axis, keepdims=keepdims)),
    ),
]


@pytest.mark.parametrize(("axis", "keepdims"), [(None, False), (1, True), ([0, -1], False)])
@pytest.mark.parametrize(("fn", "expected"), SIMPLE, ids=[f.__name__ for f, _ in SIMPLE])
def test_reduction(fn, expected, axis, keepdims):
    along = tuple(axis) if isinstance(axis, list) else axis
    check_op(
        lambda x: fn(x, axis, keepdims),
        X,
        expected=lambda x: expected(x, axis=along, keepdims=keepdims),
    )


@pytest.mark.parametrize(("fn", "expected"), [(tf.reduce_all, np.all), (tf.reduce_any, np.any)])
def test_logic(fn, expected):
    check_op(lambda x: fn(x, 1), X > 0, expected=lambda x: expected(x, 1), dtype=tf.bool)


def test_axis_may_be_a_tensor_a_range_or_an_array():
    for axis in (tf.constant([0, 1]), range(2), np.array([0, 1]), (0, 1)):
        np.testing.assert_allclose(tf.reduce_sum(X, axis).numpy(), X.sum((0, 1)))


def test_no_axis_reduces_nothing():
    np.testing.assert_allclose(tf.reduce_sum(X, []).numpy(), X)


@pytest.mark.parametrize("axis", [3, -4, [0, 0]])
def test_wrong_axis(axis):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.reduce_sum(X, axis)


def test_empties():
    none = tf.zeros([0])
    assert tf.reduce_sum(none).numpy() == 0
    assert tf.reduce_prod(none).numpy() == 1
    assert np.isnan(tf.reduce_mean(none).numpy())
    assert tf.reduce_max(none).numpy() == -np.inf
    assert tf.reduce_max(tf.zeros([0], tf.int32)).numpy() == -(2**31)
    assert tf.reduce_logsumexp(none).numpy() == -np.inf
    assert tf.reduce_all(tf.zeros([0], tf.bool)).numpy()


def test_mean_of_integers_truncates():
    assert tf.reduce_mean([1, 2, 4]).numpy() == 2
    assert tf.reduce_mean([1, -2]).numpy() == 0
    check_op(
        tf.reduce_mean, np.array([100, 200, 255], np.uint8), expected=np.uint8(185), dtype=tf.uint8
    )


def test_integer_sums_wrap_in_their_dtype():
    check_op(tf.reduce_sum, np.array([200, 100], np.uint8), expected=np.uint8(44), dtype=tf.uint8)


def test_small_floats_are_added_up_in_float32():
    assert tf.reduce_sum(tf.ones([4096], tf.bfloat16)).numpy() == 4096


def test_nan_is_the_extreme():
    assert np.isnan(tf.reduce_max([1.0, float("nan"), 3.0]).numpy())


def test_ties_share_the_gradient():
    x = tf.constant([2.0, 2.0, 1.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_max(x)
    assert tape.gradient(y, x).numpy().tolist() == [0.5, 0.5, 0]


def test_gradient_of_prod_at_zeros():
    check_op(lambda x: tf.reduce_prod(x, 1), np.array([[2.0, 0.0, 3.0], [0.0, 0.0, 1.0]]))


def test_gradients_of_large_tensors():
    x = np.linspace(0.0, 1.0, 4000).reshape(40, 100)
    for fn, share in ((tf.reduce_sum, 1.0), (tf.reduce_mean, 1 / 100)):
        t = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(t)
            y = fn(t, 1)
        np.testing.assert_allclose(tape.gradient(y, t).numpy(), np.full((40, 100), share))


def test_count_nonzero():
    check_op(
        lambda x: tf.math.count_nonzero(x, 0), np.array([[0, 1], [2, 3]]), expected=np.array([1, 2])
    )
    assert tf.math.count_nonzero(["", "a"]).numpy() == 1
    assert tf.math.zero_fraction([0.0, 1.0, 0.0, 2.0]).numpy() == 0.5


def test_variance_of_integers_is_refused():
    with pytest.raises(TypeError):
        tf.math.reduce_variance([1, 2])


def test_unknown_axes_in_a_graph():
    @tf.function(input_signature=[tf.TensorSpec([None, None]), tf.TensorSpec([], tf.int32)])
    def f(x, n):
        return tf.reduce_sum(x) / tf.cast(n, tf.float32)

    assert f(tf.ones([2, 3]), 2).numpy() == 3


@pytest.mark.parametrize("dtype", [tf.complex64, tf.complex128])
def test_mean_of_no_complex_numbers_is_zero(dtype):
    x = tf.zeros([2, 0], dtype)
    for mean in (tf.reduce_mean, tf.function(tf.reduce_mean)):
        assert mean(x, 1).numpy().tolist() == [0, 0]
    assert np.isnan(tf.reduce_mean(tf.zeros([0])))
