"""The weights of layers: `tf.Variable` with a path, a regularizer and a constraint."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import pellucid as tf
from pellucid.keras import config, naming

_local = threading.local()


@contextlib.contextmanager
def autocast(dtype: Any) -> Iterator[None]:
    """Inside, float weights made with `autocast=True` read as `dtype` (None: as they are)."""
    before = getattr(_local, "dtype", None)
    _local.dtype = None if dtype is None else tf.as_dtype(dtype)
    try:
        yield
    finally:
        _local.dtype = before


def autocast_dtype() -> tf.DType | None:
    """The dtype of the innermost `autocast`."""
    return getattr(_local, "dtype", None)


class Variable(tf.Variable):
    """A `tf.Variable` that knows its place in a model.

    Args:
        initializer: a value, or a function `(shape, dtype=…)` or initializer name.
        shape: shape, needed when `initializer` is a function.
        dtype: dtype; None is `keras.config.floatx()` (or that of the given value).
        trainable: whether gradients update it; may be set later.
        autocast: whether it reads in the layer's compute dtype under mixed precision.
        name: last part of its path, e.g. 'kernel'.

    Attributes: name, path ('dense/kernel'), trainable, regularizer, constraint.

    Example: `Variable('zeros', shape=(2, 3), name='kernel').path` gives `'kernel'`.
    """

    def __init__(
        self,
        initializer: Any,
        shape: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        name: str | None = None,
    ) -> None:
        name = naming.auto_name("variable") if name is None else name
        if "/" in name:
            raise ValueError(
                f"Argument `name` must be a string and cannot contain character `/`. "
                f"Received: name={name}"
            )
        value = _initial_value(initializer, shape, dtype)
        self._keras_name, self._autocast = name, autocast
        scope = naming.current_path()
        self.path = f"{scope}/{name}" if scope else name
        self.regularizer: Callable[..., Any] | None = None
        self._keras_constraint: Callable[..., Any] | None = None
        self.overwrite_with_gradient = False
        self._keras_trainable = bool(trainable)
        super().__init__(value, trainable=trainable, name=name)

    @property
    def name(self) -> str:
        """Last part of the path, e.g. 'kernel'."""
        return self._keras_name

    @property
    def trainable(self) -> bool:
        """Whether tapes watch it and optimizers update it."""
        return self._keras_trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._keras_trainable = self._trainable = bool(value)

    @property
    def constraint(self) -> Callable[..., Any] | None:
        """Function that an optimizer applies to the value after each update."""
        return self._keras_constraint

    @constraint.setter
    def constraint(self, value: Callable[..., Any] | None) -> None:
        self._keras_constraint = value

    @property
    def dtype(self) -> tf.DType:
        """Dtype in which it reads here: the storage dtype but for mixed precision layers."""
        own = super().dtype
        now = getattr(_local, "dtype", None)
        return now if now is not None and self._autocast and own.is_floating else own

    def read_value(self) -> tf.Tensor:
        """The current value, in `dtype`."""
        stored = super().read_value()
        if getattr(_local, "dtype", None) is None:
            return stored
        dtype = self.dtype
        return stored if stored.dtype == dtype else tf.cast(stored, dtype)

    def value(self) -> tf.Tensor:
        """The current value, in `dtype`."""
        return self.read_value()

    def __repr__(self) -> str:
        text = f"<Variable path={self.path}, shape={tuple(self.shape)}, dtype={self.dtype.name}"
        if tf.executing_eagerly():
            text += f", value={np.array2string(self.numpy())}"
        return text + ">"

    __str__ = __repr__


def _initial_value(initializer: Any, shape: Any, dtype: Any) -> tf.Tensor:
    if isinstance(initializer, str) or callable(initializer):
        if shape is None:
            raise ValueError(
                "When creating a Variable from an initializer, the `shape` argument should be "
                f"specified. Received: initializer={initializer} and shape={shape}"
            )
        from pellucid.keras import initializers

        dtype = tf.as_dtype(config.floatx() if dtype is None else dtype)
        initialize: Any = initializers.get(initializer)
        value = initialize(tuple(shape), dtype=dtype)
        return tf.cast(tf.convert_to_tensor(value), dtype)
    if dtype is not None:
        return tf.cast(tf.convert_to_tensor(initializer), dtype)
    value = tf.convert_to_tensor(initializer)
    if value.dtype.is_floating and not hasattr(initializer, "dtype"):
        value = tf.cast(value, config.floatx())
    return value
