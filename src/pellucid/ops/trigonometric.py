"""Trigonometric and hyperbolic functions, and their inverses. Angles are in radians."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.dtypes import COMPLEX, FLOATING
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import broadcast, same
from pellucid.ops.broadcasting import unbroadcast
from pellucid.ops.complex import conj
from pellucid.ops.division import RealDiv
from pellucid.ops.exponential import Sqrt
from pellucid.ops.math import AddV2, Mul, Neg, Square, Sub
from pellucid.runtime.dispatch import op

Sin = op("Sin", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Sin.kernel("numpy")
def _(x: Any) -> Any:
    return np.sin(x)


@Sin.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return _circular(jax, x, jax.numpy.sin, 0)


@Sin.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = conj(node.inputs[0])
    return Mul(dy, Cos(x))


def sin(x: TensorLike, name: str | None = None) -> Tensor:
    """Sine of x (radians), element-wise. `x`: float or complex."""
    return Sin(x, name=name)


Cos = op("Cos", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Cos.kernel("numpy")
def _(x: Any) -> Any:
    return np.cos(x)


@Cos.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return _circular(jax, x, jax.numpy.cos, 1)


# pi / 2 in parts, so short that multiples of the first two are exact up to _REDUCIBLE; the
# polynomials are those of Cephes (Moshier, 1989).
_HALF_PI = (1.5703125, 4.837512969970703125e-4, 7.549790126404332e-8, -1.7151245100059e-15)
_REDUCIBLE = 8192.0


def _circular(jax: Any, x: Any, general: Any, quarter: int) -> Any:
    """sin(x + quarter * pi / 2) for float32 on a CPU, where XLA's own takes ten times as long."""
    if x.dtype != np.float32 or jax.default_backend() != "cpu":
        return general(x)
    xp, part = jax.numpy, np.float32

    def short(x: Any) -> Any:
        turns = xp.round(x * part(2 / np.pi))
        rest = x
        for term in _HALF_PI:
            rest = rest - turns * part(term)
        square = rest * rest
        sine = part(8.3321608736e-3) - square * part(1.9515295891e-4)
        sine = rest + rest * square * (square * sine - part(1.6666654611e-1))
        cosine = part(2.443315711809948e-5) * square - part(1.388731625493765e-3)
        cosine = part(4.166664568298827e-2) + square * cosine
        cosine = 1 - part(0.5) * square + square * square * cosine
        which = turns.astype(np.int32) + quarter
        value = xp.where(which & 1, cosine, sine)
        value = xp.where(which & 2, -value, value)
        return value if quarter else xp.where(x == 0, x, value)  # sin(-0.) is -0.

    if not x.size:
        return x
    return jax.lax.cond(xp.max(xp.abs(x)) < _REDUCIBLE, short, general, x)


@Cos.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = conj(node.inputs[0])
    return Neg(Mul(dy, Sin(x)))


def cos(x: TensorLike, name: str | None = None) -> Tensor:
    """Cosine of x (radians), element-wise. `x`: float or complex."""
    return Cos(x, name=name)


Tan = op("Tan", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Tan.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.tan(x)


@Tan.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = conj(node.inputs[0])
    cosine = Cos(x)
    return RealDiv(dy, Mul(cosine, cosine))


def tan(x: TensorLike, name: str | None = None) -> Tensor:
    """Tangent of x (radians), element-wise. `x`: float or complex."""
    return Tan(x, name=name)


Asin = op("Asin", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Asin.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.arcsin(x)


@Asin.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = conj(node.inputs[0])
    return RealDiv(dy, Sqrt(Sub(1, Square(x))))


def asin(x: TensorLike, name: str | None = None) -> Tensor:
    """Inverse sine of x in radians, element-wise: from -pi/2 to pi/2; nan where |x| > 1."""
    return Asin(x, name=name)


Acos = op("Acos", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Acos.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.arccos(x)


@Acos.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = conj(node.inputs[0])
    return Neg(RealDiv(dy, Sqrt(Sub(1, Square(x)))))


def acos(x: TensorLike, name: str | None = None) -> Tensor:
    """Inverse cosine of x in radians, element-wise: from 0 to pi; nan where |x| > 1."""
    return Acos(x, name=name)


Atan = op("Atan", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Atan.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.arctan(x)


@Atan.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = conj(node.inputs[0])
    return RealDiv(dy, AddV2(1, Square(x)))


def atan(x: TensorLike, name: str | None = None) -> Tensor:
    """Inverse tangent of x in radians, element-wise: from -pi/2 to pi/2."""
    return Atan(x, name=name)


Sinh = op("Sinh", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Sinh.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.sinh(x)


@Sinh.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = conj(node.inputs[0])
    return Mul(dy, Cosh(x))


def sinh(x: TensorLike, name: str | None = None) -> Tensor:
    """Hyperbolic sine, element-wise: (e^x - e^-x) / 2."""
    return Sinh(x, name=name)


Cosh = op("Cosh", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Cosh.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.cosh(x)


@Cosh.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = conj(node.inputs[0])
    return Mul(dy, Sinh(x))


def cosh(x: TensorLike, name: str | None = None) -> Tensor:
    """Hyperbolic cosine, element-wise: (e^x + e^-x) / 2."""
    return Cosh(x, name=name)


Tanh = op("Tanh", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Tanh.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.tanh(x)


@Tanh.gradient
def _(node: Any, dy: Tensor) -> Any:
    y = conj(node.outputs[0])
    return Mul(dy, Sub(1, Mul(y, y)))


def tanh(x: TensorLike, name: str | None = None) -> Tensor:
    """Hyperbolic tangent, element-wise: (e^x - e^-x) / (e^x + e^-x).

    Example:
        >>> tf.tanh(0.5).numpy()
        np.float32(0.46211717)
    """
    return Tanh(x, name=name)


Asinh = op("Asinh", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Asinh.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.arcsinh(x)


@Asinh.gradient
def _(node: Any, dy: Tensor) -> Any:
    y = conj(node.outputs[0])
    return RealDiv(dy, Cosh(y))


def asinh(x: TensorLike, name: str | None = None) -> Tensor:
    """Inverse hyperbolic sine, element-wise."""
    return Asinh(x, name=name)


Acosh = op("Acosh", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Acosh.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.arccosh(x)


@Acosh.gradient
def _(node: Any, dy: Tensor) -> Any:
    y = conj(node.outputs[0])
    return RealDiv(dy, Sinh(y))


def acosh(x: TensorLike, name: str | None = None) -> Tensor:
    """Inverse hyperbolic cosine, element-wise; nan where x < 1."""
    return Acosh(x, name=name)


Atanh = op("Atanh", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Atanh.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.arctanh(x)


@Atanh.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = conj(node.inputs[0])
    return RealDiv(dy, Sub(1, Square(x)))


def atanh(x: TensorLike, name: str | None = None) -> Tensor:
    """Inverse hyperbolic tangent, element-wise; infinite at -1 and 1, nan beyond."""
    return Atanh(x, name=name)


Atan2 = op("Atan2", "y: T, x: T -> z: T", T=FLOATING, infer=broadcast)


@Atan2.kernel
def _(xp: Any, y: Any, x: Any) -> Any:
    return xp.arctan2(y, x)


@Atan2.gradient
def _(node: Any, dz: Tensor) -> Any:
    y, x = node.inputs
    g = RealDiv(dz, AddV2(Square(x), Square(y)))
    return [unbroadcast(Mul(x, g), y), unbroadcast(Neg(Mul(y, g)), x)]


def atan2(y: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The angle of the point (x, y) in radians, element-wise: from -pi to pi.

    Args:
        y: the ordinates, floating.
        x: the abscissas, of the same dtype; the shapes broadcast.
    """
    return Atan2(y, x, name=name)
