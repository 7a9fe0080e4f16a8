"""The operators of KerasTensors as operations: `x + 1` is `Add()(x, 1)`, `x[:, 0]` is GetItem.

Names and settings are those under which Keras 3 stores them in saved models.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pellucid as tf
from pellucid.keras import config
from pellucid.keras.symbolic.keras_tensor import any_symbolic
from pellucid.keras.symbolic.operation import Operation

MODULE = "keras.src.ops"
BY_NAME: dict[str, type[Operator]] = {}


class Operator(Operation):
    """An operation that is one TensorFlow function, with optional settings.

    Args:
        name: name of the operation.
        settings: keyword arguments of the function.
    """

    keras_module = "keras.src.ops.numpy"
    keras_registered_name: str
    function: Callable[..., Any]

    def __init__(self, *, name: str | None = None, **settings: Any) -> None:
        super().__init__(name)
        self.settings = settings

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The function on tensors."""
        return type(self).function(*args, **{**self.settings, **kwargs})

    def get_config(self) -> dict[str, Any]:
        """Name and settings."""
        return {"name": self.name, **self.settings}


def _define(name: str, function: Callable[..., Any], module: str = "numpy") -> None:
    body = {
        "function": staticmethod(function),
        "keras_registered_name": name,
        "keras_module": f"{MODULE}.{module}",
        "__module__": __name__,
        "__doc__": f"The operation {name}.",
    }
    BY_NAME[name] = type(name, (Operator,), body)


def _align(a: Any, b: Any) -> tuple[Any, Any]:
    """Two operands as tensors of one dtype: Python numbers adapt, of two tensors floats win."""
    a_known, b_known = hasattr(a, "dtype"), hasattr(b, "dtype")
    if a_known and b_known:
        a, b = tf.convert_to_tensor(a), tf.convert_to_tensor(b)
        if a.dtype != b.dtype:
            dtype = _wider(a.dtype, b.dtype)
            a, b = tf.cast(a, dtype), tf.cast(b, dtype)
        return a, b
    if b_known:
        b, a = _align(b, a)
        return a, b
    a = tf.convert_to_tensor(a)
    if isinstance(b, float) and a.dtype.is_integer:
        a = tf.cast(a, config.floatx())
    return a, tf.convert_to_tensor(b, dtype=a.dtype)


def _wider(a: tf.DType, b: tf.DType) -> tf.DType:
    if a.is_floating != b.is_floating:
        return a if a.is_floating else b
    return a if a.size >= b.size else b


def _binary(fn: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda x1, x2: fn(*_align(x1, x2))


def _reduction(fn: Callable[..., Any]) -> Callable[..., Any]:
    return lambda x, axis=None, keepdims=False: fn(x, axis=axis, keepdims=keepdims)


for _name, _fn in {
    "Add": tf.add,
    "Subtract": tf.subtract,
    "Multiply": tf.multiply,
    "TrueDivide": tf.divide,
    "Divide": tf.divide,
    "FloorDivide": tf.math.floordiv,
    "Mod": tf.math.floormod,
    "Power": tf.pow,
    "Maximum": tf.maximum,
    "Minimum": tf.minimum,
    "Less": tf.less,
    "LessEqual": tf.less_equal,
    "Greater": tf.greater,
    "GreaterEqual": tf.greater_equal,
    "Equal": tf.equal,
    "NotEqual": tf.not_equal,
    "Matmul": tf.matmul,
}.items():
    _define(_name, _binary(_fn))
for _name, _fn in {
    "LogicalAnd": tf.logical_and,
    "LogicalOr": tf.logical_or,
    "LogicalNot": tf.logical_not,
    "Negative": tf.negative,
    "Absolute": tf.abs,
    "Exp": tf.exp,
    "Log": tf.math.log,
    "Sqrt": tf.sqrt,
    "Square": tf.square,
    "Tanh": tf.tanh,
    "Sin": tf.sin,
    "Cos": tf.cos,
}.items():
    _define(_name, _fn)
for _name, _fn in {
    "Any": tf.reduce_any,
    "All": tf.reduce_all,
    "Sum": tf.reduce_sum,
    "Mean": tf.reduce_mean,
    "Max": tf.reduce_max,
    "Min": tf.reduce_min,
    "Prod": tf.reduce_prod,
}.items():
    _define(_name, _reduction(_fn))
_define("LogicalXor", lambda x1, x2: tf.not_equal(x1, x2))
_define("GetItem", lambda x, key: x[tuple(key) if isinstance(key, list) else key])
_define("Reshape", lambda x, newshape: tf.reshape(x, newshape))
_define("Squeeze", lambda x, axis=None: tf.squeeze(x, axis=axis))
_define("ExpandDims", lambda x, axis: tf.expand_dims(x, axis))
_define("Transpose", lambda x, axes=None: tf.transpose(x, axes))
_define("Concatenate", lambda xs, axis=0: tf.concat(xs, axis=axis))
_define("Stack", lambda x, axis=0: tf.stack(x, axis=axis))
_define("Cast", lambda x, dtype: tf.cast(x, dtype), "core")
_define("Round", lambda x, decimals=0: tf.round(x * 10.0**decimals) / 10.0**decimals)
_define("Relu", lambda x: tf.nn.relu(x), "nn")
_define("Sigmoid", lambda x: tf.sigmoid(x), "nn")
_define("Softmax", lambda x, axis=-1: tf.nn.softmax(x, axis=axis), "nn")


def not_equal(x: Any, value: Any) -> Any:
    """`x != value`, for tensors and KerasTensors."""
    if any_symbolic(x):
        return BY_NAME["NotEqual"]()(x, value)
    return tf.not_equal(x, tf.cast(value, x.dtype))


def reduce_any(x: Any, axis: Any = None) -> Any:
    """Logical or over `axis`, for tensors and KerasTensors."""
    if any_symbolic(x):
        return BY_NAME["Any"](axis=axis, keepdims=False)(x)
    return tf.reduce_any(x, axis=axis)
