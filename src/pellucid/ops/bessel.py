"""Bessel functions, Dawson's and Fresnel's integrals, the exponential integral, the dilogarithm.

    bessel_i0 i0e i1 i1e j0 j1 k0 k0e k1 k1e y0 y1
    dawsn expint fresnel_cos fresnel_sin spence

The periodic integrals by which most of these are defined converge to machine precision under the
plain trapezoid rule (Trefethen & Weideman, "The Exponentially Convergent Trapezoidal Rule", 2014).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pellucid.core.dtypes import FLOATING
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops.division import RealDiv
from pellucid.ops.exponential import Exp, Log
from pellucid.ops.math import Mul, Neg, Sign, Square, Sub
from pellucid.ops.trigonometric import Cos, Sin
from pellucid.runtime.dispatch import op


def _define(name: str) -> Any:
    return op(name, "x: T -> y: T", T=FLOATING, infer=same)


def _over(numerator: Tensor, x: Tensor, at_zero: float) -> Tensor:
    """numerator / x, with the limit at x = 0."""
    select, zero = OPS["SelectV2"], OPS["Equal"](x, 0)
    return select(zero, at_zero, RealDiv(numerator, select(zero, 1, x)))


# ---------------------------------------------------------------- I

BesselI0e, BesselI1e = _define("BesselI0e"), _define("BesselI1e")
BesselI0, BesselI1 = _define("BesselI0"), _define("BesselI1")


@BesselI0e.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return jax.lax.bessel_i0e(x)


@BesselI1e.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return jax.lax.bessel_i1e(x)


@BesselI0.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return jax.numpy.exp(jax.numpy.abs(x)) * jax.lax.bessel_i0e(x)


@BesselI1.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return jax.numpy.exp(jax.numpy.abs(x)) * jax.lax.bessel_i1e(x)


@BesselI0e.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = node.inputs[0]
    return Mul(dy, Sub(BesselI1e(x), Mul(Sign(x), node.outputs[0])))


@BesselI1e.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs[0], node.outputs[0]
    return Mul(dy, Sub(Sub(BesselI0e(x), Mul(Sign(x), y)), _over(y, x, 0.5)))


@BesselI0.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Mul(dy, BesselI1(node.inputs[0]))


@BesselI1.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = node.inputs[0]
    # At 0 it would be 1/2; TensorFlow gives 1.
    return Mul(dy, Sub(BesselI0(x), _over(node.outputs[0], x, 0.0)))


def bessel_i0(x: TensorLike, name: str | None = None) -> Tensor:
    """The modified Bessel function of the first kind of order 0. `x`: floating."""
    return BesselI0(x, name=name)


def bessel_i0e(x: TensorLike, name: str | None = None) -> Tensor:
    """exp(-|x|) bessel_i0(x), which does not overflow. `x`: floating."""
    return BesselI0e(x, name=name)


def bessel_i1(x: TensorLike, name: str | None = None) -> Tensor:
    """The modified Bessel function of the first kind of order 1. `x`: floating."""
    return BesselI1(x, name=name)


def bessel_i1e(x: TensorLike, name: str | None = None) -> Tensor:
    """exp(-|x|) bessel_i1(x), which does not overflow. `x`: floating."""
    return BesselI1e(x, name=name)


# ---------------------------------------------------------------- J and Y


# Above this the asymptotic expansion is exact, below it few points are enough.
_FAR = 25.0


def _j(order: int, x: Any) -> Any:
    """J_n(x) = 1/pi * integral of cos(n t - x sin t) from 0 to pi, by the trapezoid rule."""
    x, count = np.clip(x, -_FAR, _FAR), int(1.2 * _FAR) + 63 + order
    total = (1 + (-1) ** order) / 2 * np.ones_like(x)
    for t in np.arange(1, count) * (np.pi / count):
        total = total + np.cos(order * t - x * math.sin(t))
    return total / count


def _y0(x: Any) -> Any:
    """Neumann's series of Bessel functions, see Abramowitz & Stegun 9.1.88."""
    total = sum((-1) ** k / k * _j(2 * k, x) for k in range(1, _TERMS))
    return 2 / np.pi * ((np.log(x / 2) + np.euler_gamma) * _j(0, x) - 2 * total)


def _y1(x: Any) -> Any:
    """Minus the derivative of Neumann's series for Y_0."""
    total = sum((-1) ** k / k * (_j(2 * k - 1, x) - _j(2 * k + 1, x)) / 2 for k in range(1, _TERMS))
    main = (np.log(x / 2) + np.euler_gamma) * _j(1, x) - _j(0, x) / x
    return 2 / np.pi * (main + 2 * total)


# J_n(x) vanishes, faster than any power, once n is well above x.
_TERMS = int(_FAR / 2) + 20


def _far(order: int, x: Any) -> tuple[Any, Any]:
    """J_n and Y_n of large x by Hankel's expansion, Abramowitz & Stegun 9.2.5."""
    x = np.maximum(x, _FAR)
    even, odd, term = np.ones_like(x), np.zeros_like(x), np.ones_like(x)
    for k in range(1, 24):
        term = term * (4 * order**2 - (2 * k - 1) ** 2) / (8 * k * x)
        if k % 2:
            odd = odd + (-1) ** (k // 2) * term
        else:
            even = even + (-1) ** (k // 2) * term
    phase = x - (order / 2 + 0.25) * np.pi
    size = np.sqrt(2 / (np.pi * x))
    cos, sin = np.cos(phase), np.sin(phase)
    return size * (even * cos - odd * sin), size * (even * sin + odd * cos)


def _first_kind(order: int, x: Any) -> Any:
    x = np.asarray(x, np.float64)
    sign = np.where(x < 0, (-1.0) ** order, 1.0)
    return np.where(np.abs(x) > _FAR, sign * _far(order, np.abs(x))[0], _j(order, x)) + x * 0


def _second_kind(order: int, x: Any) -> Any:
    x = np.asarray(x, np.float64)
    near = (_y0, _y1)[order](np.clip(x, 1e-300, _FAR))
    found = np.where(x > _FAR, _far(order, x)[1], near) + x * 0
    return np.where(x > 0, found, np.where(np.isnan(x), np.nan, -np.inf))


BesselJ0, BesselJ1 = _define("BesselJ0"), _define("BesselJ1")
BesselY0, BesselY1 = _define("BesselY0"), _define("BesselY1")


@BesselJ0.kernel("host")
def _(x: Any) -> Any:
    return _first_kind(0, x)


@BesselJ1.kernel("host")
def _(x: Any) -> Any:
    return _first_kind(1, x)


@BesselY0.kernel("host")
def _(x: Any) -> Any:
    return _second_kind(0, x)


@BesselY1.kernel("host")
def _(x: Any) -> Any:
    return _second_kind(1, x)


@BesselJ0.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Neg(Mul(dy, BesselJ1(node.inputs[0])))


@BesselJ1.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = node.inputs[0]
    return Mul(dy, Sub(BesselJ0(x), _over(node.outputs[0], x, 0.5)))


@BesselY0.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Neg(Mul(dy, BesselY1(node.inputs[0])))


@BesselY1.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = node.inputs[0]
    return Mul(dy, Sub(BesselY0(x), RealDiv(node.outputs[0], x)))


def bessel_j0(x: TensorLike, name: str | None = None) -> Tensor:
    """The Bessel function of the first kind of order 0. `x`: floating."""
    return BesselJ0(x, name=name)


def bessel_j1(x: TensorLike, name: str | None = None) -> Tensor:
    """The Bessel function of the first kind of order 1. `x`: floating."""
    return BesselJ1(x, name=name)


def bessel_y0(x: TensorLike, name: str | None = None) -> Tensor:
    """The Bessel function of the second kind of order 0. `x`: floating, positive."""
    return BesselY0(x, name=name)


def bessel_y1(x: TensorLike, name: str | None = None) -> Tensor:
    """The Bessel function of the second kind of order 1. `x`: floating, positive."""
    return BesselY1(x, name=name)


# ---------------------------------------------------------------- K


def _ke(order: int, x: Any) -> Any:
    """exp(x) K_n(x) = integral of exp(x - x cosh t) cosh(n t) over t > 0."""
    x = np.asarray(x, np.float64)
    positive = np.where(x > 0, x, 1.0)
    # 1 + 745 / x is cosh of where the integrand has become 0; written so that large x keep digits.
    end = 2 * np.arcsinh(np.sqrt(745 / positive / 2))
    total, steps = np.full_like(x, 0.5), 400
    for k in range(1, steps):
        t = end * (k / steps)
        fall = np.exp(-positive * (2 * np.sinh(t / 2) ** 2))
        total = total + np.where(fall > 0, fall * np.cosh(order * t), 0.0)
    found = np.where(np.isinf(x), 0.0, total * end / steps)
    return np.where(x > 0, found, np.where(np.isnan(x), np.nan, np.inf))


BesselK0, BesselK0e = _define("BesselK0"), _define("BesselK0e")
BesselK1, BesselK1e = _define("BesselK1"), _define("BesselK1e")


@BesselK0e.kernel("host")
def _(x: Any) -> Any:
    return _ke(0, x)


@BesselK1e.kernel("host")
def _(x: Any) -> Any:
    return _ke(1, x)


@BesselK0.kernel("host")
def _(x: Any) -> Any:
    return _ke(0, x) * np.exp(-x.astype(np.float64))


@BesselK1.kernel("host")
def _(x: Any) -> Any:
    return _ke(1, x) * np.exp(-x.astype(np.float64))


@BesselK0.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Neg(Mul(dy, BesselK1(node.inputs[0])))


@BesselK0e.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Mul(dy, Sub(node.outputs[0], BesselK1e(node.inputs[0])))


@BesselK1.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = node.inputs[0]
    return Neg(Mul(dy, BesselK0(x) + RealDiv(node.outputs[0], x)))


@BesselK1e.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs[0], node.outputs[0]
    return Mul(dy, Sub(Sub(y, RealDiv(y, x)), BesselK0e(x)))


def bessel_k0(x: TensorLike, name: str | None = None) -> Tensor:
    """The modified Bessel function of the second kind of order 0. `x`: floating, positive."""
    return BesselK0(x, name=name)


def bessel_k0e(x: TensorLike, name: str | None = None) -> Tensor:
    """exp(x) bessel_k0(x), which does not underflow. `x`: floating, positive."""
    return BesselK0e(x, name=name)


def bessel_k1(x: TensorLike, name: str | None = None) -> Tensor:
    """The modified Bessel function of the second kind of order 1. `x`: floating, positive."""
    return BesselK1(x, name=name)


def bessel_k1e(x: TensorLike, name: str | None = None) -> Tensor:
    """exp(x) bessel_k1(x), which does not underflow. `x`: floating, positive."""
    return BesselK1e(x, name=name)


# ---------------------------------------------------------------- integrals


def _faddeeva(z: Any, terms: int = 64) -> Any:
    """w(z) = exp(-z^2) erfc(-i z) in the upper half-plane.

    Reference: Weideman, "Computation of the Complex Error Function", 1994.
    """
    scale = math.sqrt(terms / math.sqrt(2))
    k = np.arange(-2 * terms + 1, 2 * terms)
    t = scale * np.tan(k * np.pi / (4 * terms))
    f = np.concatenate([[0], np.exp(-t * t) * (scale**2 + t * t)])
    a = np.real(np.fft.fft(np.fft.fftshift(f)))[1 : terms + 1][::-1] / (4 * terms)
    ratio = (scale + 1j * z) / (scale - 1j * z)
    inverse = scale - 1j * z
    return 2 * np.polyval(a, ratio) / inverse**2 + 1 / math.sqrt(np.pi) / inverse


def _fresnel(x: Any) -> Any:
    """C(x) + i S(x) = (1 + i) / 2 * erf(sqrt(pi) / 2 * (1 - i) x)."""
    size = np.abs(x.astype(np.float64))
    z = math.sqrt(np.pi) / 2 * (1 - 1j) * size
    erf = 1 - np.exp(-0.5j * np.pi * -(size**2)) * _faddeeva(1j * z)
    return np.sign(x) * np.where(np.isinf(x), 0.5 + 0.5j, (1 + 1j) / 2 * erf)


Dawsn, Expint = _define("Dawsn"), _define("Expint")
FresnelCos, FresnelSin, Spence = _define("FresnelCos"), _define("FresnelSin"), _define("Spence")


@Dawsn.kernel("host")
def _(x: Any) -> Any:
    found = math.sqrt(np.pi) / 2 * np.imag(_faddeeva(x.astype(np.complex128)))
    return np.where(np.isinf(x), 0.0, found)


@Dawsn.gradient
def _(node: Any, dy: Tensor) -> Any:
    twice = Mul(node.inputs[0], 2)
    return Mul(dy, Sub(1, Mul(twice, node.outputs[0])))


@FresnelCos.kernel("host")
def _(x: Any) -> Any:
    return np.real(_fresnel(x))


@FresnelCos.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Mul(dy, Cos(Mul(Square(node.inputs[0]), math.pi / 2)))


@FresnelSin.kernel("host")
def _(x: Any) -> Any:
    return np.imag(_fresnel(x))


@FresnelSin.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Mul(dy, Sin(Mul(Square(node.inputs[0]), math.pi / 2)))


@Expint.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    xp = jax.numpy
    # TensorFlow's has no negative branch.
    return xp.where(x > 0, jax.scipy.special.expi(x), xp.where(x == 0, -xp.inf, xp.nan))


@Expint.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = node.inputs[0]
    return Mul(dy, RealDiv(Exp(x), x))


@Spence.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return jax.scipy.special.spence(x)


@Spence.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = node.inputs[0]
    return Mul(dy, _over(Log(x), Sub(1, x), -1.0))


def dawsn(x: TensorLike, name: str | None = None) -> Tensor:
    """Dawson's integral: exp(-x^2) times the integral of exp(t^2) from 0 to x. `x`: floating."""
    return Dawsn(x, name=name)


def expint(x: TensorLike, name: str | None = None) -> Tensor:
    """The exponential integral Ei: that of exp(t) / t from -inf to x. `x`: floating."""
    return Expint(x, name=name)


def fresnel_cos(x: TensorLike, name: str | None = None) -> Tensor:
    """Fresnel's integral of cos(pi t^2 / 2) from 0 to x. `x`: floating."""
    return FresnelCos(x, name=name)


def fresnel_sin(x: TensorLike, name: str | None = None) -> Tensor:
    """Fresnel's integral of sin(pi t^2 / 2) from 0 to x. `x`: floating."""
    return FresnelSin(x, name=name)


def spence(x: TensorLike, name: str | None = None) -> Tensor:
    """Spence's dilogarithm: the integral of log(t) / (1 - t) from 1 to x. `x`: floating, >= 0."""
    return Spence(x, name=name)
