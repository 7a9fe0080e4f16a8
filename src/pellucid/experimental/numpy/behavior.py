"""`experimental_enable_numpy_behavior`: tensors that act like NumPy arrays."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

import pellucid as tf
from pellucid import Tensor, Variable
from pellucid.core.errors import explain
from pellucid.experimental.numpy import logic, math, shaping, statistics
from pellucid.experimental.numpy.linalg import matmul
from pellucid.experimental.numpy.promotion import SETTINGS, as_array, pair
from pellucid.ops import weak_tensors
from pellucid.ops.operators import OPERATORS

# Operators whose two sides take NumPy's common dtype; the reflected ones follow.
_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": math.add, "sub": math.subtract, "mul": math.multiply, "truediv": math.true_divide,
    "floordiv": math.floor_divide, "mod": math.mod, "pow": math.power, "matmul": matmul,
    "and": math.bitwise_and, "or": math.bitwise_or, "xor": math.bitwise_xor,
}  # fmt: skip
_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "lt": logic.less, "le": logic.less_equal, "gt": logic.greater, "ge": logic.greater_equal,
    "eq": logic.equal, "ne": logic.not_equal,
}  # fmt: skip


# What the classes had before, to be put back: (class, name) -> value, `_NOTHING` where it had none.
_before: dict[tuple[type, str], Any] = {}
_NOTHING = object()


def experimental_enable_numpy_behavior(
    prefer_float32: bool = False, dtype_conversion_mode: str = "legacy"
) -> None:
    """Let tensors act like NumPy's arrays, from now on and in all of the program.

    Tensors get `T`, `reshape`, `astype`, `size` and other attributes of arrays; `x[...]` takes
    lists and tensors of indices; operators convert dtypes.

    Args:
        prefer_float32: Python floats are float32 instead of float64.
        dtype_conversion_mode: "legacy" (NumPy's rules), "all" or "safe" (Python numbers are weak,
            and dtypes meet in a lattice, with "safe" only where nothing is lost), or "off" (dtypes
            as in the rest of `tf`).

    Raises:
        ValueError: there is no such mode.

    Example:
        >>> tf.experimental.numpy.experimental_enable_numpy_behavior()  # doctest: +SKIP
        >>> (tf.constant([1, 2]) + 0.5).dtype  # doctest: +SKIP
        tf.float64

    Reference: https://www.tensorflow.org/guide/tf_numpy_type_promotion
    """
    if dtype_conversion_mode not in ("legacy", "all", "safe", "off"):
        raise ValueError(
            explain("tf.experimental.numpy.experimental_enable_numpy_behavior "
                    "[dtype_conversion_mode]", "no such mode",
                    expected="'legacy', 'all', 'safe' or 'off'",
                    received=repr(dtype_conversion_mode))
        )  # fmt: skip
    restore_behavior()
    SETTINGS["prefer_float32"] = prefer_float32
    if dtype_conversion_mode in ("all", "safe"):
        weak_tensors.switch(dtype_conversion_mode)
    for cls in (Tensor, Variable):
        for name, value in ATTRIBUTES.items():
            _change(cls, name, value)
        if dtype_conversion_mode == "legacy":
            _convert_dtypes(cls)
    _change(Tensor, "__getitem__", _indexing_like_arrays(Tensor.__getitem__))


def restore_behavior() -> None:
    """Undo `experimental_enable_numpy_behavior`, as tests do; tensors made meanwhile stay weak."""
    weak_tensors.switch(None)
    SETTINGS["prefer_float32"] = False
    while _before:
        (cls, name), value = _before.popitem()
        if value is _NOTHING:
            delattr(cls, name)
        else:
            setattr(cls, name, value)


def _change(cls: type, name: str, value: Any) -> None:
    _before.setdefault((cls, name), vars(cls).get(name, _NOTHING))
    setattr(cls, name, value)


def _convert_dtypes(cls: type) -> None:
    for name, function in _BINARY.items():
        _change(cls, f"__{name}__", _operator(function))
        _change(cls, f"__r{name}__", _reflected(function))
    for name, function in _COMPARED.items():
        _change(cls, f"__{name}__", _operator(function))


def _operator(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        if other is None:
            return function is logic.not_equal if function in _COMPARED.values() else NotImplemented
        if _is_stranger(other):
            return NotImplemented
        if function in (logic.equal, logic.not_equal):  # unequal where the shapes do not fit
            return OPERATORS["__eq__" if function is logic.equal else "__ne__"](*pair(self, other))
        return function(self, other)

    return method


def _reflected(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda self, other: function(other, self)


def _is_stranger(value: Any) -> bool:
    """Whether it is neither a tensor nor a value that becomes one: ragged, sparse, symbolic."""
    kinds = (Tensor, Variable, np.ndarray, np.generic, int, float, complex, list, tuple)
    return not isinstance(value, kinds)


def _indexing_like_arrays(before: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def getitem(self: Any, index: Any) -> Any:
        parts = index if isinstance(index, tuple) else (index,)
        if not any(_is_advanced(part) for part in parts):
            return before(self, index)
        return advanced(self, parts)

    return getitem


def _is_advanced(part: Any) -> bool:
    """Whether an index is an array of indices, or of truth values."""
    if isinstance(part, Tensor | np.ndarray):
        return len(part.shape) > 0
    return isinstance(part, list)


def advanced(x: Any, parts: tuple[Any, ...]) -> Tensor:
    """x[parts], where some parts are arrays of indices: NumPy's rule.

    Arrays (and integers beside them) broadcast together and choose along their axes at once. The
    dimensions of the result stand where the arrays stood if these are side by side, else in front.
    """
    parts = _without_bools(x, parts)
    parts = _without_ellipsis(parts, len(x.shape))
    chosen = [i for i, p in enumerate(parts) if _is_advanced(p) or _is_integer(p)]
    # Slices and new axes first; the axes that arrays choose along stay whole.
    plain = tuple(slice(None) if i in chosen else p for i, p in enumerate(parts))
    rest = x[plain] if any(p != slice(None) for p in plain) else x
    arrays = [as_array(parts[i], tf.int64) for i in chosen]
    new = max(len(a.shape) for a in arrays)
    shape = functools.reduce(tf.broadcast_dynamic_shape, map(tf.shape, arrays))
    lengths = [tf.cast(tf.shape(rest)[i], tf.int64) for i in chosen]
    grid = tf.stack(
        [tf.broadcast_to(tf.where(a < 0, a + n, a), shape)
         for a, n in zip(arrays, lengths, strict=True)], -1,
    )  # fmt: skip
    others = [i for i in range(len(rest.shape)) if i not in chosen]
    found = tf.gather_nd(tf.transpose(rest, [*chosen, *others]), grid)
    beside = chosen == list(range(chosen[0], chosen[-1] + 1))
    if not beside or chosen[0] == 0:
        return found
    front = chosen[0]
    order = [*range(new, new + front), *range(new), *range(new + front, len(found.shape))]
    return tf.transpose(found, order)


def _is_integer(part: Any) -> bool:
    if isinstance(part, bool):
        return False
    return isinstance(part, int | np.integer) or (
        isinstance(part, Tensor | np.ndarray) and len(part.shape) == 0
    )


def _without_bools(x: Any, parts: tuple[Any, ...]) -> tuple[Any, ...]:
    """Arrays of truth values replaced by the indices at which they are true."""
    found: list[Any] = []
    for part in parts:
        array = as_array(part) if _is_advanced(part) else None
        if array is not None and array.dtype == tf.bool:
            found += tf.unstack(tf.where(array), num=len(array.shape), axis=1)
        else:
            found.append(part)
    return tuple(found)


def _without_ellipsis(parts: tuple[Any, ...], rank: int) -> tuple[Any, ...]:
    used = sum(p is not None and p is not Ellipsis for p in parts)
    missing = [slice(None)] * (rank - used)
    for i, part in enumerate(parts):
        if part is Ellipsis:
            return (*parts[:i], *missing, *parts[i + 1 :])
    return (*parts, *missing)


def _reshape(self: Any, *args: Any, **kwargs: Any) -> Tensor:
    """The same elements in another shape, given as one argument or as several."""
    return shaping.reshape(self, args[0] if len(args) == 1 else args, **kwargs)


def _transposed(self: Any, *axes: Any) -> Tensor:
    """The dimensions in another order, by default reversed."""
    return shaping.transpose(self, axes[0] if len(axes) == 1 else (axes or None))


def _astype(self: Any, dtype: Any) -> Tensor:
    """The values as another dtype; `float` is float32, as elsewhere in `tf`."""
    return as_array(self, tf.float32 if dtype is float else dtype)


def _tolist(self: Any) -> Any:
    """The values as nested Python lists."""
    return self.numpy().tolist()


ATTRIBUTES: dict[str, Any] = {
    "T": property(shaping.transpose, doc="The dimensions in reverse order."),
    "astype": _astype,
    "clip": math.clip,
    "data": property(lambda self: self, doc="The array itself."),
    "flatten": shaping.flatten,
    "max": statistics.max,
    "mean": statistics.mean,
    "min": statistics.min,
    "ravel": shaping.ravel,
    "reshape": _reshape,
    "size": property(shaping.size, doc="The number of elements."),
    "tolist": _tolist,
    "transpose": _transposed,
}
