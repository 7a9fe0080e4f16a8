"""New arrays: from values, of constants, and ranges."""

from __future__ import annotations

from typing import Any

import numpy as np

import pellucid as tf
from pellucid import Tensor
from pellucid.experimental.numpy.promotion import as_array, dtype_of, promoted, result_type


def array(val: Any, dtype: Any = None, copy: bool = True, ndmin: int = 0) -> Tensor:
    """An array of `val`.

    Args:
        val: a tensor, NumPy array, Python number, or nested list of these.
        dtype: by default what the values have by NumPy's rules: int64, float64, ...
        copy: tensors never change, so that sharing one is as good as a copy.
        ndmin: add dimensions of size 1 in front until there are as many.

    Example:
        >>> tf.experimental.numpy.array([1, 2.5]).dtype
        tf.float64
    """
    found = as_array(val, dtype)
    missing = ndmin - len(found.shape)
    return tf.reshape(found, [1] * missing + list(found.shape)) if missing > 0 else found


def asarray(a: Any, dtype: Any = None) -> Tensor:
    """`a` as an array, see `array`."""
    return as_array(a, dtype)


def asanyarray(a: Any, dtype: Any = None) -> Tensor:
    """`a` as an array, see `array`."""
    return as_array(a, dtype)


def ascontiguousarray(a: Any, dtype: Any = None) -> Tensor:
    """`a` as an array of at least one dimension; all tensors lie in one piece."""
    return array(a, dtype, ndmin=1)


def copy(a: Any) -> Tensor:
    """`a` as an array; tensors never change, so that none is copied."""
    return as_array(a)


def empty(shape: Any, dtype: Any = float) -> Tensor:
    """An array of zeros: there is no memory whose content nobody has set."""
    return zeros(shape, dtype)


def empty_like(a: Any, dtype: Any = None) -> Tensor:
    """Zeros in the shape of `a`, see `empty`."""
    return zeros_like(a, dtype)


def zeros(shape: Any, dtype: Any = float) -> Tensor:
    """An array of zeros."""
    return tf.zeros(_sizes(shape), _dtype(dtype))


def ones(shape: Any, dtype: Any = float) -> Tensor:
    """An array of ones."""
    return tf.ones(_sizes(shape), _dtype(dtype))


def zeros_like(a: Any, dtype: Any = None) -> Tensor:
    """Zeros in the shape, and by default the dtype, of `a`."""
    return tf.zeros_like(as_array(a), dtype if dtype is None else _dtype(dtype))


def ones_like(a: Any, dtype: Any = None) -> Tensor:
    """Ones in the shape, and by default the dtype, of `a`."""
    return tf.ones_like(as_array(a), dtype if dtype is None else _dtype(dtype))


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Tensor:
    """`fill_value`, an array that broadcasts, repeated to `shape`."""
    return tf.broadcast_to(as_array(fill_value, _dtype(dtype)), _sizes(shape))


def full_like(
    a: Any, fill_value: Any, dtype: Any = None, order: str = "K", subok: bool = True,
    shape: Any = None,
) -> Tensor:  # fmt: skip
    """`fill_value` in the shape (or in `shape`), and by default the dtype, of `a`.

    Raises:
        ValueError: `order` is not "K", `subok` is not True, or `shape` is given.
    """
    if order != "K" or not subok or shape is not None:
        raise ValueError(
            "tf.experimental.numpy.full_like: order other than 'K', subok=False and shape are not "
            "supported. Fix: tf.experimental.numpy.full(shape, fill_value)"
        )
    like = as_array(a)
    value = as_array(fill_value, like.dtype if dtype is None else _dtype(dtype))
    return tf.broadcast_to(value, tf.shape(like))


def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = float) -> Tensor:
    """An N x M array with ones on the k-th diagonal."""
    columns = N if M is None else M
    kept = tf.range(columns)[None, :] - tf.range(N)[:, None]
    return tf.cast(kept == k, _dtype(dtype))


def identity(n: int, dtype: Any = float) -> Tensor:
    """The n x n identity matrix."""
    return tf.eye(n, dtype=_dtype(dtype))


def tri(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Tensor:
    """An N x M array with ones on and below the k-th diagonal; float64 by default."""
    columns = N if M is None else M
    places = tf.range(columns)[None, :] - tf.range(N)[:, None]
    return tf.cast(places <= k, _dtype(float if dtype is None else dtype))


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = None) -> Tensor:
    """start, start + step, ... below `stop`; 0, 1, ... below `start` if there is no `stop`.

    Raises:
        ValueError: `step` is 0.
    """
    if isinstance(step, int | float) and not step:
        raise ValueError("tf.experimental.numpy.arange [step]: must not be 0")
    first, last = (0, start) if stop is None else (start, stop)
    wanted = result_type(start, step, *([] if stop is None else [stop]))
    if dtype is not None:
        wanted = dtype_of(dtype)
    return tf.range(as_array(first, wanted), as_array(last, wanted), as_array(step, wanted))


def linspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False,
    dtype: Any = float, axis: int = 0,
) -> Any:  # fmt: skip
    """`num` evenly spaced values from `start` to `stop`.

    Args:
        start, stop: numbers, or arrays that broadcast.
        num: how many values.
        endpoint: whether `stop` is the last of them.
        retstep: also return the distance between two.
        dtype: of the result.
        axis: where the new dimension stands.
    """
    first, last = (_floating(x) for x in promoted(start, stop))
    parts = num - 1 if endpoint else num
    step = (last - first) / parts if parts > 0 else (last - first) * float("nan")
    end = last if endpoint or num < 1 else last - step
    first, end = tf.broadcast_to(first, _common(first, end)), tf.broadcast_to(
        end, _common(first, end)
    )  # fmt: skip
    values = tf.linspace(first, end, max(num, 1), axis=axis)
    if num < 1:
        values = values[:0]
    if dtype is not None and dtype is not float:
        values = tf.cast(values, dtype_of(dtype))
    return (values, step) if retstep else values


def logspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: Any = 10.0,
    dtype: Any = None, axis: int = 0,
) -> Tensor:  # fmt: skip
    """`num` powers of `base`, the exponents evenly spaced from `start` to `stop`."""
    exponents = linspace(start, stop, num, endpoint, axis=axis)
    values = tf.pow(as_array(base, exponents.dtype), exponents)
    return values if dtype is None else tf.cast(values, dtype_of(dtype))


def geomspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None, axis: int = 0
) -> Tensor:
    """`num` values from `start` to `stop` with a constant ratio; both of one sign."""
    first, last = (_floating(x) for x in promoted(start, stop))
    sign = tf.sign(first)
    exponents = linspace(tf.math.log(first * sign), tf.math.log(last * sign), num, endpoint,
                         axis=axis)  # fmt: skip
    values = tf.exp(exponents) * sign
    return values if dtype is None else tf.cast(values, dtype_of(dtype))


def diag(v: Any, k: int = 0) -> Tensor:
    """A matrix with `v` on its k-th diagonal, or the k-th diagonal of a matrix.

    Raises:
        ValueError: `v` has neither one nor two dimensions.
    """
    values = as_array(v)
    rank = len(values.shape)
    if rank == 1:
        return tf.linalg.diag(values, k=k)
    if rank != 2:
        raise ValueError(
            "tf.experimental.numpy.diag [v]: Expected 1 or 2 dimensions, received shape "
            f"{values.shape}"
        )
    rows, columns = _lengths(values)
    if k >= columns or -k >= rows:
        return values[0, :0]
    return tf.linalg.diag_part(values, k=k)


def diagflat(v: Any, k: int = 0) -> Tensor:
    """A matrix with all elements of `v` on its k-th diagonal."""
    return diag(tf.reshape(as_array(v), [-1]), k)


def meshgrid(*xi: Any, **kwargs: Any) -> list[Tensor]:
    """Coordinate matrices from coordinate vectors.

    Args:
        *xi: vectors.
        indexing: "xy" (default) or "ij".
        sparse: only False; copy: only True.

    Raises:
        ValueError: `sparse` is True or `copy` False.
    """
    if kwargs.pop("sparse", False):
        raise ValueError("tf.experimental.numpy.meshgrid [sparse]: only False is supported")
    if not kwargs.pop("copy", True):
        raise ValueError("tf.experimental.numpy.meshgrid [copy]: only True is supported")
    return tf.meshgrid(*map(as_array, xi), **kwargs)


def vander(x: Any, N: int | None = None, increasing: bool = False) -> Tensor:
    """The Vandermonde matrix: columns x^(N-1), ..., x, 1, or the other way round."""
    values = as_array(x)
    count = values.shape[0] if N is None else N
    powers = tf.range(count) if increasing else tf.range(count - 1, -1, -1)
    return tf.pow(values[:, None], tf.cast(powers, values.dtype))


def _sizes(shape: Any) -> Any:
    return [shape] if isinstance(shape, int | np.integer) else shape


def _lengths(matrix: Tensor) -> tuple[Any, Any]:
    rows, columns = matrix.shape.as_list()
    return rows, columns


def _dtype(dtype: Any) -> Any:
    return None if dtype is None else dtype_of(dtype)


def _floating(x: Tensor) -> Tensor:
    return x if x.dtype.is_floating or x.dtype.is_complex else tf.cast(x, result_type(1.0))


def _common(a: Tensor, b: Tensor) -> Any:
    return tf.broadcast_dynamic_shape(tf.shape(a), tf.shape(b))
