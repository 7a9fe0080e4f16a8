"""From one dtype to another: by value (`cast`, `saturate_cast`) and by bits (`bitcast`)."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import NUMERIC, QUANTIZED_DTYPES, DType, as_dtype
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops.broadcasting import as_tensor
from pellucid.runtime.dispatch import op

# What TensorFlow casts between: everything with a number in it.
CASTABLE = frozenset(d for d in dtypes.ALL if d.np_dtype.kind != "O")

Cast = op("Cast", "x: SrcT -> y: DstT", SrcT=CASTABLE, DstT=CASTABLE, Truncate=False, infer=same)


@Cast.kernel("numpy")
def _(x: Any, SrcT: Any, DstT: Any) -> Any:
    target = DstT.np_dtype
    if SrcT is DstT or x.dtype == object:
        return x
    if SrcT.is_quantized:
        x = x[SrcT.name]
    if DstT.is_quantized:
        target = target[0]
    if SrcT.is_complex and not DstT.is_complex:
        x = x.real
    if DstT.is_integer and not SrcT.is_integer and not SrcT.is_bool:
        return _float_to_integer(x, DstT)
    return x.astype(target)


def _float_to_integer(x: Any, target: DType) -> Any:
    """Truncate; small integers wrap, and what fits nowhere becomes 2^(bits-1), the sign bit alone.

    NumPy leaves the result of an overflow to the machine; TensorFlow's machines are x86.
    """
    if target.size < 4:
        return _float_to_integer(x, dtypes.int32).astype(target.np_dtype)
    if not target.is_unsigned and x.dtype.itemsize > 2 and _casts_as_x86(x.dtype, target.np_dtype):
        with np.errstate(invalid="ignore"):
            return x.astype(target.np_dtype)
    wide, half = x.astype(np.float64), 2.0 ** (8 * target.size - 1)
    good = (wide > -half - 1) & (wide < (2 * half if target.is_unsigned else half))
    wide = np.where(good, wide, -half)
    signed = np.int64 if target.size == 8 else np.int32
    if not target.is_unsigned:
        return wide.astype(signed)
    upper = wide >= half
    lower = np.where(upper, wide - half, wide).astype(signed).astype(target.np_dtype)
    return lower + np.where(upper, target.np_dtype.type(half), target.np_dtype.type(0))


@functools.cache
def _casts_as_x86(source: np.dtype, target: np.dtype) -> bool:
    """Whether NumPy answers on this machine what TensorFlow does, vectors and single numbers."""
    edge = 2.0 ** (8 * target.itemsize - 1)
    lost = [edge, -edge * 1.5, 4 * edge, np.inf, -np.inf, np.nan]
    kept = [0, 1.9, -1.9, -edge, edge / 2]
    numbers = np.array([*lost, *kept] * 7, source)
    with np.errstate(invalid="ignore"):
        found = numbers.astype(target)
        single = np.array([n.astype(target) for n in numbers])
    expected = np.array([*[-edge] * len(lost), *map(int, kept)] * 7, target)
    return bool((found == expected).all() and (single == expected).all())


@Cast.kernel("xla")
def _(jax: Any, x: Any, SrcT: Any, DstT: Any) -> Any:
    if SrcT.is_complex and not DstT.is_complex:
        x = jax.numpy.real(x)
    if DstT.is_bool:
        return x != 0
    if DstT.is_integer and not SrcT.is_integer and not SrcT.is_bool:
        return _float_to_integer_by_xla(jax.numpy, x, DstT)
    return x.astype(DstT.np_dtype)


def _float_to_integer_by_xla(xp: Any, x: Any, target: DType) -> Any:
    """The same in XLA, whose own conversion clamps."""
    if target.size < 4:
        return _float_to_integer_by_xla(xp, x, dtypes.int32).astype(target.np_dtype)
    if x.dtype.itemsize < 4:
        x = x.astype(np.float32)
    half = 2.0 ** (8 * target.size - 1)
    signed = np.dtype(np.int64 if target.size == 8 else np.int32)
    lowest = np.iinfo(signed).min
    # In float32 the next number below -2^31 is -2^31 - 256: "at least -half" says the same.
    above = x > -half - 1 if x.dtype == np.float64 and target.size == 4 else x >= -half
    whole = xp.where(above & (x < half), x.astype(signed), signed.type(lowest))
    if not target.is_unsigned:
        return whole
    unsigned = target.np_dtype
    return xp.where((x >= half) & (x < 2 * half), x.astype(unsigned), whole.astype(unsigned))


@Cast.gradient
def _(node: Any, dy: Tensor) -> Any:
    source, target = node.attrs["SrcT"], node.attrs["DstT"]
    if _continuous(source) and _continuous(target):
        return cast(dy, source)
    return None


def _continuous(dtype: DType) -> bool:
    return dtype.is_floating or dtype.is_complex


def cast(x: Any, dtype: DTypeLike, name: str | None = None) -> Any:
    """The values of `x` as another dtype.

    Floats are truncated towards zero to integers, numbers to booleans are `x != 0`, complex
    numbers lose their imaginary part in a real dtype.

    Args:
        x: a tensor, `SparseTensor` or `IndexedSlices`.
        dtype: the new dtype.

    Raises:
        TypeError: `x` or `dtype` holds no numbers (strings).

    Example:
        >>> tf.cast([1.8, -2.2], tf.int32).numpy().tolist()
        [1, -2]
    """
    wanted = as_dtype(dtype).base_dtype
    if isinstance(x, Tensor):
        if x.dtype is wanted:
            return x if not x.weak else Cast(x, DstT=wanted, name=name)
    elif hasattr(x, "values") and hasattr(x, "indices") and hasattr(x, "dense_shape"):
        return _cast_values(x, wanted, name)
    else:
        x = as_tensor(x)
        if x.dtype == wanted:
            return x
    if as_dtype(x.dtype) not in CASTABLE or wanted not in CASTABLE:
        return _uncastable(x, wanted)
    return Cast(x, DstT=wanted, name=name)


def _uncastable(x: Tensor, wanted: DType) -> Any:
    from pellucid.core.errors import UnimplementedError

    fix = (
        "tf.strings.to_number or tf.strings.as_string"
        if dtypes.string in (x.dtype, wanted)
        else None
    )
    raise UnimplementedError(
        None, None,
        explain(
            "tf.cast [dtype]", f"Cast {x.dtype.name} to {wanted.name} is not supported", fix=fix
        ),
    )  # fmt: skip


def _cast_values(x: Any, wanted: DType, name: str | None) -> Any:
    values = cast(x.values, wanted, name)
    if hasattr(x, "with_values"):
        return x.with_values(values)
    fields = (values, x.indices, x.dense_shape)
    return type(x)(*fields)


def saturate_cast(value: TensorLike, dtype: DTypeLike, name: str | None = None) -> Tensor:
    """The values of `value` as another dtype, clamped to what that can hold first.

    Args:
        value: a numeric tensor.
        dtype: the new dtype.

    Example:
        >>> tf.saturate_cast([-5, 300], tf.uint8).numpy().tolist()
        [0, 255]
    """
    value, wanted = convert(value), as_dtype(dtype).base_dtype
    if value.dtype.is_complex:
        if wanted.is_complex:
            return _saturate_complex(value, wanted, name)
        from pellucid.ops.complex import real

        value = real(value)
    return cast(_clamp(value, wanted.real_dtype), wanted, name)


def _saturate_complex(value: Any, wanted: DType, name: str | None) -> Tensor:
    from pellucid.ops.complex import complex, imag, real

    part = wanted.real_dtype
    return complex(saturate_cast(real(value), part), saturate_cast(imag(value), part), name)


def _clamp(value: Any, wanted: DType) -> Any:
    from pellucid.ops.math import maximum, minimum

    source = value.dtype
    if wanted.is_bool or source.is_bool:
        return value
    # Both ends always: the infinities of a float become its largest numbers, as in TensorFlow.
    value = minimum(value, _not_above(min(source.max, wanted.max, key=float), source))
    return maximum(value, _not_below(max(source.min, wanted.min, key=float), source))


def _not_above(limit: Any, source: DType) -> np.ndarray:
    """The greatest number of dtype `source` that is not above `limit`."""
    if source is dtypes.int64 and int(limit) == source.max:
        # TensorFlow takes the limit through float64, where it rounds up and wraps around. The
        # result, the least number for every input, is wrong, and programs may rely on it.
        return np.asarray(source.min, source.np_dtype)
    nearest = _nearest(limit, source)
    if float(nearest) > float(limit) or (_whole(nearest) and int(nearest) > int(limit)):
        nearest = np.nextafter(nearest, source.np_dtype.type(0))
    return np.asarray(nearest, source.np_dtype)


def _not_below(limit: Any, source: DType) -> np.ndarray:
    """The least number of dtype `source` that is not below `limit`."""
    nearest = _nearest(limit, source)
    if float(nearest) < float(limit) or (_whole(nearest) and int(nearest) < int(limit)):
        nearest = np.nextafter(nearest, source.np_dtype.type(0))
    return np.asarray(nearest, source.np_dtype)


def _nearest(limit: Any, source: DType) -> Any:
    exact = float(limit) if source.is_floating else int(limit)
    return np.asarray(exact).astype(source.np_dtype)[()]


def _whole(number: Any) -> bool:
    return bool(np.isfinite(np.float64(number))) and float(number).is_integer()


_BITS = NUMERIC | QUANTIZED_DTYPES
Bitcast = op("Bitcast", "input: T -> output: type", T=_BITS, type=_BITS, gradient=None)


@Bitcast.kernel("numpy")
def _(x: Any, type: Any) -> Any:
    target = type.np_dtype
    x = np.ascontiguousarray(x).reshape(x.shape)
    if target.itemsize == x.dtype.itemsize:
        return x.view(target)
    if target.itemsize < x.dtype.itemsize:
        return x[..., None].view(target)
    if x.shape[-1:] != (target.itemsize // x.dtype.itemsize,):
        expected = f"a last dimension of {target.itemsize // x.dtype.itemsize}"
        raise ValueError(explain("", f"cannot bitcast to {target}", expected=expected))
    return x.view(target)[..., 0]


@Bitcast.kernel("xla")
def _(jax: Any, x: Any, type: Any) -> Any:
    return jax.lax.bitcast_convert_type(x, type.np_dtype)


@Bitcast.infer
def _(call: Any) -> Any:
    dims = call.shape(0)
    if dims is None:
        return None
    old, new = call.attrs["T"].size, call.attrs["type"].size
    if old == new:
        return dims
    return (*dims, old // new) if old > new else dims[:-1]


def bitcast(input: TensorLike, type: DTypeLike, name: str | None = None) -> Tensor:
    """The bits of `input` read as another dtype.

    Args:
        input: a numeric tensor of shape [...].
        type: the new dtype. A smaller one adds a last dimension, [..., size ratio]; a larger one
            takes away a last dimension of that size.

    Raises:
        InvalidArgumentError: the last dimension does not fit.

    Example:
        >>> hex(tf.bitcast(1., tf.uint32).numpy())
        '0x3f800000'
    """
    return Bitcast(input, type=as_dtype(type), name=name)
