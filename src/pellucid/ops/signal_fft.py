"""Fourier transforms over one, two or three axes, of complex and of real signals.

fft ifft fft2d ifft2d fft3d ifft3d                    complex to complex
rfft irfft rfft2d irfft2d rfft3d irfft3d              real to half of a symmetric spectrum and back
fftshift ifftshift                                    the zero frequency to the middle and back

    X[k] = sum_n x[n] exp(-2 pi i k n / N),    x[n] = 1/N sum_k X[k] exp(2 pi i k n / N)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import COMPLEX
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.graph.static import static_value
from pellucid.ops.array import shape as shape_op
from pellucid.ops.casting import cast
from pellucid.ops.complex import PARTS
from pellucid.ops.joining import stack
from pellucid.ops.padding import pad
from pellucid.ops.reversing import roll
from pellucid.runtime.dispatch import Op, op

_HALF_OF = {dtypes.complex64: dtypes.float32, dtypes.complex128: dtypes.float64}
_FULL_OF = {v: k for k, v in _HALF_OF.items()}


def _check_rank(x: Any, rank: int) -> None:
    if x.ndim < rank:
        raise ValueError(f"Input must have rank of at least {rank} but got: {tuple(x.shape)}")


# ---------------------------------------------------------------------- complex to complex


def _complex_pair(suffix: str, rank: int) -> tuple[Op, Op]:
    """The transform over the last `rank` axes and its inverse."""
    axes = tuple(range(-rank, 0))
    pair = [
        op(f"{prefix}FFT{suffix}", "input: Tcomplex -> output: Tcomplex", Tcomplex=COMPLEX,
           infer=_at_least(rank))
        for prefix in ("", "I")
    ]  # fmt: skip
    forward, inverse = pair

    @forward.kernel
    def _(xp: Any, x: Any) -> Any:
        _check_rank(x, rank)
        return xp.fft.fftn(x, axes=axes) if x.size else x

    @inverse.kernel
    def _(xp: Any, x: Any) -> Any:
        _check_rank(x, rank)
        return xp.fft.ifftn(x, axes=axes) if x.size else x

    @forward.gradient
    def _(node: Any, dy: Tensor) -> Any:
        return inverse(dy) * _count(dy, rank)

    @inverse.gradient
    def _(node: Any, dy: Tensor) -> Any:
        return forward(dy) / _count(dy, rank)

    return forward, inverse


def _at_least(rank: int) -> Callable[[Call], Any]:
    def rule(call: Call) -> Any:
        dims = call.shape(0)
        if dims is not None and len(dims) < rank:
            raise ValueError(f"tf.{call.op.name}: input must have rank of at least {rank}: {dims}")
        return dims

    return rule


def _count(x: Tensor, rank: int) -> Tensor:
    """How many elements the last `rank` axes have, in the dtype of `x`."""
    from pellucid.ops.reduction import reduce_prod

    return cast(reduce_prod(shape_op(x)[-rank:]), x.dtype)


FFT, IFFT = _complex_pair("", 1)
FFT2D, IFFT2D = _complex_pair("2D", 2)
FFT3D, IFFT3D = _complex_pair("3D", 3)


def as_complex(x: TensorLike) -> Tensor:
    """A complex tensor; of Python and NumPy values, real ones become complex64."""
    if isinstance(x, Tensor):
        return x
    x = convert(x)
    return x if x.dtype.is_complex else cast(x, dtypes.complex64)


def fft(input: TensorLike, name: str | None = None) -> Tensor:
    """The Fourier transform over the last axis.

    Args:
        input: complex; NumPy and Python values of other dtypes are made complex64.
        name: the node's name in a graph.

    Returns: complex, same shape.

    Example:
        >>> tf.signal.fft([1., 2.]).numpy()
        array([ 3.+0.j, -1.+0.j], dtype=complex64)
    """
    return FFT(as_complex(input), name=name)


def ifft(input: TensorLike, name: str | None = None) -> Tensor:
    """The inverse of `tf.signal.fft`."""
    return IFFT(as_complex(input), name=name)


def fft2d(input: TensorLike, name: str | None = None) -> Tensor:
    """The Fourier transform over the last two axes; see `tf.signal.fft`."""
    return FFT2D(as_complex(input), name=name)


def ifft2d(input: TensorLike, name: str | None = None) -> Tensor:
    """The inverse of `tf.signal.fft2d`."""
    return IFFT2D(as_complex(input), name=name)


def fft3d(input: TensorLike, name: str | None = None) -> Tensor:
    """The Fourier transform over the last three axes; see `tf.signal.fft`."""
    return FFT3D(as_complex(input), name=name)


def ifft3d(input: TensorLike, name: str | None = None) -> Tensor:
    """The inverse of `tf.signal.fft3d`."""
    return IFFT3D(as_complex(input), name=name)


# ---------------------------------------------------------------------- real signals


def _lengths(fft_length: Any, rank: int) -> list[int]:
    if np.shape(fft_length) != (rank,):
        raise ValueError(f"fft_length must have shape [{rank}], got {np.shape(fft_length)}")
    lengths = [int(n) for n in fft_length]
    if min(lengths) < 0:
        raise ValueError(f"fft_length must be >= 0, got {lengths}")
    return lengths


def _fitted(xp: Any, x: Any, lengths: Any) -> Any:
    """`x` with its last axes cut or filled up with zeros to `lengths`."""
    first = x.ndim - len(lengths)
    x = x[(..., *(slice(0, n) for n in lengths))]
    pads = [(0, 0)] * first + [(0, n - x.shape[first + i]) for i, n in enumerate(lengths)]
    return xp.pad(x, pads) if any(p != (0, 0) for p in pads) else x


def _half(length: int) -> int:
    """How many frequencies a real signal has."""
    return length // 2 + 1 if length else 0


def _real_pair(suffix: str, rank: int) -> tuple[Op, Op]:
    axes = tuple(range(-rank, 0))
    forward = op(
        f"RFFT{suffix}", "input: Treal, fft_length: int32 -> output: Tcomplex", Treal=PARTS,
        Tcomplex=COMPLEX, static=("fft_length",),
    )  # fmt: skip
    inverse = op(
        f"IRFFT{suffix}", "input: Tcomplex, fft_length: int32 -> output: Treal", Treal=PARTS,
        Tcomplex=COMPLEX, static=("fft_length",),
    )  # fmt: skip

    @forward.kernel
    def _(xp: Any, x: Any, fft_length: Any) -> Any:
        _check_rank(x, rank)
        lengths = _lengths(fft_length, rank)
        if 0 in lengths:
            return xp.zeros((*x.shape[:-rank], *lengths[:-1], _half(lengths[-1])), np.complex64)
        return xp.fft.rfftn(_fitted(xp, x, lengths), axes=axes)

    @inverse.kernel
    def _(xp: Any, x: Any, fft_length: Any) -> Any:
        _check_rank(x, rank)
        lengths = _lengths(fft_length, rank)
        if 0 in lengths:
            return xp.zeros((*x.shape[:-rank], *lengths), np.float32)
        half = [*lengths[:-1], lengths[-1] // 2 + 1]
        return xp.fft.irfftn(_fitted(xp, x, half), s=lengths, axes=axes)

    @forward.infer
    def _(call: Call) -> Any:
        return _real_shape(call, rank, half=True)

    @inverse.infer
    def _(call: Call) -> Any:
        return _real_shape(call, rank, half=False)

    forward.gradient(_forward_gradient(rank, inverse))
    inverse.gradient(_inverse_gradient(rank, forward))
    return forward, inverse


def _real_shape(call: Call, rank: int, half: bool) -> Any:
    dims, lengths = call.shape(0), call.vector(1)
    if dims is None:
        return None
    if len(dims) < rank:
        raise ValueError(f"tf.{call.op.name}: input must have rank of at least {rank}: {dims}")
    lengths = list(lengths or [None] * rank)
    if half and lengths[-1] is not None:
        lengths[-1] = _half(lengths[-1])
    return (*dims[: len(dims) - rank], *lengths)


def _doubled(x: Tensor, length: Any, dtype: Any) -> Tensor:
    """For each frequency of half a spectrum how often it is in the whole one: 1, 2, …, 2 or 1."""
    from pellucid.ops.creation import range as range_op
    from pellucid.ops.gather import where

    count = shape_op(x)[-1]
    index = range_op(count)
    single = (index == 0) | ((index == count - 1) & (length % 2 == 0) & (count == length // 2 + 1))
    return cast(where(single, 1, 2), dtype)


def _forward_gradient(rank: int, inverse: Op) -> Callable[..., Any]:
    def gradient(node: Any, dy: Tensor) -> Any:
        """The inverse transform of the spectrum with the weights of the frequencies taken out."""
        x, lengths = node.inputs
        scale = cast(_product(lengths), dy.dtype)
        parts = dy / _doubled(dy, lengths[-1], dy.dtype) * scale
        whole = inverse(parts, lengths, Treal=x.dtype)
        return [_refit(whole, x, rank), None]

    return gradient


def _inverse_gradient(rank: int, forward: Op) -> Callable[..., Any]:
    def gradient(node: Any, dy: Tensor) -> Any:
        x, lengths = node.inputs
        spectrum = forward(dy, lengths, Tcomplex=x.dtype)
        weights = _doubled(spectrum, lengths[-1], x.dtype) / cast(_product(lengths), x.dtype)
        return [_refit(spectrum * weights, x, rank), None]

    return gradient


def _product(lengths: Tensor) -> Tensor:
    from pellucid.ops.reduction import reduce_prod

    return reduce_prod(lengths)


def _refit(dx: Tensor, x: Tensor, rank: int) -> Tensor:
    """`dx` cut or filled up with zeros to the shape of `x`, whose last axes were fitted."""
    from pellucid.ops.math import maximum, minimum
    from pellucid.ops.slicing import slice as slice_op

    if dx.dims == x.dims and x.dims is not None and None not in x.dims:
        return dx
    wanted, found = shape_op(x), shape_op(dx)
    inner = slice_op(dx, wanted - wanted, minimum(wanted, found))
    borders = stack([wanted - wanted, maximum(wanted - found, 0)], 1)
    result = pad(inner, borders)
    result.set_shape(x.shape)
    return result


RFFT, IRFFT = _real_pair("", 1)
RFFT2D, IRFFT2D = _real_pair("2D", 2)
RFFT3D, IRFFT3D = _real_pair("3D", 3)


def _signal_lengths(x: Tensor, fft_length: Any, rank: int, spectrum: bool) -> Any:
    """`fft_length`, by default the sizes of the signal (whose half `spectrum` x may be)."""
    if fft_length is not None:
        return convert(fft_length, dtypes.int32)
    if x.shape.rank is not None and x.shape.rank < rank:
        # The op says what is wrong, in its own terms.
        return convert([1] * rank, dtypes.int32)
    dims = x.dims
    if dims is not None and None not in dims[-rank:]:
        last = max(2 * (dims[-1] - 1), 0) if spectrum else dims[-1]
        return convert([*dims[len(dims) - rank : -1], last], dtypes.int32)
    sizes = shape_op(x)[-rank:]
    if not spectrum:
        return sizes
    from pellucid.ops.joining import concat

    return concat([sizes[:-1], 2 * (sizes[-1:] - 1)], 0)


def _forward(transform: Op, rank: int, x: TensorLike, fft_length: Any, name: str | None) -> Tensor:
    x = convert(x, hint=dtypes.float32)
    if x.dtype not in PARTS:
        raise ValueError(
            explain("tf.signal.rfft [input_tensor]", "must be float32 or float64",
                    received=x.dtype.name, fix="tf.signal.fft")
        )  # fmt: skip
    lengths = _signal_lengths(x, fft_length, rank, spectrum=False)
    return transform(x, lengths, Tcomplex=_FULL_OF[x.dtype], name=name)


def _inverse(transform: Op, rank: int, x: TensorLike, fft_length: Any, name: str | None) -> Tensor:
    x = as_complex(x)
    if not x.dtype.is_complex:
        raise ValueError(
            explain("tf.signal.irfft [input_tensor]", "must be complex64 or complex128",
                    received=x.dtype.name)
        )  # fmt: skip
    lengths = _signal_lengths(x, fft_length, rank, spectrum=True)
    return transform(x, lengths, Treal=_HALF_OF[x.dtype], name=name)


def rfft(
    input_tensor: TensorLike, fft_length: TensorLike | None = None, name: str | None = None
) -> Tensor:
    """The Fourier transform of a real signal over the last axis: frequencies 0 to N / 2.

    The other frequencies are the conjugates of these.

    Args:
        input_tensor: float32 or float64 (…, N).
        fft_length: [n]: cut the signal, or fill it up with zeros, to this length.
        name: the node's name in a graph.

    Returns: complex64 or complex128 (…, n // 2 + 1).

    Raises:
        ValueError: the signal is complex.
    """
    return _forward(RFFT, 1, input_tensor, fft_length, name)


def irfft(
    input_tensor: TensorLike, fft_length: TensorLike | None = None, name: str | None = None
) -> Tensor:
    """The real signal that has the spectrum `input_tensor`; the inverse of `tf.signal.rfft`.

    Args:
        input_tensor: complex (…, N), the frequencies from 0.
        fft_length: [n], the length of the signal, by default 2 (N - 1).
        name: the node's name in a graph.

    Returns: float32 or float64 (…, n).
    """
    return _inverse(IRFFT, 1, input_tensor, fft_length, name)


def rfft2d(
    input_tensor: TensorLike, fft_length: TensorLike | None = None, name: str | None = None
) -> Tensor:
    """`tf.signal.rfft` over the last two axes; `fft_length` has two elements."""
    return _forward(RFFT2D, 2, input_tensor, fft_length, name)


def irfft2d(
    input_tensor: TensorLike, fft_length: TensorLike | None = None, name: str | None = None
) -> Tensor:
    """`tf.signal.irfft` over the last two axes; `fft_length` has two elements."""
    return _inverse(IRFFT2D, 2, input_tensor, fft_length, name)


def rfft3d(
    input_tensor: TensorLike, fft_length: TensorLike | None = None, name: str | None = None
) -> Tensor:
    """`tf.signal.rfft` over the last three axes; `fft_length` has three elements."""
    return _forward(RFFT3D, 3, input_tensor, fft_length, name)


def irfft3d(
    input_tensor: TensorLike, fft_length: TensorLike | None = None, name: str | None = None
) -> Tensor:
    """`tf.signal.irfft` over the last three axes; `fft_length` has three elements."""
    return _inverse(IRFFT3D, 3, input_tensor, fft_length, name)


# ---------------------------------------------------------------------- shifts


def _shift(x: TensorLike, axes: Any, name: str | None, half: Callable[[Any], Any]) -> Tensor:
    x = convert(x)
    if axes is None:
        rank: Any = x.shape.rank
        axes = list(range(rank))
    chosen = np.atleast_1d(np.asarray(static_value(convert(axes)))).tolist()
    sizes = shape_op(x)
    shifts = stack([half(sizes[axis]) for axis in chosen])
    return roll(x, shifts, chosen, name=name)


def fftshift(x: TensorLike, axes: Any = None, name: str | None = None) -> Tensor:
    """`x` rolled so that the zero frequency is in the middle.

    Args:
        x: any dtype.
        axes: one axis or several; all by default.
        name: the node's name in a graph.

    Example:
        >>> tf.signal.fftshift([0, 1, 2, -2, -1]).numpy().tolist()
        [-2, -1, 0, 1, 2]
    """
    return _shift(x, axes, name, lambda n: n // 2)


def ifftshift(x: TensorLike, axes: Any = None, name: str | None = None) -> Tensor:
    """The inverse of `tf.signal.fftshift`."""
    return _shift(x, axes, name, lambda n: -(n // 2))
