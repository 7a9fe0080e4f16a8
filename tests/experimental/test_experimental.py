"""Optionals, DLPack, and the switches of how things run."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import pellucid as tf


def test_optional():
    found = tf.experimental.Optional.from_value({"a": [1, 2.0], "b": (3, "x")})
    assert found.has_value().numpy()
    assert found.get_value()["a"].numpy().tolist() == [1, 2]
    assert found.element_spec["b"] == (tf.TensorSpec([], tf.int32), tf.TensorSpec([], tf.string))
    assert repr(tf.OptionalSpec(tf.TensorSpec([], tf.int32))) == (
        "OptionalSpec(TensorSpec(shape=(), dtype=tf.int32, name=None),)"
    )
    assert tf.type_spec_from_value(found) == tf.OptionalSpec(found.element_spec)
    assert isinstance(found, tf.experimental.Optional)


def test_empty_optional():
    spec = (tf.TensorSpec([None], tf.string), tf.RaggedTensorSpec([None, None], tf.int32))
    empty = tf.experimental.Optional.empty(spec)
    assert not empty.has_value()
    assert empty.element_spec == spec
    with pytest.raises(tf.errors.InvalidArgumentError, match="does not have a value"):
        empty.get_value()


def test_optional_in_a_function():
    @tf.function
    def get(optional):
        return tf.cond(optional.has_value(), optional.get_value, lambda: -1)

    assert get(tf.experimental.Optional.from_value(3)).numpy() == 3
    assert get(tf.experimental.Optional.empty(tf.TensorSpec([], tf.int32))).numpy() == -1
    with pytest.raises(tf.errors.InvalidArgumentError, match="does not have a value"):
        tf.function(lambda o: o.get_value())(
            tf.experimental.Optional.empty(tf.TensorSpec([], tf.int32))
        )


def test_dlpack():
    x = tf.constant([[1.0, 2.0]])
    capsule = tf.experimental.dlpack.to_dlpack(x)
    assert tf.experimental.dlpack.from_dlpack(capsule).numpy().tolist() == [[1, 2]]
    array = np.arange(3)
    again = tf.experimental.dlpack.from_dlpack(array.__dlpack__())
    array[0] = 9
    assert again.numpy().tolist() == [0, 1, 2], "tensors never change"
    with pytest.raises(TypeError, match="capsule"):
        tf.experimental.dlpack.from_dlpack([1])
    with pytest.raises(tf.errors.InvalidArgumentError, match="TF tensor"):
        tf.experimental.dlpack.to_dlpack([1.0])


def test_switches():
    with tf.experimental.async_scope(), tf.experimental.function_executor_type(""):
        assert (tf.constant(1) + 1).numpy() == 2
    assert tf.experimental.async_clear_error() is None
    with pytest.raises(TypeError), tf.experimental.function_executor_type(3):
        pass


def test_strict_mode():
    program = """
import warnings
import pellucid as tf
tf.experimental.enable_strict_mode()
code = compile("warnings.warn('old', DeprecationWarning)", "x", "exec")
try:
    exec(code, {"warnings": warnings, "__name__": "pellucid.anything"})
except DeprecationWarning:
    print("raised")
warnings.warn("another's", DeprecationWarning)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "raised\n"), done.stderr


def test_tensorrt_is_refused():
    params = tf.experimental.tensorrt.ConversionParams()
    assert params == (1 << 30, "FP32", 3, 1, True, True)
    assert params._replace(precision_mode="FP16").precision_mode == "FP16"
    with pytest.raises(RuntimeError, match="has not been built with TensorRT support"):
        tf.experimental.tensorrt.Converter(input_saved_model_dir="model")
