"""Quantized tensors: answers of TensorFlow 2.21."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

Q = tf.quantization
X = [-1.0, 0.3, 1.5, 2.0]


@pytest.mark.parametrize(
    ("dtype", "options", "expected"),
    [
        (tf.quint8, {}, [0, 110, 213, 255]),
        (tf.qint8, {"mode": "MIN_FIRST"}, [-128, -17, 85, 127]),
        (tf.qint8, {"mode": "SCALED", "round_mode": "HALF_TO_EVEN", "narrow_range": True},
         [-64, 19, 95, 127]),
        (tf.qint32, {}, [-2147483648, -286331136, 1431655936, -2147483648]),
    ],
)  # fmt: skip
def test_quantize(dtype, options, expected):
    found = Q.quantize(tf.constant(X), -1.0, 2.0, dtype, **options)
    assert found.output.dtype == dtype
    assert found.output.numpy().tolist() == expected
    low = -2.0 if options.get("mode") == "SCALED" else -1.0
    assert [found.output_min.numpy(), found.output_max.numpy()] == [low, 2.0]


def test_along_an_axis():
    x = tf.constant([[-1.0, 0.3], [1.5, 2.0]])
    found = Q.quantize(x, [-1.0, 0.0], [2.0, 3.0], tf.qint8, axis=0)
    assert found.output.numpy().tolist() == [[-128, -18], [-1, 42]]
    assert found.output_max.numpy().tolist() == [2.0, 3.0]


@pytest.mark.parametrize(
    ("dtype", "mode", "expected"),
    [
        (tf.quint8, "MIN_COMBINED", [-1.0, 0.2941177, 1.5058824, 2.0]),
        (tf.qint8, "MIN_FIRST", [-1.0, 0.3058824, 1.5058824, 2.0]),
        (tf.qint8, "SCALED", [-1.007874, 0.2992126, 1.496063, 2.0]),
    ],
)
def test_there_and_back(dtype, mode, expected):
    narrow = mode == "SCALED"
    there = Q.quantize(tf.constant(X), -1.0, 2.0, dtype, mode=mode, narrow_range=narrow)
    back = Q.dequantize(there.output, -1.0, 2.0, mode=mode, narrow_range=narrow)
    np.testing.assert_allclose(back.numpy(), expected, rtol=1e-6)
    assert Q.dequantize(there.output, -1.0, 2.0, dtype=tf.bfloat16).dtype == tf.bfloat16


def test_ranges_are_widened():
    found = Q.quantize([1.0], 1.0, 1.0, tf.quint8)
    assert [found.output_min.numpy(), found.output_max.numpy()] == [0.0, 1.0]
    assert Q.quantize([1.0], 0.0, 1e-9, tf.quint8).output_max.numpy() == np.float32(0.01)
    with pytest.raises(tf.errors.InvalidArgumentError, match="larger"):
        Q.quantize([1.0], 2.0, 1.0, tf.quint8)
    with pytest.raises(tf.errors.InvalidArgumentError, match="HALF_TO_EVEN"):
        Q.quantize([1.0], 0.0, 1.0, tf.quint8, round_mode="HALF_TO_EVEN")


def test_concat_and_cast():
    parts = [Q.quantize([1.0], 0.0, high, tf.quint8).output for high in (2.0, 4.0)]
    found = Q.quantized_concat(0, parts, [0.0, 0.0], [2.0, 4.0])
    assert found.output.numpy().tolist() == [64, 64]
    assert found.output_max.numpy() == 4.0
    assert tf.cast(parts[0], tf.float32).numpy().tolist() == [128.0]
    assert "128" in repr(parts[0])


def test_min_first_is_rounded_once_for_quint8():
    x = tf.constant([-1.5, -0.3, 0.0, 0.2, 0.77, 1.3, 6.5, -5.0, 9.0])
    found = Q.quantize(x, -2.0, 7.0, tf.quint8, mode="MIN_FIRST").output
    assert found.numpy().tolist() == [14, 48, 57, 62, 78, 94, 241, 0, 255]
    found = Q.quantize(x, -2.0, 7.0, tf.qint8, mode="MIN_FIRST").output
    assert found.numpy().tolist() == [-114, -80, -71, -65, -49, -34, 113, -128, 127]


def test_shapes_and_bits_in_functions():
    q = Q.quantize(tf.constant(X), -1.0, 2.0, tf.quint8).output

    @tf.function
    def joined():
        made = Q.quantized_concat(0, [q, q], [-1.0, -1.0], [2.0, 2.0]).output
        assert made.shape == (8,)
        return tf.bitcast(made, tf.uint8)

    assert joined().numpy().tolist() == [0, 110, 213, 255] * 2
    assert tf.bitcast(tf.constant([1, 2], tf.uint8), tf.qint8).dtype == tf.qint8
