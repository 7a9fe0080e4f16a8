"""Casts by value and by bits."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf
from pellucid.ops import casting


def test_truncates():
    check_op(
        lambda x: tf.cast(x, tf.int32),
        np.array([1.8, -2.2]),
        expected=np.array([1, -2]),
        dtype=tf.int32,
    )


def test_out_of_range():
    found = tf.cast([3e9, -3e9, float("nan")], tf.int32).numpy()
    assert found.tolist() == [-(2**31)] * 3
    check_op(
        lambda x: tf.cast(x, tf.uint8),
        np.array([300.5, 17.0]),
        expected=np.array([44, 17], np.uint8),
    )


@pytest.mark.parametrize("x86", [True, False])
@pytest.mark.parametrize("target", [tf.int32, tf.int64])
@pytest.mark.parametrize("source", [np.float32, np.float64])
def test_out_of_range_on_any_machine(source, target, x86, monkeypatch):
    """Where NumPy casts in another way than TensorFlow's machines, the op says what it does."""
    if x86 and not casting._casts_as_x86(np.dtype(source), target.np_dtype):
        pytest.skip("NumPy casts in another way here")
    monkeypatch.setattr(casting, "_casts_as_x86", lambda *_: x86)
    edge = 2.0 ** (8 * target.size - 1)
    x = np.array([np.nan, np.inf, -np.inf, edge, -edge, 2 * edge, -2 * edge, 1.9, -1.9], source)
    assert tf.cast(x, target).numpy().tolist() == [*[-int(edge)] * 7, 1, -1]


def test_to_bool_and_back():
    check_op(lambda x: tf.cast(x, tf.bool), np.array([0.0, 0.5]), expected=np.array([False, True]))
    check_op(
        lambda x: tf.cast(x, tf.float32),
        np.array([True, False]),
        expected=np.array([1, 0]),
        dtype=tf.float32,
    )


def test_complex_loses_its_imaginary_part():
    check_op(
        lambda x: tf.cast(x, tf.float32),
        np.array([1 + 2j]),
        expected=np.array([1.0]),
        dtype=tf.float32,
    )


def test_gradient():
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        through_float = tf.cast(x, tf.float64) * 3
        through_int = tf.cast(tf.cast(x, tf.int32), tf.float32)
    assert tape.gradient(through_float, x).dtype == tf.float32
    assert tape.gradient(through_int, x) is None


def test_same_dtype_is_the_same_tensor():
    x = tf.constant(1.0)
    assert tf.cast(x, "float32") is x


def test_strings_are_refused():
    with pytest.raises(tf.errors.UnimplementedError, match="to_number"):
        tf.cast("1", tf.int32)


def test_saturate_cast():
    check_op(
        lambda x: tf.saturate_cast(x, tf.uint8),
        np.array([-5, 300, 7]),
        expected=np.array([0, 255, 7]),
    )
    assert tf.saturate_cast([3e9, -3e9], tf.int32).numpy()[1] == -(2**31)


def test_saturate_cast_clamps_infinities_and_wraps_int64_as_tensorflow():
    halves = tf.constant([1.0, float("inf"), float("-inf")], tf.float16)
    assert tf.saturate_cast(halves, tf.float32).numpy().tolist() == [1.0, 65504.0, -65504.0]
    assert tf.saturate_cast(halves, tf.float16).numpy().tolist() == [1.0, 65504.0, -65504.0]
    assert tf.saturate_cast(tf.constant([5, 300], tf.int64), tf.uint8).numpy().tolist() == [5, 255]
    wrong = tf.saturate_cast(tf.constant([5], tf.int64), tf.float32)
    assert wrong.numpy().tolist() == [-(2.0**63)]


def test_bitcast():
    assert tf.bitcast(1.0, tf.uint32).numpy() == 0x3F800000
    check_op(
        lambda x: tf.bitcast(x, tf.uint8), np.array([1, 258], np.int32),
        expected=np.array([[1, 0, 0, 0], [2, 1, 0, 0]]),
    )  # fmt: skip
    check_op(
        lambda x: tf.bitcast(x, tf.uint16), np.array([[1, 2]], np.uint8), expected=np.array([513])
    )
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.bitcast(tf.constant([1], tf.uint8), tf.uint16)
