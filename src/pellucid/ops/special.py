"""Special functions: error functions, gamma functions and what is built of them.

    erf erfc erfinv erfcinv ndtri
    lgamma digamma lbeta polygamma zeta igamma igammac betainc
    nextafter

NumPy has none of them: the kernels here are series for the CPU at once, XLA's own in programs.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import FLOATING
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import broadcast, same
from pellucid.ops.broadcasting import as_tensor, unbroadcast
from pellucid.ops.exponential import Exp, Log
from pellucid.ops.math import AddV2, Mul, Neg, Square, Sub
from pellucid.runtime.dispatch import op

SINGLE_OR_DOUBLE = frozenset({dtypes.float32, dtypes.float64})


def by_element(function: Any) -> Any:
    """A function of Python floats as one of arrays, computed in float64."""
    many = np.frompyfunc(function, 1, 1)

    def run(x: Any) -> Any:
        return np.asarray(many(x.astype(np.float64)), np.float64)

    return run


# ---------------------------------------------------------------- error functions

Erf = op("Erf", "x: T -> y: T", T=FLOATING, infer=same)

# A quotient of polynomials in x^2 for |x| < 4, where erf has reached 1 in float32.
_ERF_ABOVE = (
    -2.72614225801306e-10, 2.77068142495902e-08, -2.10102402082508e-06, -5.69250639462346e-05,
    -7.34990630326855e-04, -2.95459980854025e-03, -1.60960333262415e-02,
)  # fmt: skip
_ERF_BELOW = (
    -1.45660718464996e-05, -2.13374055278905e-04, -1.68282697438203e-03, -7.37332916720468e-03,
    -1.42647390514189e-02,
)  # fmt: skip
_erf_exact = by_element(math.erf)


@Erf.kernel("numpy")
def _(x: Any) -> Any:
    if x.dtype == np.float64:
        return _erf_exact(x)
    x = np.clip(x.astype(np.float32), -4, 4)
    square = x * x
    return x * np.polyval(_ERF_ABOVE, square) / np.polyval(_ERF_BELOW, square)


@Erf.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return jax.lax.erf(x)


@Erf.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Mul(Mul(dy, 2 / math.sqrt(math.pi)), Exp(Neg(Square(node.inputs[0]))))


def erf(x: TensorLike, name: str | None = None) -> Tensor:
    """The error function 2 / sqrt(pi) * integral of exp(-t^2) from 0 to x. `x`: floating."""
    return Erf(x, name=name)


Erfc = op("Erfc", "x: T -> y: T", T=FLOATING, infer=same)
_erfc_exact = by_element(math.erfc)


@Erfc.kernel("numpy")
def _(x: Any) -> Any:
    return _erfc_exact(x)


@Erfc.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return jax.lax.erfc(x)


@Erfc.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Mul(Mul(dy, -2 / math.sqrt(math.pi)), Exp(Neg(Square(node.inputs[0]))))


def erfc(x: TensorLike, name: str | None = None) -> Tensor:
    """1 - erf(x), exact where erf(x) is near 1. `x`: floating."""
    return Erfc(x, name=name)


Ndtri = op("Ndtri", "x: T -> y: T", T=FLOATING, infer=same)


def _quantile(p: float) -> float:
    """The quantile of the normal distribution, as Python's own statistics module computes it."""
    from statistics import NormalDist

    if 0.0 < p < 1.0:
        return NormalDist().inv_cdf(p)
    return -math.inf if p == 0.0 else math.inf if p == 1.0 else math.nan


_quantiles = by_element(_quantile)


@Ndtri.kernel("numpy")
def _(x: Any) -> Any:
    return _quantiles(x)


@Ndtri.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return jax.scipy.special.ndtri(x)


@Ndtri.gradient
def _(node: Any, dy: Tensor) -> Any:
    y = node.outputs[0]
    return Mul(Mul(dy, math.sqrt(2 * math.pi)), Exp(Mul(Square(y), 0.5)))


def ndtri(x: TensorLike, name: str | None = None) -> Tensor:
    """The quantile function of the standard normal distribution. `x`: floating, from 0 to 1."""
    return Ndtri(x, name=name)


Erfinv = op("Erfinv", "x: T -> y: T", T=FLOATING, infer=same)


def _erfinv(x: float) -> float:
    if not -1.0 < x < 1.0:
        return math.copysign(math.inf, x) if abs(x) == 1.0 else math.nan
    if abs(x) < 1e-4:  # there the quantile of (x + 1) / 2 loses digits
        return math.sqrt(math.pi) / 2 * (x + math.pi / 12 * x**3)
    # The smaller tail keeps its digits.
    return math.copysign(_quantile((1.0 - abs(x)) / 2) * -math.sqrt(0.5), x)


_erfinv_exact = by_element(_erfinv)


@Erfinv.kernel("numpy")
def _(x: Any) -> Any:
    return _erfinv_exact(x)


@Erfinv.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return jax.lax.erf_inv(x)


@Erfinv.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Mul(Mul(dy, math.sqrt(math.pi) / 2), Exp(Square(node.outputs[0])))


def erfinv(x: TensorLike, name: str | None = None) -> Tensor:
    """The inverse of `tf.math.erf`. `x`: floating, from -1 to 1."""
    return Erfinv(x, name=name)


def erfcinv(x: TensorLike, name: str | None = None) -> Tensor:
    """The inverse of `tf.math.erfc`: -ndtri(x / 2) / sqrt(2). `x`: floating, from 0 to 2."""
    x = as_tensor(x)
    return Mul(Ndtri(Mul(x, 0.5)), -math.sqrt(0.5), name=name)


# ---------------------------------------------------------------- gamma functions

Lgamma = op("Lgamma", "x: T -> y: T", T=FLOATING, infer=same)


def _lgamma(x: float) -> float:
    try:
        return math.lgamma(x)
    except (ValueError, OverflowError):  # a pole, or too large
        return math.inf


_lgamma_exact = by_element(_lgamma)


@Lgamma.kernel("numpy")
def _(x: Any) -> Any:
    return _lgamma_exact(x)


@Lgamma.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return jax.lax.lgamma(x)


@Lgamma.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Mul(dy, Digamma(node.inputs[0]))


def lgamma(x: TensorLike, name: str | None = None) -> Tensor:
    """log |Gamma(x)|, element-wise. `x`: floating."""
    return Lgamma(x, name=name)


Digamma = op("Digamma", "x: T -> y: T", T=FLOATING, infer=same)


@Digamma.kernel("numpy")
def _(x: Any) -> Any:
    x = x.astype(np.float64)
    # Reflect to positive x, climb to where the asymptotic series holds.
    negative = x <= 0
    z = np.where(negative, 1 - x, x)
    climbed = np.zeros_like(z)
    for _ in range(10):
        small = z < 10
        climbed = climbed - np.where(small, 1 / z, 0)
        z = np.where(small, z + 1, z)
    s = 1 / (z * z)
    series = s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s / 132))))
    value = climbed + np.log(z) - 0.5 / z - series
    pole = negative & (x == np.floor(x))
    reflected = value - np.pi / np.tan(np.pi * np.where(pole, 0.5, x))
    return np.where(pole, np.nan, np.where(negative, reflected, value))


@Digamma.kernel("xla")
def _(jax: Any, x: Any) -> Any:
    return jax.lax.digamma(x)


@Digamma.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Mul(dy, Polygamma(1.0, node.inputs[0]))


def digamma(x: TensorLike, name: str | None = None) -> Tensor:
    """The derivative of `lgamma`. `x`: floating."""
    return Digamma(x, name=name)


def lbeta(x: TensorLike, name: str | None = None) -> Tensor:
    """log |Beta(x)| along the last axis: sum_i log|Gamma(x_i)| - log|Gamma(sum_i x_i)|.

    Args:
        x: shape [..., n], floating; empty vectors give -inf.
    """
    from pellucid.ops.reduction import reduce_sum

    x = as_tensor(x)
    return Sub(reduce_sum(Lgamma(x), -1), Lgamma(reduce_sum(x, -1)), name=name)


Polygamma = op("Polygamma", "a: T, x: T -> z: T", T=SINGLE_OR_DOUBLE, infer=broadcast)


@Polygamma.kernel("xla")
def _(jax: Any, a: Any, x: Any) -> Any:
    return jax.lax.polygamma(*jax.numpy.broadcast_arrays(a, x))


@Polygamma.gradient
def _(node: Any, dy: Tensor) -> Any:
    a, x = node.inputs
    return [None, unbroadcast(Mul(dy, Polygamma(AddV2(a, 1), x)), x)]


def polygamma(a: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The a-th derivative of `digamma` at x; only `x` has a gradient. float32 or float64."""
    return Polygamma(a, x, name=name)


Zeta = op("Zeta", "x: T, q: T -> z: T", T=SINGLE_OR_DOUBLE, infer=broadcast)


@Zeta.kernel("xla")
def _(jax: Any, x: Any, q: Any) -> Any:
    return jax.lax.zeta(*jax.numpy.broadcast_arrays(x, q))


@Zeta.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, q = node.inputs
    return [None, unbroadcast(Neg(Mul(dy, Mul(x, Zeta(AddV2(x, 1), q)))), q)]


def zeta(x: TensorLike, q: TensorLike, name: str | None = None) -> Tensor:
    """The Hurwitz zeta function, sum over n >= 0 of (q + n)^-x; only `q` has a gradient."""
    return Zeta(x, q, name=name)


Igamma = op("Igamma", "a: T, x: T -> z: T", T=FLOATING, infer=broadcast)
Igammac = op("Igammac", "a: T, x: T -> z: T", T=FLOATING, infer=broadcast)
IgammaGradA = op("IgammaGradA", "a: T, x: T -> z: T", T=SINGLE_OR_DOUBLE, infer=broadcast)


@Igamma.kernel("xla")
def _(jax: Any, a: Any, x: Any) -> Any:
    a, x = jax.numpy.broadcast_arrays(a, x)
    return jax.numpy.where(a > 0, jax.lax.igamma(a, x), np.nan)


@Igammac.kernel("xla")
def _(jax: Any, a: Any, x: Any) -> Any:
    a, x = jax.numpy.broadcast_arrays(a, x)
    return jax.numpy.where(a > 0, jax.lax.igammac(a, x), np.nan)


@IgammaGradA.kernel("xla")
def _(jax: Any, a: Any, x: Any) -> Any:
    return jax.lax.igamma_grad_a(*jax.numpy.broadcast_arrays(a, x))


def _igamma_gradient(a: Tensor, x: Tensor, dz: Tensor) -> list[Tensor]:
    density = Exp(Sub(Sub(Mul(Sub(a, 1), Log(x)), x), Lgamma(a)))
    return [unbroadcast(Mul(dz, IgammaGradA(a, x)), a), unbroadcast(Mul(dz, density), x)]


@Igamma.gradient
def _(node: Any, dz: Tensor) -> Any:
    a, x = node.inputs
    return _igamma_gradient(a, x, dz)


@Igammac.gradient
def _(node: Any, dz: Tensor) -> Any:
    a, x = node.inputs
    return _igamma_gradient(a, x, Neg(dz))


def igamma(a: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The lower regularized incomplete gamma function: the part of Gamma(a) below x."""
    return Igamma(a, x, name=name)


def igammac(a: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The upper regularized incomplete gamma function: 1 - igamma(a, x)."""
    return Igammac(a, x, name=name)


Betainc = op("Betainc", "a: T, b: T, x: T -> z: T", T=SINGLE_OR_DOUBLE, infer=broadcast)


@Betainc.kernel("xla")
def _(jax: Any, a: Any, b: Any, x: Any) -> Any:
    a, b, x = jax.numpy.broadcast_arrays(a, b, x)
    proper = (a > 0) & (b > 0) & jax.numpy.isfinite(a) & jax.numpy.isfinite(b)
    return jax.numpy.where(proper, jax.lax.betainc(a, b, x), np.nan)


@Betainc.gradient
def _(node: Any, dz: Tensor) -> Any:
    a, b, x = node.inputs
    log_beta = Sub(AddV2(Lgamma(a), Lgamma(b)), Lgamma(AddV2(a, b)))
    powers = AddV2(OPS["Xlog1py"](Sub(b, 1), Neg(x)), OPS["Xlogy"](Sub(a, 1), x))
    return [None, None, unbroadcast(Mul(dz, Exp(Sub(powers, log_beta))), x)]


def betainc(a: TensorLike, b: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The regularized incomplete beta function I_x(a, b); only `x` has a gradient.

    NaN unless a and b are positive and finite, and x is in [0, 1].
    """
    return Betainc(a, b, x, name=name)


NextAfter = op("NextAfter", "x1: T, x2: T -> output: T", T=SINGLE_OR_DOUBLE, infer=broadcast)


@NextAfter.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return xp.nextafter(x, y)


@NextAfter.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    return [unbroadcast(dy, x), OPS["ZerosLike"](y)]


def nextafter(x1: TensorLike, x2: TensorLike, name: str | None = None) -> Tensor:
    """The next number after `x1` that its dtype can hold, in the direction of `x2`."""
    return NextAfter(x1, x2, name=name)
