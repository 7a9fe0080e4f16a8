"""Random numbers by rejection and by table: gamma, Poisson, binomial, categorical, truncated normal.

Functions: gamma, poisson, categorical, and their stateless forms; stateless_binomial,
stateless_parameterized_truncated_normal.

References: Marsaglia and Tsang, "A simple method for generating gamma variables", 2000.
Hörmann, "The transformed rejection method for generating Poisson random variables", 1993.
Hörmann, "The generation of binomial random variates", 1993.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import FLOATING, REAL, as_dtype
from pellucid.core.errors import explain
from pellucid.core.seeds import get_seed
from pellucid.core.shapes import broadcast_shapes
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.graph.shape_rules import shape_from_input
from pellucid.ops import philox
from pellucid.ops.broadcasting import shape_of, shape_vector, unbroadcast
from pellucid.ops.constants import convert_to_tensor
from pellucid.ops.random import INDEX, checked_shape
from pellucid.ops.random_streams import Streams, normals, repeat, streams, uniforms
from pellucid.ops.stateless_random import joined_state, seed_state
from pellucid.runtime.dispatch import Op, op

_COUNTS = frozenset({dtypes.float16, dtypes.float32, dtypes.float64, dtypes.int32, dtypes.int64})




def _shared_streams(xp: Any, state: Any, parameters: Any, dims: tuple[int, ...]) -> tuple[Any, Streams]:
    """Each parameter repeated for its numbers (prod(dims) of them), and their streams."""
    each = int(np.prod(dims))
    flat = xp.asarray(parameters).reshape(-1).astype(np.float64)
    return xp.repeat(flat, each), streams(xp, state, flat.size * each)


def _arranged(xp: Any, drawn: Any, parameters: Any, dims: tuple[int, ...]) -> Any:
    """Numbers in the order of their parameters as a tensor of shape dims + parameters.shape."""
    count = parameters.size
    return drawn.reshape(count, -1).T.reshape(*dims, *parameters.shape)


def _behind(call: Any, index: int) -> Any:
    dims, parameters = call.vector(0), call.shape(index)
    return None if dims is None or parameters is None else (*dims, *parameters)


# ---------------------------------------------------------------------- gamma

RandomGamma = op(
    "RandomGamma", "shape: S, alpha: T -> output: T", S=INDEX, T=FLOATING, seed=0, seed2=0,
    stateful=True, static=("shape",), infer=lambda call: _behind(call, 1),
)  # fmt: skip
RandomGammaGrad = op("RandomGammaGrad", "alpha: T, sample: T -> output: T", T=FLOATING)
StatelessRandomGammaV3 = op(
    "StatelessRandomGammaV3",
    "shape: shape_dtype, key: uint64, counter: uint64, alg: int32, alpha: dtype -> output: dtype",
    shape_dtype=INDEX, dtype=FLOATING, static=("shape", "alg"), infer=shape_from_input(0),
)  # fmt: skip
StatelessRandomGammaV2 = op(
    "StatelessRandomGammaV2", "shape: T, seed: Tseed, alpha: dtype -> output: dtype", T=INDEX,
    Tseed=INDEX, dtype=FLOATING, static=("shape",), infer=shape_from_input(0),
)  # fmt: skip


def _gamma(xp: Any, jax: Any, state: Any, alpha: Any, dims: tuple[int, ...]) -> Any:
    """Gamma numbers of scale 1: d * v^3 where v is nearly normal, by Marsaglia and Tsang."""
    a, source = _shared_streams(xp, state, alpha, dims)
    small = a < 1
    d = a + small - 1 / 3
    c = 1 / 3 / xp.sqrt(d)

    def attempt(active: Any, s: Streams, result: Any) -> Any:
        x, s = normals(xp, s, active)
        v = 1 + c * x
        positive = active & (v > 0)
        v = v * v * v
        u, s = uniforms(xp, s, positive)
        fits = (u < 1 - 0.0331 * x**4) | (xp.log(u) < 0.5 * x * x + d * (1 - v + xp.log(v)))
        taken = positive & fits
        return active & ~taken, s, xp.where(taken, d * v, result)

    with np.errstate(all="ignore"):
        source, result = repeat(jax, attempt, (a != 1) & (a > 0), source, xp.full(a.shape, np.nan))
        # Below 1 the method gives gamma(alpha + 1), at 1 the numbers are exponential.
        u, source = uniforms(xp, source, small | (a == 1))
        result = xp.where(small, result * u ** (1 / a), result)
        result = xp.where(a == 1, -xp.log1p(-u), result)
    return _arranged(xp, result, alpha, dims)


def _stateful_gamma(xp: Any, jax: Any, shape: Any, alpha: Any, rng: Any) -> Any:
    dims, state = checked_shape(shape), xp.asarray(rng.value)
    rng.value = philox.advance(xp, state, int(np.prod(dims)) * alpha.size * philox.RESERVED)
    return _gamma(xp, jax, state, alpha, dims)


@RandomGamma.kernel("numpy")
def _(shape: Any, alpha: Any, rng: Any) -> Any:
    return _stateful_gamma(np, None, shape, alpha, rng)


@RandomGamma.kernel("xla")
def _(jax: Any, shape: Any, alpha: Any, rng: Any) -> Any:
    return _stateful_gamma(jax.numpy, jax, shape, alpha, rng)


@RandomGamma.gradient
def _(node: Any, dy: Tensor) -> Any:
    alpha = node.inputs[1]
    return [None, unbroadcast(dy * RandomGammaGrad(alpha, node.outputs[0]), alpha)]


@RandomGammaGrad.kernel("xla")
def _(jax: Any, alpha: Any, sample: Any) -> Any:
    return jax.lax.random_gamma_grad(*jax.numpy.broadcast_arrays(alpha, sample))


@RandomGammaGrad.infer
def _(call: Any) -> Any:
    return broadcast_shapes(call.shape(0), call.shape(1))


def _one_each(xp: Any, jax: Any, draw: Any, state: Any, shape: Any, parameter: Any) -> Any:
    """A number for each element of a parameter that is broadcast to `shape`."""
    full = xp.broadcast_to(parameter, checked_shape(shape))
    return draw(xp, jax, state, full, ())


@StatelessRandomGammaV3.kernel("numpy")
def _(shape: Any, key: Any, counter: Any, alg: Any, alpha: Any) -> Any:
    return _one_each(np, None, _gamma, joined_state(np, key, counter, alg), shape, alpha)


@StatelessRandomGammaV3.kernel("xla")
def _(jax: Any, shape: Any, key: Any, counter: Any, alg: Any, alpha: Any) -> Any:
    xp = jax.numpy
    return _one_each(xp, jax, _gamma, joined_state(xp, key, counter, alg), shape, alpha)


@StatelessRandomGammaV2.kernel("numpy")
def _(shape: Any, seed: Any, alpha: Any) -> Any:
    return _one_each(np, None, _gamma, seed_state(np, seed), shape, alpha)


@StatelessRandomGammaV2.kernel("xla")
def _(jax: Any, shape: Any, seed: Any, alpha: Any) -> Any:
    return _one_each(jax.numpy, jax, _gamma, seed_state(jax.numpy, seed), shape, alpha)


def _stateless_gamma_gradient(node: Any, dy: Tensor) -> Any:
    alpha = node.inputs[-1]
    slope = unbroadcast(dy * RandomGammaGrad(alpha, node.outputs[0]), alpha)
    return [*[None] * (len(node.inputs) - 1), slope]


StatelessRandomGammaV3.gradient(_stateless_gamma_gradient)
StatelessRandomGammaV2.gradient(_stateless_gamma_gradient)


# ---------------------------------------------------------------------- Poisson

RandomPoissonV2 = op(
    "RandomPoissonV2", "shape: S, rate: R -> output: dtype", S=INDEX, R=_COUNTS, dtype=_COUNTS,
    seed=0, seed2=0, stateful=True, static=("shape",), gradient=None,
    infer=lambda call: _behind(call, 1),
)  # fmt: skip
StatelessRandomPoisson = op(
    "StatelessRandomPoisson", "shape: T, seed: Tseed, lam: Rtype -> output: dtype", T=INDEX,
    Tseed=INDEX, Rtype=_COUNTS, dtype=_COUNTS, static=("shape",), gradient=None,
    infer=shape_from_input(0),
)  # fmt: skip


def _poisson(xp: Any, jax: Any, state: Any, rate: Any, dims: tuple[int, ...]) -> Any:
    """Poisson numbers: small rates by multiplying uniforms, large ones by Hörmann's method."""
    lam, source = _shared_streams(xp, state, rate, dims)
    large = (lam >= 10) & xp.isfinite(lam)
    with np.errstate(all="ignore"):
        limit = xp.exp(-lam)

        def multiply(active: Any, s: Streams, product: Any, count: Any) -> Any:
            u, s = uniforms(xp, s, active)
            product = xp.where(active, product * u, product)
            going = active & (product > limit)
            return going, s, product, count + going

        zeros = xp.zeros(lam.shape)
        source, _, result = repeat(jax, multiply, (lam >= 0) & (lam < 10), source, zeros + 1, zeros)
        attempt = _poisson_attempt(xp, jax, lam)
        source, result = repeat(jax, attempt, large, source, result)
    result = xp.where(xp.isnan(lam) | (lam < 0), np.nan, xp.where(xp.isinf(lam), np.inf, result))
    return _arranged(xp, result, rate, dims)


def _poisson_attempt(xp: Any, jax: Any, lam: Any) -> Any:
    """One trial of Hörmann's PTRS, with the constants of his paper."""
    b = 0.931 + 2.53 * xp.sqrt(lam)
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    inside = 0.9277 - 3.6224 / (b - 2)

    def attempt(active: Any, s: Streams, result: Any) -> Any:
        u, s = uniforms(xp, s, active)
        u = u - 0.5
        v, s = uniforms(xp, s, active)
        near = 0.5 - xp.abs(u)
        k = xp.floor((2 * a / near + b) * u + lam + 0.43)
        quick = (near >= 0.07) & (v <= inside)
        hopeless = (k < 0) | ((near < 0.013) & (v > near))
        score = xp.log(v * inverse_alpha / (a / (near * near) + b))
        exact = score <= -lam + k * xp.log(lam) - _log_factorial(jax, k)
        taken = active & (quick | (~hopeless & exact))
        return active & ~taken, s, xp.where(taken, k, result)

    return attempt


def _log_factorial(jax: Any, k: Any) -> Any:
    """log(k!) of float64 numbers."""
    if jax is not None:
        return jax.lax.lgamma(k + 1)
    return _lgamma(np.maximum(k, 0) + 1)


def _lgamma(x: np.ndarray) -> np.ndarray:
    return np.array([math.lgamma(v) if v < 1e300 else math.inf for v in x.tolist()])


def _stateful_poisson(xp: Any, jax: Any, shape: Any, rate: Any, rng: Any) -> Any:
    dims, state = checked_shape(shape), xp.asarray(rng.value)
    rng.value = philox.advance(xp, state, int(np.prod(dims)) * rate.size * philox.RESERVED)
    return _poisson(xp, jax, state, rate, dims)


@RandomPoissonV2.kernel("numpy")
def _(shape: Any, rate: Any, rng: Any) -> Any:
    return _stateful_poisson(np, None, shape, rate, rng)


@RandomPoissonV2.kernel("xla")
def _(jax: Any, shape: Any, rate: Any, rng: Any) -> Any:
    return _stateful_poisson(jax.numpy, jax, shape, rate, rng)


@StatelessRandomPoisson.kernel("numpy")
def _(shape: Any, seed: Any, rate: Any) -> Any:
    return _one_each(np, None, _poisson, seed_state(np, seed), shape, rate)


@StatelessRandomPoisson.kernel("xla")
def _(jax: Any, shape: Any, seed: Any, rate: Any) -> Any:
    return _one_each(jax.numpy, jax, _poisson, seed_state(jax.numpy, seed), shape, rate)
