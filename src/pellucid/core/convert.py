"""From Python and NumPy values to tensors.

    to_array(value, dtype)    a NumPy array of a dtype, by TensorFlow's rules
    convert(value, dtype)     a tensor (an `EagerTensor`, or a constant of the graph being built)
    index(value)              a Python int as a tensor, quickly

TensorFlow's rules: Python ints become int32 (int64 when they do not fit), floats float32, complex
complex128, strings bytes; NumPy arrays keep their dtype. A wanted dtype is honoured where no
information kind is lost: floats never silently become integers, nor numbers booleans.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.context import STATE
from pellucid.core.dtypes import DType
from pellucid.core.registry import OPS
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import EagerTensor, Tensor

_INT32_MIN, _INT32_MAX = -(2**31), 2**31 - 1
_INT64_MIN, _INT64_MAX = -(2**63), 2**63 - 1
_FLOAT32_MAX = float(np.finfo(np.float32).max) * (1 + 2.0**-25)  # larger ones round to infinity
_PYTHON_TYPES = {
    bool: np.dtype(np.bool_),
    float: np.dtype(np.float32),
    complex: np.dtype(np.complex128),
}
_OBJECT = np.dtype(object)


def convert(
    value: Any, dtype: DType | None = None, hint: DType | None = None, name: str = "Const"
) -> Tensor:
    """`value` as a tensor.

    Args:
        value: a tensor, variable, Python number, string, (nested) list, NumPy array, or anything
            with `__tf_tensor__`, `__array__`.
        dtype: the dtype it must have.
        hint: the dtype it gets if that is possible.
        name: the name of the constant in a graph.
    """
    if isinstance(value, Tensor):
        return _checked(value, dtype)
    if CONVERSIONS:
        registered = _registered(value, dtype, name)
        if registered is not None:
            return registered
    custom = getattr(value, "__tf_tensor__", None)
    if custom is not None and not isinstance(value, type):
        return _checked(custom(dtype), dtype)
    if isinstance(value, list | tuple) and _holds_tensors(value):
        return _pack(value, dtype)  # the tensors in it have a dtype already: no hint is needed
    if dtype is None and hint is not None:
        try:
            array = to_array(value, hint)
        except (TypeError, ValueError):
            array = to_array(value)
    else:
        array = to_array(value, dtype)
    graph = STATE.graph
    if graph is None:
        return EagerTensor(array)
    return graph.constant(array, dtype or dtypes.NUMPY_TO_DTYPE[array.dtype], name)


@lru_cache(maxsize=4096)
def index(value: int, dtype: DType | None = None) -> EagerTensor | None:
    """A Python int as an int32 or int64 tensor, the same one each time: axes, sizes, places.

    Returns: None where `convert` has to say what the number becomes.
    """
    if dtype is None:
        dtype = dtypes.int32
    if dtype is dtypes.int32:
        fits = _INT32_MIN <= value <= _INT32_MAX
    else:
        fits = dtype is dtypes.int64 and _INT64_MIN <= value <= _INT64_MAX
    return EagerTensor(dtype.np_dtype.type(value)) if fits else None


def _checked(tensor: Any, dtype: DType | None) -> Any:
    if dtype is not None and tensor.dtype is not dtype.base_dtype:
        raise ValueError(
            f"Tensor conversion requested dtype {dtype.name} for Tensor with dtype "
            f"{tensor.dtype.name}: {tensor!r}. Fix: tf.cast(x, tf.{dtype.name})"
        )
    return tensor


def _holds_tensors(values: Any) -> bool:
    return any(
        isinstance(v, Tensor)
        or hasattr(v, "__tf_tensor__")
        or (isinstance(v, list | tuple) and _holds_tensors(v))
        for v in values
    )


CONVERSIONS: list[tuple[int, type | tuple[type, ...], Any]] = []
"""What programs registered: priority, class, function; lowest priority first."""


def register_tensor_conversion_function(
    base_type: type | tuple[type, ...], conversion_func: Callable[..., Any], priority: int = 100
) -> None:
    """Convert objects of a class to tensors by a function, wherever a tensor is expected.

    Args:
        base_type: the class, or several.
        conversion_func: f(value, dtype=None, name=None, as_ref=False), which returns a tensor (of
            that dtype, if one is given) or NotImplemented.
        priority: lower ones are asked first.

    Raises:
        TypeError: not a class, or one of Python's numbers or NumPy's arrays.

    Example:
        >>> class Celsius:
        ...     degrees = 20.0
        >>> tf.register_tensor_conversion_function(
        ...     Celsius, lambda value, dtype=None, name=None, as_ref=False: value.degrees)
        >>> tf.convert_to_tensor(Celsius()).numpy()
        20.0

    Reference: https://www.tensorflow.org/api_docs/python/tf/register_tensor_conversion_function
    """
    kinds = base_type if isinstance(base_type, tuple) else (base_type,)
    if not all(isinstance(k, type) for k in kinds):
        raise TypeError(f"base_type must be a type or a tuple of types, got {base_type!r}")
    if any(issubclass(k, int | float | np.generic | np.ndarray) for k in kinds):
        raise TypeError(
            "Cannot register conversions for Python numeric types and NumPy scalars and arrays."
        )
    if not callable(conversion_func):
        raise TypeError(f"conversion_func must be callable, got {conversion_func!r}")
    CONVERSIONS.append((priority, base_type, conversion_func))
    CONVERSIONS.sort(key=lambda entry: entry[0])


def _registered(value: Any, dtype: DType | None, name: str) -> Tensor | None:
    for _, kinds, function in CONVERSIONS:
        if isinstance(value, kinds):
            made = function(value, dtype=dtype, name=name, as_ref=False)
            if made is not NotImplemented:
                return convert(made, dtype)
    return None


def _pack(values: Any, dtype: DType | None) -> Any:
    """Stack a list in which some elements are tensors."""
    if dtype is None:
        dtype = next(_tensors(values)).dtype
    return OPS["Pack"]([convert(v, dtype) for v in values], axis=0)


def _tensors(values: Any) -> Any:
    for value in values:
        if isinstance(value, list | tuple):
            yield from _tensors(value)
        elif isinstance(value, Tensor) or hasattr(value, "__tf_tensor__"):
            yield convert(value)


def to_array(value: Any, dtype: DType | None = None) -> Any:
    """`value` as a read-only NumPy array or NumPy scalar.

    Raises:
        TypeError: the value's kind does not fit the dtype (`1.5` as int32).
        ValueError: ragged nesting, None in a list, or no array at all (a dict, an object).
    """
    if dtype is None:
        kind = _PYTHON_TYPES.get(type(value))
        if kind is not None:
            return _single(kind, value)
        if type(value) is int and _INT32_MIN <= value <= _INT32_MAX:
            return np.int32(value)
    elif (type(value) is float and dtype.is_floating) or (
        type(value) is int and (dtype.is_integer or dtype.is_floating)
    ):
        try:  # by far the most common case: x * 2.0
            return dtype.np_dtype.type(value)
        except OverflowError:  # TensorFlow wraps it around
            pass
    if isinstance(value, np.ndarray | np.generic):
        return _from_numpy(value, dtype)
    if isinstance(value, TensorShape):
        if not value.is_fully_defined():
            raise ValueError(f"Cannot convert a partially known TensorShape {value} to a Tensor.")
        value = value.as_list()
        if dtype is None and not value:
            dtype = dtypes.int32
    if isinstance(value, EagerTensor):
        return _from_numpy(value.array(), dtype)
    if hasattr(value, "__array__") and not isinstance(value, type):
        return _from_numpy(np.asarray(value), dtype)
    return _from_python(value, dtype)


def _single(kind: np.dtype, value: Any) -> Any:
    if kind.type is np.float32 and not _fits_float32(value):
        raise _too_large()
    return kind.type(value)


def _too_large() -> ValueError:
    return ValueError(
        "Can't convert Python sequence with a value out of range for float32. Fix: dtype=tf.float64"
    )


def _from_numpy(array: Any, dtype: DType | None) -> Any:
    if array.dtype.kind in "SU":
        if dtype not in (None, dtypes.string):
            return array.astype(dtype.np_dtype)  # NumPy reads the numbers
        array = _encode(array)
    elif array.dtype == _OBJECT:
        return _from_objects(array, dtype)
    if dtype is None:
        if array.dtype not in dtypes.NUMPY_TO_DTYPE:
            if array.dtype.newbyteorder("=") in dtypes.NUMPY_TO_DTYPE:  # big-endian files
                return array.astype(array.dtype.newbyteorder("="))
            raise ValueError(
                "Failed to convert a NumPy array to a Tensor "
                f"(Unsupported numpy dtype: {array.dtype})."
            )
        target = array.dtype
    else:
        target = dtype.np_dtype
        if target == _OBJECT and array.dtype != _OBJECT:
            raise TypeError(f"Cannot convert {_short(array)} to EagerTensor of dtype {dtype.name}")
    if target != array.dtype:
        with np.errstate(all="ignore"):
            return (array.real if array.dtype.kind == "c" and target.kind != "c" else array).astype(
                target
            )
    # The caller keeps the array and may write to it; the tensor must not change with it.
    return array if isinstance(array, np.generic) else array.copy()


def _encode(array: Any) -> np.ndarray:
    encode = np.frompyfunc(lambda s: s.encode("utf-8") if isinstance(s, str) else bytes(s), 1, 1)
    return np.asarray(encode(np.asarray(array).astype(_OBJECT)), _OBJECT)


def _from_objects(array: np.ndarray, dtype: DType | None) -> np.ndarray:
    flat = array.reshape(-1).tolist()
    if all(isinstance(v, str | bytes) for v in flat) and dtype in (None, dtypes.string):
        return _encode(array)
    bad = next((v for v in flat if not isinstance(v, str | bytes)), "str")
    raise ValueError(
        "Failed to convert a NumPy array to a Tensor "
        f"(Unsupported object type {type(bad).__name__})."
    )


def _from_python(value: Any, dtype: DType | None) -> Any:
    """A scalar or a nested list of Python values."""
    if isinstance(value, range):
        value = list(value)
    shape, leaves = _shape_and_leaves(value)
    kinds = {type(leaf) for leaf in leaves}
    if not leaves:
        return np.zeros(shape, (dtype or dtypes.float32).np_dtype)
    if any(issubclass(k, str | bytes) for k in kinds):
        return _from_strings(value, shape, leaves, dtype)
    if type(None) in kinds or not all(_is_number(leaf) for leaf in leaves):
        bad = next(leaf for leaf in leaves if not _is_number(leaf))
        if value is None or STATE.graph is None:
            kind: type[Exception] = ValueError
        else:  # TensorFlow's class while a graph is built
            kind = TypeError
        if _is_number(leaves[0]):
            raise kind("Can't convert Python sequence with mixed types to Tensor.")
        raise kind(
            f"Attempt to convert a value ({bad!r}) with an unsupported type ({type(bad)}) "
            "to a Tensor."
        )
    if dtype is None:
        return _floats(leaves, shape) if kinds == {float} else _natural(leaves, shape)
    return _as_dtype(value, leaves, shape, dtype)


def _is_number(leaf: Any) -> bool:
    return isinstance(leaf, bool | int | float | complex | np.generic | np.ndarray)


def _shape_and_leaves(value: Any) -> tuple[tuple[int, ...], list[Any]]:
    """The shape and the flat leaves of nested lists; ValueError if they are ragged."""
    if isinstance(value, np.ndarray):
        flat = value.reshape(-1)
        return value.shape, flat.tolist() if value.dtype == _OBJECT else list(flat)
    if not isinstance(value, list | tuple):
        if hasattr(value, "__array__") and not isinstance(value, np.generic):
            return _shape_and_leaves(np.asarray(value))
        sized = hasattr(value, "__len__") and hasattr(value, "__getitem__")
        if sized and not isinstance(value, str | bytes | dict | np.generic):
            return _shape_and_leaves(list(value))
        return (), [value]
    if not value:
        return (0,), []
    if not any(isinstance(v, list | tuple | np.ndarray) or hasattr(v, "__len__") for v in value):
        return (len(value),), list(value)
    parts = [_shape_and_leaves(v) for v in value]
    shape = parts[0][0]
    if any(p[0] != shape for p in parts):
        raise ValueError(
            "Can't convert non-rectangular Python sequence to Tensor. "
            "Fix: tf.ragged.constant takes rows of different lengths."
        )
    return (len(value), *shape), [leaf for p in parts for leaf in p[1]]


def _from_strings(
    value: Any, shape: tuple[int, ...], leaves: list[Any], dtype: DType | None
) -> Any:
    if dtype not in (None, dtypes.string):
        raise TypeError(
            f"Cannot convert {_short(value)} to EagerTensor of dtype {dtype.name if dtype else ''}"
        )
    if not all(isinstance(v, str | bytes) for v in leaves):
        raise ValueError("Can't convert Python sequence with mixed types to Tensor.")
    array = np.empty(len(leaves), _OBJECT)
    array[:] = [v.encode("utf-8") if isinstance(v, str) else bytes(v) for v in leaves]
    return array.reshape(shape)


def _floats(leaves: list[float], shape: tuple[int, ...]) -> np.ndarray:
    """Python floats as float32."""
    wide = np.array(leaves)
    large = np.abs(wide) > _FLOAT32_MAX
    if large.any() and not np.isinf(wide[large]).all():
        raise _too_large()
    return wide.astype(np.float32).reshape(shape)


def _fits_float32(value: float) -> bool:
    return not abs(value) > _FLOAT32_MAX or math.isinf(value)


def _natural(leaves: list[Any], shape: tuple[int, ...]) -> Any:
    """The dtype that Python values have by themselves: the first one decides, as in TensorFlow.

    NumPy integers among them count as Python ints, and NumPy floats keep their precision.
    """
    first = leaves[0]
    booleans = [isinstance(v, bool | np.bool_) for v in leaves]
    if booleans[0]:
        target: Any = np.bool_
        fits = all(booleans)
    elif isinstance(first, complex | np.complexfloating):
        target, fits = np.complex128, True
    else:
        fits = not any(isinstance(v, complex | np.complexfloating) for v in leaves)
        target = _real_type(first, leaves)
    if not fits:
        raise ValueError("Can't convert Python sequence with mixed types to Tensor.")
    try:
        with np.errstate(over="ignore"):
            array = np.array(leaves, target).reshape(shape)
    except OverflowError as error:
        raise ValueError(
            "Can't convert Python sequence with out-of-range integer to Tensor."
        ) from error
    if target is np.float32 and not all(map(_fits_float32, leaves)):
        raise _too_large()
    return array


def _real_type(first: Any, leaves: list[Any]) -> Any:
    if isinstance(first, np.generic) and not isinstance(first, np.integer):
        return type(first)
    if all(isinstance(v, int | np.integer | np.bool_) for v in leaves):
        fits = _INT32_MIN <= min(leaves) and max(leaves) <= _INT32_MAX
        return np.int32 if fits else np.int64
    return np.float32


def _as_dtype(value: Any, leaves: list[Any], shape: tuple[int, ...], dtype: DType) -> Any:
    """Python numbers as a wanted dtype."""
    kinds = {np.asarray(v).dtype.kind if not isinstance(v, bool) else "b" for v in leaves}
    target = dtype.np_dtype
    lossy = (
        (target.kind in "iu" and kinds & {"f", "c"})
        or (target.kind == "b" and kinds != {"b"})
        or (dtype.is_complex and "b" in kinds)
        or (not dtype.is_complex and "c" in kinds)
        or target == _OBJECT
    )
    if lossy:
        raise TypeError(f"Cannot convert {_short(value)} to EagerTensor of dtype {dtype.name}")
    if target.kind in "iu":
        wide = np.array(leaves, object)
        # TensorFlow reads into int64, so that only uint64 itself takes more.
        most = 2 * _INT64_MAX + 1 if target == np.uint64 else _INT64_MAX
        if not all(_INT64_MIN <= v <= most for v in wide):
            raise ValueError("Can't convert Python sequence with out-of-range integer to Tensor.")
        size = 1 << (8 * target.itemsize)
        wrapped = [
            (int(v) + size // 2) % size - size // 2 if target.kind == "i" else int(v) % size
            for v in wide
        ]
        return np.array(wrapped, target).reshape(shape)
    with np.errstate(all="ignore"):
        return np.array(leaves).astype(target).reshape(shape)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 80 else text[:77] + "..."
