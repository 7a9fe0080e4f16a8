"""Random numbers by rejection: gamma, Poisson, binomial.

Functions: gamma, poisson, and their stateless forms; stateless_binomial.

References: Marsaglia and Tsang, "A simple method for generating gamma variables", 2000.
Hörmann, "The transformed rejection method for generating Poisson random variables", 1993.
Hörmann, "The generation of binomial random variates", 1993.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import FLOATING, as_dtype
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
from pellucid.ops.random_streams import Streams, normals, streams, uniforms, while_active
from pellucid.ops.stateless_random import joined_state, seed_state
from pellucid.runtime.dispatch import op

# Counter values that binomial numbers by counting gaps are apart.
_GAPS = 42

_COUNTS = frozenset({dtypes.float16, dtypes.float32, dtypes.float64, dtypes.int32, dtypes.int64})


def _shared_streams(
    xp: Any, state: Any, parameters: Any, dims: tuple[int, ...]
) -> tuple[Any, Streams]:
    """Each parameter repeated for its numbers (prod(dims) of them), and their streams."""
    each = int(np.prod(dims))
    flat = xp.asarray(parameters).reshape(-1).astype(np.float64)
    return xp.repeat(flat, each), streams(xp, state, flat.size * each)


def _arranged(xp: Any, drawn: Any, parameters: Any, dims: tuple[int, ...]) -> Any:
    """Numbers in the order of their parameters as a tensor of shape dims + parameters.shape."""
    each = int(np.prod(dims))
    return drawn.reshape(parameters.size, each).T.reshape((*dims, *parameters.shape))


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
        source, result = while_active(
            jax, attempt, (a != 1) & (a > 0), source, xp.full(a.shape, np.nan)
        )
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
    """Numbers of `shape`, whose last dimensions are those of the parameter."""
    dims = checked_shape(shape)
    before = len(dims) - parameter.ndim
    if before < 0 or dims[before:] != parameter.shape:
        raise ValueError(
            explain("", "shape must end with the parameter's shape", expected=parameter.shape,
                    received=dims)
        )  # fmt: skip
    return draw(xp, jax, state, parameter, dims[:before])


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
        source, _, result = while_active(
            jax, multiply, (lam >= 0) & (lam < 10), source, zeros + 1, zeros
        )
        attempt = _poisson_attempt(xp, jax, lam)
        source, result = while_active(jax, attempt, large, source, result)
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


# ---------------------------------------------------------------------- binomial

_BINOMIAL = frozenset({dtypes.float16, dtypes.float32, dtypes.float64, dtypes.int32, dtypes.int64})
StatelessRandomBinomial = op(
    "StatelessRandomBinomial", "shape: S, seed: Tseed, counts: T, probs: T -> output: dtype",
    S=INDEX, Tseed=INDEX, T=_BINOMIAL, dtype=_BINOMIAL, static=("shape",), gradient=None,
    infer=shape_from_input(0),
)  # fmt: skip
StatefulRandomBinomial = op(
    "StatefulRandomBinomial",
    "resource: resource, algorithm: int64, shape: S, counts: T, probs: T -> output: dtype", S=INDEX,
    T=_BINOMIAL, dtype=_BINOMIAL, stateful=True, static=("algorithm", "shape"), gradient=None,
    infer=shape_from_input(2),
)  # fmt: skip


def _binomial(xp: Any, jax: Any, state: Any, shape: Any, counts: Any, probs: Any) -> Any:
    """Binomial numbers: few expected ones by counting gaps, many by Hörmann's method."""
    dims = checked_shape(shape)
    inner = np.broadcast_shapes(counts.shape, probs.shape)
    if dims[len(dims) - len(inner) :] != inner:
        problem = "shape must end with the shape of the parameters"
        raise ValueError(explain("", problem, expected=inner, received=dims))
    outer = dims[: len(dims) - len(inner)]
    n, source = _shared_streams(xp, state, xp.broadcast_to(counts, inner), outer)
    p, _ = _shared_streams(xp, state, xp.broadcast_to(probs, inner), outer)
    valid = (n >= 0) & (p >= 0) & (p <= 1) & xp.isfinite(n)
    # The methods want p <= 1/2; the other half counts the failures.
    mirrored = p > 0.5
    q = xp.where(mirrored, 1 - p, p)
    with np.errstate(all="ignore"):
        many = valid & (n * q >= 10)
        few = valid & ~many & (q > 0) & (n > 0)
        # TensorFlow's streams of the first method are this far apart.
        index = xp.arange(n.size, dtype=np.uint64)
        source = source._replace(first=xp.where(many, source.first, index * np.uint64(_GAPS)))
        step = xp.log1p(-q)

        def gap(active: Any, s: Streams, total: Any, found: Any) -> Any:
            u, s = uniforms(xp, s, active)
            total = xp.where(active, total + xp.ceil(xp.log(u) / step), total)
            going = active & (total <= n)
            return going, s, total, found + going

        zeros = xp.zeros(n.shape)
        source, _, result = while_active(jax, gap, few, source, zeros, zeros)
        source, result = while_active(jax, _binomial_attempt(xp, n, q), many, source, result)
    result = xp.where(mirrored, n - result, result)
    result = xp.where(valid, result, np.nan)
    return _arranged(xp, result, xp.zeros(inner), outer)


def _binomial_attempt(xp: Any, n: Any, p: Any) -> Any:
    """One trial of Hörmann's BTRS, with the constants of his paper."""
    spread = xp.sqrt(n * p * (1 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    centre = n * p + 0.5
    inside = 0.92 - 4.2 / b
    odds = p / (1 - p)
    alpha = (2.83 + 5.1 / b) * spread
    mode = xp.floor((n + 1) * p)

    def attempt(active: Any, s: Streams, result: Any) -> Any:
        u, s = uniforms(xp, s, active)
        u = u - 0.5
        v, s = uniforms(xp, s, active)
        near = 0.5 - xp.abs(u)
        k = xp.floor((2 * a / near + b) * u + centre)
        quick = (near >= 0.07) & (v <= inside)
        possible = (k >= 0) & (k <= n)
        bound = (
            (mode + 0.5) * xp.log((mode + 1) / (odds * (n - mode + 1)))
            + (n + 1) * xp.log((n - mode + 1) / (n - k + 1))
            + (k + 0.5) * xp.log(odds * (n - k + 1) / (k + 1))
            + _stirling(xp, mode) + _stirling(xp, n - mode)
            - _stirling(xp, k) - _stirling(xp, n - k)
        )  # fmt: skip
        exact = xp.log(v * alpha / (a / (near * near) + b)) <= bound
        taken = active & (quick | (possible & exact))
        return active & ~taken, s, xp.where(taken, k, result)

    return attempt


# log(k!) - Stirling's formula, for k = 0 … 9.
_STIRLING = (
    0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509,
    0.0166446911898211, 0.0138761288230707, 0.0118967099458917, 0.0104112652619720,
    0.00925546218271273, 0.00833056343336287,
)  # fmt: skip


def _stirling(xp: Any, k: Any) -> Any:
    """What Stirling's formula for log(k!) lacks."""
    table = xp.asarray(np.array(_STIRLING))
    square = (k + 1) * (k + 1)
    series = (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1)
    return xp.where(k <= 9, table[xp.clip(k, 0, 9).astype(np.int64)], series)


@StatelessRandomBinomial.kernel("numpy")
def _(shape: Any, seed: Any, counts: Any, probs: Any) -> Any:
    return _binomial(np, None, seed_state(np, seed), shape, counts, probs)


@StatelessRandomBinomial.kernel("xla")
def _(jax: Any, shape: Any, seed: Any, counts: Any, probs: Any) -> Any:
    return _binomial(jax.numpy, jax, seed_state(jax.numpy, seed), shape, counts, probs)


def _stateful_binomial(
    xp: Any, jax: Any, resource: Any, algorithm: Any, shape: Any, counts: Any, probs: Any
) -> Any:
    if int(algorithm) not in (1, 3):
        raise ValueError(f"unsupported algorithm id: {int(algorithm)}")
    state = xp.asarray(resource.value).astype(np.uint64)
    parameters = int(np.prod(np.broadcast_shapes(counts.shape, probs.shape)))
    each = int(np.prod(shape)) // max(parameters, 1)
    # As much as TensorFlow sets aside.
    moved = philox.advance(xp, state, parameters * 50 * (each + 3) * philox.RESERVED)
    resource.value = moved.astype(np.int64)
    return _binomial(xp, jax, state, shape, counts, probs)


@StatefulRandomBinomial.kernel("numpy")
def _(resource: Any, algorithm: Any, shape: Any, counts: Any, probs: Any) -> Any:
    return _stateful_binomial(np, None, resource, algorithm, shape, counts, probs)


@StatefulRandomBinomial.kernel("xla")
def _(jax: Any, resource: Any, algorithm: Any, shape: Any, counts: Any, probs: Any) -> Any:
    return _stateful_binomial(jax.numpy, jax, resource, algorithm, shape, counts, probs)


# ---------------------------------------------------------------------- public functions


def _shape_with(shape: Any, *parameters: Tensor) -> Any:
    """`shape` followed by the shape that the parameters broadcast to."""
    from pellucid.ops.joining import concat

    inner: Any = ()
    for parameter in parameters:
        inner = broadcast_shapes(inner, parameter.dims)
    shape = shape_vector(shape)
    if inner == ():
        return shape
    if None in inner:
        from pellucid.ops.broadcasting import broadcast_dynamic_shape

        inner = shape_of(parameters[0])
        for parameter in parameters[1:]:
            inner = broadcast_dynamic_shape(inner, shape_of(parameter))
    return concat([shape, inner], 0)


def _scale_of(beta: Any, like: Tensor) -> Tensor | None:
    return None if beta is None else convert_to_tensor(beta, like.dtype)


def gamma(
    shape: ShapeLike, alpha: TensorLike, beta: TensorLike | None = None,
    dtype: DTypeLike = dtypes.float32, seed: int | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Random numbers from gamma distributions: density ~ x^(alpha - 1) * e^(-beta x).

    Args:
        shape: how many numbers to draw for each pair of parameters.
        alpha: shape parameters, positive.
        beta: rates (1 / scale), 1 by default; broadcast with alpha.
        dtype: float16, bfloat16, float32 or float64.
        seed: op seed; with `tf.random.set_seed` it fixes the numbers.
        name: name of the operation.

    Returns: a tensor of shape `shape + (alpha + beta).shape`. Gradients flow into alpha and beta.

    Example:
        >>> tf.random.gamma([5], [1., 2.]).shape
        TensorShape([5, 2])
    """
    from pellucid.ops.broadcasting import broadcast_to
    from pellucid.ops.math import maximum

    dtype = as_dtype(dtype)
    alpha = convert_to_tensor(alpha, dtype)
    scale = _scale_of(beta, alpha)
    if scale is not None and scale.dims != ():
        alpha = broadcast_to(alpha, _shape_with([], alpha, scale))
    seed1, seed2 = get_seed(seed)
    drawn = RandomGamma(shape_vector(shape), alpha, seed=seed1, seed2=seed2, name=name)
    return maximum(_tiny(dtype), drawn if scale is None else drawn / scale)


def _tiny(dtype: Any) -> Any:
    """The smallest normal number: gamma numbers are positive."""
    import ml_dtypes

    return np.asarray(ml_dtypes.finfo(dtype.np_dtype).tiny).astype(dtype.np_dtype)


def stateless_gamma(
    shape: ShapeLike, seed: TensorLike, alpha: TensorLike, beta: TensorLike | None = None,
    dtype: DTypeLike = dtypes.float32, name: str | None = None,
) -> Tensor:  # fmt: skip
    """`gamma` as a function of `seed` (two integers).

    `shape` is the full shape of the result; it ends with the shape that alpha and beta have
    together.
    """
    from pellucid.ops.broadcasting import broadcast_dynamic_shape, broadcast_to
    from pellucid.ops.math import maximum
    from pellucid.ops.stateless_random import StatelessRandomGetKeyCounter

    dtype = as_dtype(dtype)
    alpha = convert_to_tensor(alpha, dtype)
    scale = _scale_of(beta, alpha)
    shape = shape_vector(shape)
    key, counter = StatelessRandomGetKeyCounter(seed)
    if scale is not None:
        alpha = broadcast_to(alpha, broadcast_dynamic_shape(shape_of(alpha), shape_of(scale)))
    drawn = StatelessRandomGammaV3(shape, key, counter, 1, alpha, name=name)
    return maximum(_tiny(dtype), drawn if scale is None else drawn / scale)


def poisson(
    shape: ShapeLike, lam: TensorLike, dtype: DTypeLike = dtypes.float32, seed: int | None = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Random counts from Poisson distributions with means `lam`.

    Args:
        shape: how many numbers to draw for each mean.
        lam: the means.
        dtype: float16, float32, float64, int32 or int64.
        seed: op seed; with `tf.random.set_seed` it fixes the numbers.
        name: name of the operation.

    Returns: a tensor of shape `shape + lam.shape`.
    """
    dtype = as_dtype(dtype)
    rate = convert_to_tensor(lam, dtype_hint=dtypes.float32)
    seed1, seed2 = get_seed(seed)
    return RandomPoissonV2(
        shape_vector(shape), rate, dtype=dtype, seed=seed1, seed2=seed2, name=name
    )


def stateless_poisson(
    shape: ShapeLike, seed: TensorLike, lam: TensorLike, dtype: DTypeLike = dtypes.int32,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """`poisson` as a function of `seed`; `shape` is the full shape, to which `lam` is broadcast."""
    rate = convert_to_tensor(lam, dtype_hint=dtypes.float32)
    return StatelessRandomPoisson(shape_vector(shape), seed, rate, dtype=as_dtype(dtype), name=name)


def stateless_binomial(
    shape: ShapeLike, seed: TensorLike, counts: TensorLike, probs: TensorLike,
    output_dtype: DTypeLike = dtypes.int32, name: str | None = None,
) -> Tensor:  # fmt: skip
    """How often something of probability `probs` happens in `counts` trials, at random.

    Args:
        shape: the full shape of the result; it ends with the broadcast shape of counts and probs.
        seed: two integers.
        counts: numbers of trials.
        probs: probabilities.
        output_dtype: float16, float32, float64, int32 or int64.
        name: name of the operation.

    Returns: a tensor of `shape`.
    """
    probs = convert_to_tensor(probs, dtype_hint=dtypes.float32)
    counts = convert_to_tensor(counts, probs.dtype)
    return StatelessRandomBinomial(
        shape_vector(shape), seed, counts, probs, dtype=as_dtype(output_dtype), name=name
    )
