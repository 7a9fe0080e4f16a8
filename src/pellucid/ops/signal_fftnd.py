"""Fourier transforms over any axes: fftnd ifftnd rfftnd irfftnd."""

from __future__ import annotations

import math
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
from pellucid.ops.broadcasting import size_along
from pellucid.ops.complex import COMPLEX_OF, PARTS
from pellucid.ops.signal_fft import as_complex
from pellucid.runtime.dispatch import Op, op

_REAL_OF = {v: k for k, v in COMPLEX_OF.items()}


def _checked(x: Any, fft_length: Any, axes: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Lengths and axes as tuples."""
    lengths, chosen = tuple(int(n) for n in fft_length), tuple(int(a) for a in axes)
    if len(lengths) != len(chosen):
        raise ValueError(f"axes {chosen} and fft_length {lengths} must have one length")
    if len({a % x.ndim for a in chosen if -x.ndim <= a < x.ndim}) != len(chosen):
        raise ValueError(f"axes {chosen} must differ and be within a tensor of rank {x.ndim}")
    if min(lengths, default=1) < 1:
        raise ValueError(f"fft_length must be positive, got {lengths}")
    return lengths, chosen


def _family(name: str, schema: str, transform: str, **types: Any) -> Op:
    made = op(
        name, f"input: {schema}", static=("fft_length", "axes"), infer=_shape, **types
    )  # fmt: skip

    @made.kernel
    def _(xp: Any, x: Any, fft_length: Any, axes: Any) -> Any:
        lengths, chosen = _checked(x, fft_length, axes)
        return getattr(xp.fft, transform)(x, s=lengths, axes=chosen)

    return made


def _shape(call: Call) -> Any:
    dims, lengths, axes = call.shape(0), call.vector(1), call.value(2)
    if dims is None or lengths is None or axes is None:
        return None if dims is None else (None,) * len(dims)
    found = list(dims)
    for length, axis in zip(lengths, axes.tolist(), strict=True):
        found[axis] = length
    if call.op.name == "RFFTND" and found[axes[-1]] is not None:
        found[axes[-1]] = found[axes[-1]] // 2 + 1
    return tuple(found)


_SAME = "Tcomplex, fft_length: int32, axes: int32 -> output: Tcomplex"
FFTND = _family("FFTND", _SAME, "fftn", Tcomplex=COMPLEX)
IFFTND = _family("IFFTND", _SAME, "ifftn", Tcomplex=COMPLEX)
RFFTND = _family(
    "RFFTND", "Treal, fft_length: int32, axes: int32 -> output: Tcomplex", "rfftn", Treal=PARTS,
    Tcomplex=COMPLEX,
)  # fmt: skip
IRFFTND = _family(
    "IRFFTND", "Tcomplex, fft_length: int32, axes: int32 -> output: Treal", "irfftn", Treal=PARTS,
    Tcomplex=COMPLEX,
)  # fmt: skip


def _arguments(
    x: Tensor, fft_length: Any, axes: Any, spectrum: bool, where: str
) -> tuple[list[int], list[int]]:
    """Lengths and axes, completed: all axes, their own sizes."""
    rank: Any = x.shape.rank
    if fft_length is not None:
        fft_length = np.atleast_1d(static_value(convert(fft_length))).tolist()
    if axes is None:
        axes = list(range(-(rank if fft_length is None else len(fft_length)), 0))
    else:
        axes = np.atleast_1d(static_value(convert(axes))).tolist()
    if fft_length is None:
        fft_length = [size_along(x, axis) for axis in axes]
        if spectrum:
            fft_length[-1] = 2 * (fft_length[-1] - 1)
    if len(fft_length) != len(axes):
        raise ValueError(
            explain(where, "axes and fft_length must have one length",
                    received=f"{axes} and {fft_length}")
        )  # fmt: skip
    return fft_length, axes


def _run(
    made: Op, x: Tensor, fft_length: Any, axes: Any, norm: str | None, name: str | None,
    inverse: bool = False, **types: Any,
) -> Tensor:  # fmt: skip
    where = f"tf.signal.{made.name.lower()}"
    if norm not in (None, "backward", "ortho", "forward"):
        raise ValueError(
            explain(f"{where} [norm]", "unknown normalization", received=norm,
                    expected="'backward', 'ortho' or 'forward'")
        )  # fmt: skip
    lengths, chosen = _arguments(x, fft_length, axes, made is IRFFTND, where)
    y = made(
        x, convert(lengths, dtypes.int32), convert(chosen, dtypes.int32), name=name, **types
    )  # fmt: skip
    if norm in (None, "backward"):
        return y
    count = math.prod(lengths)
    scale = math.sqrt(count) if norm == "ortho" else count
    return y * (scale if inverse else 1 / scale)


def fftnd(
    input_tensor: TensorLike,
    fft_length: TensorLike | None = None,
    axes: TensorLike | None = None,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The Fourier transform over `axes`.

    Args:
        input_tensor: complex.
        fft_length: the length of each axis: the input is cut, or filled up with zeros.
        axes: all by default.
        norm: divide by the number of elements in the inverse (`"backward"`, the default), in the
            forward transform (`"forward"`), or by its root in both (`"ortho"`).
        name: the node's name in a graph.

    Returns: complex, same dtype.
    """
    return _run(FFTND, as_complex(input_tensor), fft_length, axes, norm, name)


def ifftnd(
    input_tensor: TensorLike,
    fft_length: TensorLike | None = None,
    axes: TensorLike | None = None,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The inverse of `tf.signal.fftnd`."""
    return _run(IFFTND, as_complex(input_tensor), fft_length, axes, norm, name, inverse=True)


def rfftnd(
    input_tensor: TensorLike,
    fft_length: TensorLike | None = None,
    axes: TensorLike | None = None,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The Fourier transform of a real signal: half of the frequencies of the last axis."""
    x = convert(input_tensor, hint=dtypes.float32)
    if x.dtype not in PARTS:
        raise ValueError(
            explain("tf.signal.rfftnd [input_tensor]", "must be float32 or float64",
                    received=x.dtype.name)
        )  # fmt: skip
    return _run(RFFTND, x, fft_length, axes, norm, name, Tcomplex=COMPLEX_OF[x.dtype])


def irfftnd(
    input_tensor: TensorLike,
    fft_length: TensorLike | None = None,
    axes: TensorLike | None = None,
    norm: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The inverse of `tf.signal.rfftnd`: a real signal."""
    x = as_complex(input_tensor)
    return _run(
        IRFFTND, x, fft_length, axes, norm, name, inverse=True, Treal=_REAL_OF[x.dtype]
    )  # fmt: skip
