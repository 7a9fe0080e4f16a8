"""Rounding to few levels; numbers recorded from TensorFlow."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf
from pellucid.ops import quantization as q

X = np.array([-7.0, -1.5, 0.0, 0.03, 2.2, 5.9, 9.0], np.float32)


def test_fake_quant_args():
    expected = [-1.1428572, -1.1428572, 0, 0, 2.2857144, 2.857143, 2.857143]
    check_op(
        lambda x: q.fake_quant_with_min_max_args(x, -1, 3, num_bits=4, narrow_range=True), X,
        expected=np.array(expected), grad=False,
    )  # fmt: skip
    expected = [-6.0235295, -1.5058824, 0, 0.04705882, 2.2117648, 5.882353, 5.9764705]
    np.testing.assert_allclose(q.fake_quant_with_min_max_args(X).numpy(), expected, rtol=1e-6)


def test_gradient_stops_where_clipped():
    x = tf.constant(X)
    low, high = tf.constant(-1.0), tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch([x, low, high])
        y = q.fake_quant_with_min_max_vars(x, low, high)
    by_x, by_low, by_high = tape.gradient(y, [x, low, high])
    assert by_x.numpy().tolist() == [0, 0, 1, 1, 1, 0, 0]
    assert (by_low.numpy(), by_high.numpy()) == (2, 2)


def test_per_channel():
    found = q.fake_quant_with_min_max_vars_per_channel([[-2.0, 3.0]], [-1.0, 0.0], [1.0, 2.0])
    np.testing.assert_allclose(found.numpy(), [[-0.9960785, 2.0]], rtol=1e-6)
    grads = q.fake_quant_with_min_max_vars_per_channel_gradient(
        [[1.0, 1.0]], [[-2.0, 3.0]], [-1.0, 0.0], [1.0, 2.0]
    )
    assert grads.backprop_wrt_min.numpy().tolist() == [1, 0]
    assert grads.backprop_wrt_max.numpy().tolist() == [0, 1]


def test_quantize_and_dequantize():
    expected = [-3.023622, -1.511811, 0, 0.02362205, 2.1968503, 3, 3]
    check_op(
        lambda x: q.quantize_and_dequantize_v2(x, -2.0, 3.0, range_given=True), X,
        expected=np.array(expected), grad=False,
    )  # fmt: skip
    found = q.quantize_and_dequantize_v2(
        X, -2.0, 3.0, range_given=True, narrow_range=True, num_bits=4
    )
    np.testing.assert_allclose(found.numpy(), [-3, -1.7142857, 0, 0, 2.142857, 3, 3], rtol=1e-6)
    found = q.quantize_and_dequantize_v2(X, -7.0, 9.0)
    np.testing.assert_allclose(found.numpy()[:2], [-7.0157485, -1.4881891], rtol=1e-6)


def test_errors():
    with pytest.raises(tf.errors.InvalidArgumentError, match="smaller"):
        q.fake_quant_with_min_max_args(X, min=0, max=0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="num_bits"):
        q.fake_quant_with_min_max_args(X, num_bits=1)
    with pytest.raises(ValueError, match="round_mode"):
        q.quantize_and_dequantize_v2(X, -1.0, 1.0, round_mode="UP")


LOW, HIGH = np.float32(-1.0), np.float32(2.0)
LOWS, HIGHS = np.array([-1.0, 0.0], np.float32), np.array([1.0, 2.0], np.float32)
CHANNELS = np.array([[-2.0, 0.3], [0.4, 3.0]], np.float32)


def test_fake_quant_rounds_and_clips_to_its_grid():
    """The gradient is that of a straight-through estimate, hence compared with its formula."""
    check_op(
        lambda x, low, high: q.fake_quant_with_min_max_vars(x, low, high, num_bits=4),
        CHANNELS, LOW, HIGH, grad=False,
        expected=np.array([[-1.0, 0.4], [0.4, 2.0]], np.float32),
    )  # fmt: skip
    check_op(
        lambda x, low, high: q.fake_quant_with_min_max_vars_per_channel(x, low, high, num_bits=2),
        CHANNELS, LOWS, HIGHS, grad=False,
        expected=np.array([[-4 / 3, 0.0], [2 / 3, 2.0]], np.float32),
    )  # fmt: skip


def test_fake_quant_gradients_go_through_or_to_the_bound_that_clipped():
    dy = np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)
    check_op(
        q.fake_quant_with_min_max_vars_gradient, dy, CHANNELS, LOW, HIGH, grad=False,
        expected=[np.array([[0.0, 2.0], [3.0, 0.0]]), np.float32(1.0), np.float32(4.0)],
    )  # fmt: skip
    check_op(
        q.fake_quant_with_min_max_vars_per_channel_gradient, dy, CHANNELS, LOWS, HIGHS, grad=False,
        expected=[np.array([[0.0, 2.0], [3.0, 0.0]]), np.array([1.0, 0.0]), np.array([0.0, 4.0])],
    )  # fmt: skip


def slopes(function, low, high):
    x = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x, low, high)
    return tape.gradient(y, x).numpy().tolist()


def test_only_the_newer_version_has_no_gradient_outside_of_the_range():
    inside = [0, 1, 1, 1, 1, 0, 0]

    def given(function):
        return lambda *a: function(*a, range_given=True)

    assert slopes(given(q.quantize_and_dequantize_v2), -2.0, 3.0) == inside
    assert slopes(given(q.quantize_and_dequantize), -2.0, 3.0) == [1] * 7
    assert slopes(q.quantize_and_dequantize_v2, 0.0, 0.0) == [0, 0, 1, 0, 0, 0, 0]
    assert slopes(q.quantize_and_dequantize, 0.0, 0.0) == [1] * 7


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: q.quantize_and_dequantize(X, 1.0, -1.0, range_given=True), "invalid range"),
        (lambda: q.quantize_and_dequantize(X, -1.0, 1.0, num_bits=0), "num_bits"),
        (lambda: q.fake_quant_with_min_max_vars(X, [-1.0], 1.0), "scalars"),
    ],
)
def test_refused(call, text):
    with pytest.raises(tf.errors.InvalidArgumentError, match=text):
        call()


def test_gradients_are_named():
    found = q.fake_quant_with_min_max_vars_gradient(tf.ones(7), X, -2.0, 3.0)
    assert type(found).__name__ == "FakeQuantWithMinMaxVarsGradient"
    assert found.backprop_wrt_min.numpy() == 1
    assert found.backprop_wrt_max.numpy() == 2
