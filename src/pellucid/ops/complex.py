"""Complex numbers: building them, taking them apart, conjugates and angles.

Gradients follow TensorFlow's convention: the cotangent of `z` is the conjugate of dL/dz, so that
`z -= rate * gradient` descends.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import COMPLEX
from pellucid.core.errors import describe, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import broadcast, same
from pellucid.ops.broadcasting import unbroadcast
from pellucid.runtime.dispatch import op

PARTS = frozenset({dtypes.float32, dtypes.float64})
COMPLEX_OF = {dtypes.float32: dtypes.complex64, dtypes.float64: dtypes.complex128}

Complex = op("Complex", "real: T, imag: T -> out: Tout", T=PARTS, Tout=COMPLEX, infer=broadcast)


@Complex.kernel("numpy")
def _(real: Any, imag: Any, Tout: Any) -> Any:
    result = np.empty(np.broadcast_shapes(real.shape, imag.shape), Tout.np_dtype)
    result.real, result.imag = real, imag
    return result


@Complex.kernel("xla")
def _(jax: Any, real: Any, imag: Any) -> Any:
    return jax.lax.complex(*jax.numpy.broadcast_arrays(real, imag))


@Complex.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [unbroadcast(real(dy), node.inputs[0]), unbroadcast(imag(dy), node.inputs[1])]


Real = op("Real", "input: T -> output: Tout", T=COMPLEX, Tout=PARTS, infer=same)


@Real.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.real(x)


@Real.gradient
def _(node: Any, dy: Tensor) -> Any:
    return complex(dy, dy - dy)


Imag = op("Imag", "input: T -> output: Tout", T=COMPLEX, Tout=PARTS, infer=same)


@Imag.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.imag(x)


@Imag.gradient
def _(node: Any, dy: Tensor) -> Any:
    return complex(dy - dy, dy)


Conj = op("Conj", "input: T -> output: T", T=COMPLEX, infer=same)


@Conj.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.conj(x)


@Conj.gradient
def _(node: Any, dy: Tensor) -> Any:
    return conj(dy)


Angle = op("Angle", "input: T -> output: Tout", T=COMPLEX, Tout=PARTS, infer=same)


@Angle.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.angle(x)


@Angle.gradient
def _(node: Any, dy: Tensor) -> Any:
    # d angle(z) = Im(conj(z) dz) / |z|^2, as a cotangent: i z / |z|^2 = i / conj(z).
    return complex(dy - dy, dy) / conj(node.inputs[0])


def complex(real: TensorLike, imag: TensorLike, name: str | None = None) -> Tensor:
    """The complex tensor `real + i imag`.

    Args:
        real: float32 or float64.
        imag: of the same dtype; the shapes broadcast.

    Returns: complex64 or complex128.

    Raises:
        TypeError: the dtypes differ or are neither float32 nor float64.
    """
    x, y = convert(real), convert(imag)
    if x.dtype is not y.dtype or x.dtype not in COMPLEX_OF:
        raise TypeError(
            explain(
                "tf.complex",
                f"real and imag have incorrect types: {x.dtype.name} {y.dtype.name}",
                expected="float32 or float64, the same for both",
            )
        )
    return Complex(x, y, Tout=COMPLEX_OF[x.dtype], name=name)


def real(input: TensorLike, name: str | None = None) -> Tensor:
    """The real part of each number; a real tensor is returned as it is.

    Args:
        input: a numeric tensor.

    Returns: float32 for complex64, float64 for complex128.
    """
    x = convert(input)
    if not x.dtype.is_numeric:
        raise TypeError(
            explain("tf.math.real [input]", "must be a numeric tensor", received=describe(x))
        )
    return Real(x, Tout=x.dtype.real_dtype, name=name) if x.dtype.is_complex else x


def imag(input: TensorLike, name: str | None = None) -> Tensor:
    """The imaginary part of each number; zeros for a real tensor.

    Args:
        input: a numeric tensor.

    Returns: float32 for complex64, float64 for complex128.
    """
    x = convert(input)
    if x.dtype.is_complex:
        return Imag(x, Tout=x.dtype.real_dtype, name=name)
    from pellucid.ops.creation import zeros_like

    return zeros_like(x)


def conj(x: TensorLike, name: str | None = None) -> Tensor:
    """The complex conjugate of each number; a real tensor is returned as it is.

    Args:
        x: a numeric tensor.

    Raises:
        TypeError: `x` is not numeric.
    """
    if isinstance(x, Tensor):
        dtype = x.dtype
        if dtype.is_floating or dtype.is_integer:
            return x
    x = convert(x)
    if x.dtype.is_complex:
        return Conj(x, name=name)
    if x.dtype.is_numeric:
        return x
    raise TypeError(
        explain("tf.math.conj [x]", "a numeric tensor is needed", received=f"dtype {x.dtype.name}")
    )


def angle(input: TensorLike, name: str | None = None) -> Tensor:
    """The angle of each number in the complex plane, atan2(imag, real), in radians.

    Args:
        input: a complex or floating tensor; real numbers have the angle 0 or, where negative, pi.

    Returns: a real tensor of the same shape.
    """
    x = convert(input)
    if x.dtype.is_complex:
        return Angle(x, Tout=x.dtype.real_dtype, name=name)
    if not x.dtype.is_floating:
        raise TypeError(
            explain("tf.math.angle [input]", "must be complex or floating", received=describe(x))
        )
    from math import pi

    from pellucid.core.registry import OPS

    return OPS["SelectV2"](x < 0, np.array(pi, x.dtype.np_dtype), OPS["ZerosLike"](x))
