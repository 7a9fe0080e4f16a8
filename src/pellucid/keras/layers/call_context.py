"""What surrounds a layer's call: its signature, the training flag that calls inside inherit, and
the masks that travel with tensors.
"""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

import pellucid as tf
from pellucid.keras.symbolic.keras_tensor import KerasTensor

_local = threading.local()


class CallContext:
    """The call of a layer in progress.

    Attributes:
        entry: the outermost layer.
        training: the flag that inner layers inherit.
    """

    __slots__ = ("entry", "training")

    def __init__(self, entry: Any, training: Any) -> None:
        self.entry, self.training = entry, training


def current() -> CallContext | None:
    """The innermost call in progress in this thread."""
    return getattr(_local, "context", None)


def enter(context: CallContext | None) -> CallContext | None:
    """Make `context` the current one; returns the one before, to be entered again afterwards."""
    before = getattr(_local, "context", None)
    _local.context = context
    return before


class CallSignature:
    """The parameters of a `call` (or `build`) method.

    Attributes: names (without self), defaults, has_training, has_mask, mask_names, open_ended.
    """

    def __init__(self, fn: Callable[..., Any]) -> None:
        parameters = list(inspect.signature(fn).parameters.values())
        if parameters and parameters[0].name == "self":
            parameters = parameters[1:]
        plain = [p for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
        self.names = [p.name for p in plain]
        self.defaults = {p.name: p.default for p in plain if p.default is not p.empty}
        self.open_ended = any(p.kind == p.VAR_KEYWORD for p in parameters)
        self.has_training = "training" in self.names
        self.has_mask = "mask" in self.names
        arguments = set(self.names)
        self.mask_names = [
            name for name in self.names if name.endswith("_mask") and name[:-5] in arguments
        ]
        positional = [p.name for p in plain if p.kind != p.KEYWORD_ONLY]
        self.training_at = positional.index("training") if "training" in positional else -1
        self.mask_at = positional.index("mask") if "mask" in positional else -1

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Arguments by name; positional ones beyond the names are numbered."""
        bound = {
            self.names[i] if i < len(self.names) else f"arg_{i}": value
            for i, value in enumerate(args)
        }
        bound.update(kwargs)
        return bound


@functools.lru_cache(maxsize=4096)
def signature_of(fn: Callable[..., Any]) -> CallSignature:
    """The (cached) CallSignature of a method."""
    return CallSignature(fn)


def get_mask(x: Any) -> Any:
    """The mask that travels with tensor `x`, or None."""
    return getattr(x, "_keras_mask", None)


def set_mask(x: Any, mask: Any) -> None:
    """Let `mask` travel with tensor `x`."""
    x._keras_mask = mask


def masks_of(structure: Any) -> Any:
    """The masks of a tensor or a nested structure; None when no tensor has one."""
    if isinstance(structure, tf.Tensor | KerasTensor):
        return getattr(structure, "_keras_mask", None)
    if structure is None:
        return None
    flat = [get_mask(x) for x in tf.nest.flatten(structure)]
    if all(mask is None for mask in flat):
        return None
    return tf.nest.pack_sequence_as(structure, flat)


def convert_inputs(value: Any, dtype: tf.DType | None) -> Any:
    """NumPy arrays as tensors, and floats in `dtype` (None: as they are), through a structure."""
    if isinstance(value, tf.Tensor):
        if dtype is not None and value.dtype != dtype and value.dtype.is_floating:
            mask = get_mask(value)
            value = tf.cast(value, dtype)
            if mask is not None:
                set_mask(value, mask)
        return value
    if isinstance(value, np.ndarray | np.generic):
        if dtype is not None and value.dtype.kind == "f":
            return tf.convert_to_tensor(value, dtype=dtype)
        return tf.convert_to_tensor(value)
    if isinstance(value, dict | list | tuple):
        return tf.nest.map_structure(lambda x: convert_inputs(x, dtype), value)
    if isinstance(value, tf.Variable) and dtype is not None and value.dtype.is_floating:
        return value if value.dtype == dtype else tf.cast(value, dtype)
    composite = isinstance(value, tf.RaggedTensor | tf.SparseTensor)
    if dtype is not None and composite and value.dtype.is_floating:
        return value if value.dtype == dtype else tf.cast(value, dtype)
    return value


def is_plain_data(value: Any) -> bool:
    """Whether `value` is a (nested) list of Python numbers, which stands for one array."""
    if not isinstance(value, list | tuple):
        return False
    while isinstance(value, list | tuple) and value:
        value = value[0]
    return isinstance(value, bool | int | float | str | bytes)
