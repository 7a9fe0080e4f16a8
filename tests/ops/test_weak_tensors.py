"""Tensors that came from Python numbers while dtypes are promoted; answers of TensorFlow 2.21."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

import pellucid as tf
import pellucid.experimental.numpy as tnp
from pellucid.experimental.numpy.behavior import ATTRIBUTES, restore_behavior
from pellucid.ops.weak_tensors import WeakTensor
from pellucid.runtime.dispatch import Op

FIXTURES = Path(__file__).parents[1] / "fixtures" / "promotion"
spec = importlib.util.spec_from_file_location("promotion_cases", FIXTURES / "cases.py")
cases = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cases)
ANSWERS = json.loads((FIXTURES / "answers.json").read_text())


@pytest.fixture
def enable():
    """The switch, taken back after the test."""
    yield tnp.experimental_enable_numpy_behavior
    restore_behavior()


@pytest.mark.parametrize("mode", ["all", "safe"])
def test_calls(enable, mode):
    enable(dtype_conversion_mode=mode)
    found = cases.evaluate(tf, lambda result: getattr(result, "weak", False))
    expected = ANSWERS[mode]["calls"]
    assert found.keys() == expected.keys()
    assert {k: v for k, v in found.items() if v != expected[k]} == {}


@pytest.mark.parametrize("mode", ["all", "safe"])
@pytest.mark.parametrize("name", cases.OPS)
def test_ops_on_all_pairs(enable, mode, name):
    enable(dtype_conversion_mode=mode)
    operands = []
    for dtype, weak in cases.OPERANDS:
        made = tf.cast(tf.constant([1], tf.int32), dtype)
        if weak:
            made.__class__ = WeakTensor
        operands.append(made)
    function, count = getattr(tf, name), 0
    for a, row in zip(operands, ANSWERS[mode]["tables"][name], strict=True):
        for b, expected in zip(operands, row.split(), strict=True):
            if expected == "??":  # no kernel in TensorFlow
                continue
            try:
                result = function(a, b)
                met = cases.SHORT[result.dtype.name] + "*" * result.weak
            except TypeError:
                met = "--"
            assert met == expected, (a, b)
            count += 1
    assert count > 150


def test_values_and_gradients(enable):
    enable(dtype_conversion_mode="all")
    i8, half = tf.constant([1, 2], tf.int8), tf.constant([0.5, 1.5], tf.float16)
    assert (i8 + 1.5).numpy().tolist() == [2.5, 3.5]
    assert (half * 2.5).numpy().tolist() == [1.25, 3.75]
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(x * i8 + tf.constant(3) * x / 2)
    assert tape.gradient(y, x).numpy().tolist() == [2.5, 3.5]
    assert y.dtype == tf.float32

    @tf.function
    def twice(x):
        return x * 2, x

    assert twice(tf.constant(1))[0].weak
    assert not twice(tf.constant(1, tf.int32))[0].weak  # another trace
    assert twice(tf.constant(1))[1].weak
    assert len(twice._traces) == 2


def test_text(enable):
    enable(dtype_conversion_mode="all")
    assert repr(tf.constant(1)) == "<tf.Tensor: shape=(), dtype=int32, numpy=1, weak=True>"
    assert str(tf.constant([1.0])) == "tf.Tensor([1.], shape=(1,), dtype=float32, weak=True)"
    assert repr(tf.constant(1, tf.int32)) == "<tf.Tensor: shape=(), dtype=int32, numpy=1>"


def test_safe_says_what_to_do(enable):
    enable(dtype_conversion_mode="safe")
    with pytest.raises(TypeError, match=r"not safe.*received int8 and float32 \(weak\).*Fix:"):
        tf.constant(1, tf.int8) + 1.5


@pytest.mark.parametrize("mode", ["all", "safe", "legacy", "off"])
def test_nothing_leaks(enable, mode):
    before = dict(vars(tf.Tensor)), dict(vars(tf.Variable)), Op.__call__
    enable(prefer_float32=True, dtype_conversion_mode=mode)
    enable(dtype_conversion_mode=mode)  # a second time is no harm
    assert tf.constant([[1, 2]]).T.shape == (2, 1)
    restore_behavior()
    assert (dict(vars(tf.Tensor)), dict(vars(tf.Variable)), Op.__call__) == before
    assert not any(hasattr(tf.Tensor, name) for name in ATTRIBUTES)
    assert not tf.constant(1).weak
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.constant(1) + tf.constant(1.0)
    assert tnp.array([1]).dtype == tf.int64
    assert tnp.array(1.5).dtype == tf.float64


def test_modes_follow_one_another(enable):
    enable(dtype_conversion_mode="all")
    assert (tf.constant([1], tf.int8) + 1.5).dtype == tf.float64
    enable(dtype_conversion_mode="legacy")
    one = tf.constant(1)
    assert not one.weak
    assert (one + np.float32(1)).dtype == tf.float64
    enable(dtype_conversion_mode="off")
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.constant(1) + tf.constant(1.0)
