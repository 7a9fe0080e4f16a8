"""Stateful random numbers: every call moves a hidden generator on.

Functions: uniform, normal, truncated_normal, shuffle (others: `random_distributions.py`).
Seeds are explained in `core/seeds.py`, the bits come from `philox.py`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import FLOATING, DType, as_dtype
from pellucid.core.errors import explain
from pellucid.core.seeds import get_seed
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.graph.shape_rules import same, shape_from_input
from pellucid.ops import philox
from pellucid.ops.broadcasting import shape_vector
from pellucid.ops.constants import convert_to_tensor
from pellucid.runtime.dispatch import Op, op

INDEX = frozenset({dtypes.int32, dtypes.int64})
_REAL = FLOATING | INDEX


def _sampler(name: str, draw: Any) -> Op:
    """An op that draws `shape` numbers of a floating dtype."""
    sampler = op(
        name, "shape: T -> output: dtype", T=INDEX, dtype=FLOATING, seed=0, seed2=0, stateful=True,
        static=("shape",), gradient=None, infer=shape_from_input(0),
    )  # fmt: skip

    @sampler.kernel
    def _(xp: Any, shape: Any, dtype: Any, rng: Any) -> Any:
        dims = checked_shape(shape)
        size, state = int(np.prod(dims)), xp.asarray(rng.value)
        rng.value = philox.advance(xp, state, size * philox.RESERVED)
        return draw(xp, state, size, dtype).reshape(dims)

    return sampler


def checked_shape(shape: Any) -> tuple[int, ...]:
    """The value of a `shape` input as a tuple."""
    if shape.ndim != 1:
        problem, expected = "shape is no vector", "1 dimension"
        raise ValueError(explain("", problem, expected=expected, received=shape.shape))
    dims = tuple(int(n) for n in shape)
    if any(n < 0 for n in dims):
        problem = "shape has negative dimensions"
        raise ValueError(explain("", problem, expected="sizes >= 0", received=dims))
    return dims


RandomUniform = _sampler("RandomUniform", philox.uniform)
RandomStandardNormal = _sampler("RandomStandardNormal", philox.normal)
TruncatedNormal = _sampler("TruncatedNormal", philox.truncated_normal)

RandomUniformInt = op(
    "RandomUniformInt", "shape: T, minval: Tout, maxval: Tout -> output: Tout", T=INDEX, Tout=INDEX,
    seed=0, seed2=0, stateful=True, static=("shape",), gradient=None, infer=shape_from_input(0),
)  # fmt: skip


@RandomUniformInt.kernel("numpy")
def _(shape: Any, low: Any, high: Any, Tout: Any, rng: Any) -> Any:
    check_range(low, high, shape)
    return _integers(np, shape, low, high, Tout, rng)


@RandomUniformInt.kernel("xla")
def _(jax: Any, shape: Any, low: Any, high: Any, Tout: Any, rng: Any) -> Any:
    return _integers(jax.numpy, shape, low, high, Tout, rng)


def _integers(xp: Any, shape: Any, low: Any, high: Any, dtype: Any, rng: Any) -> Any:
    dims = checked_shape(shape)
    size, state = int(np.prod(dims)), xp.asarray(rng.value)
    rng.value = philox.advance(xp, state, size * philox.RESERVED)
    return philox.integers(xp, state, size, low, high, dtype).reshape(dims)


def check_range(low: Any, high: Any, shape: Any) -> None:
    """Raise unless `low` and `high` are scalars in order."""
    if np.ndim(low) or np.ndim(high):
        raise ValueError(
            explain("", "minval and maxval must be scalars", expected="shapes ()",
                    received=f"{np.shape(low)} and {np.shape(high)}")
        )  # fmt: skip
    if low >= high and np.prod(shape) > 0:
        raise ValueError(
            explain("", "the range is empty", expected="minval < maxval", received=f"{low}, {high}")
        )


def uniform(
    shape: ShapeLike, minval: TensorLike = 0, maxval: TensorLike | None = None,
    dtype: DTypeLike = dtypes.float32, seed: int | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Random numbers from [minval, maxval), all equally likely.

    Args:
        shape: shape of the result.
        minval: lower bound, included; 0 by default.
        maxval: upper bound, excluded; 1 by default for floats, needed for integers.
        dtype: float16, bfloat16, float32, float64, int32 or int64.
        seed: op seed; with `tf.random.set_seed` it fixes the numbers.
        name: name of the operation.

    Returns: a tensor of `shape` and `dtype`. Bounds of a float dtype may be tensors that broadcast.

    Raises:
        ValueError: the dtype is none of these, or an integer dtype has no `maxval`.
        InvalidArgumentError: minval >= maxval for integers.

    Example:
        >>> x = tf.random.uniform([3], 2., 4.)
        >>> bool(tf.reduce_all((x >= 2.) & (x < 4.)))
        True
    """
    dtype = as_dtype(dtype)
    if dtype not in _REAL:
        raise ValueError(
            explain("tf.random.uniform [dtype]", "not supported", received=dtype.name,
                    expected="float16, bfloat16, float32, float64, int32 or int64")
        )  # fmt: skip
    if maxval is None:
        if dtype.is_integer:
            raise ValueError(
                explain(
                    "tf.random.uniform [maxval]", f"Must specify maxval for integer dtype {dtype!r}"
                )
            )
        maxval = 1
    seed1, seed2 = get_seed(seed)
    shape = shape_vector(shape)
    if dtype.is_integer:
        low, high = convert_to_tensor(minval, dtype), convert_to_tensor(maxval, dtype)
        return RandomUniformInt(shape, low, high, seed=seed1, seed2=seed2, name=name)
    drawn = RandomUniform(shape, dtype=dtype, seed=seed1, seed2=seed2, name=name)
    return scaled(drawn, minval, maxval)


def scaled(drawn: Tensor, minval: Any, maxval: Any) -> Tensor:
    """Numbers from [0, 1) as numbers from [minval, maxval)."""
    if _is(minval, 0) and _is(maxval, 1):
        return drawn
    low = convert_to_tensor(minval, drawn.dtype)
    return drawn * (convert_to_tensor(maxval, drawn.dtype) - low) + low


def moved(drawn: Tensor, mean: Any, stddev: Any) -> Tensor:
    """Standard normal numbers as numbers with another mean and standard deviation."""
    if _is(mean, 0) and _is(stddev, 1):
        return drawn
    return drawn * convert_to_tensor(stddev, drawn.dtype) + convert_to_tensor(mean, drawn.dtype)


def _is(value: Any, number: int) -> bool:
    return isinstance(value, int | float) and value == number


def check_not_integer(where: str, dtype: DType) -> DType:
    """Refuse a dtype that cannot hold the mean 0.0 as TensorFlow does: TypeError."""
    if not (dtype.is_floating or dtype.is_complex):
        raise TypeError(
            explain(f"{where} [dtype]", "not a floating dtype",
                    expected="float16, bfloat16, float32 or float64", received=dtype.name)
        )  # fmt: skip
    return dtype


def normal(
    shape: ShapeLike, mean: TensorLike = 0.0, stddev: TensorLike = 1.0,
    dtype: DTypeLike = dtypes.float32, seed: int | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Random numbers from a normal distribution.

    Args:
        shape: shape of the result.
        mean, stddev: of the distribution; numbers or tensors that broadcast to `shape`.
        dtype: float16, bfloat16, float32 or float64.
        seed: op seed; with `tf.random.set_seed` it fixes the numbers.
        name: name of the operation.

    Returns: a tensor of `shape` and `dtype`.

    Example:
        >>> tf.random.normal([2, 3]).shape
        TensorShape([2, 3])
    """
    seed1, seed2 = get_seed(seed)
    wanted = check_not_integer("tf.random.normal", as_dtype(dtype))
    drawn = RandomStandardNormal(
        shape_vector(shape), dtype=wanted, seed=seed1, seed2=seed2, name=name
    )
    return moved(drawn, mean, stddev)


def truncated_normal(
    shape: ShapeLike, mean: TensorLike = 0.0, stddev: TensorLike = 1.0,
    dtype: DTypeLike = dtypes.float32, seed: int | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Normal random numbers, those more than two standard deviations from the mean drawn again.

    See `normal` for the arguments.
    """
    seed1, seed2 = get_seed(seed)
    wanted = check_not_integer("tf.random.truncated_normal", as_dtype(dtype))
    drawn = TruncatedNormal(shape_vector(shape), dtype=wanted, seed=seed1, seed2=seed2, name=name)
    return moved(drawn, mean, stddev)


RandomShuffle = op(
    "RandomShuffle", "value: T -> output: T", seed=0, seed2=0, stateful=True, infer=same
)


@RandomShuffle.kernel("numpy")
def _(value: Any, rng: Any) -> Any:
    if value.ndim == 0 or value.shape[0] <= 1:
        return value
    state = np.asarray(rng.value)
    rng.value = philox.advance(np, state, -(-value.shape[0] // 4))
    return value[permutation(state, value.shape[0])]


@RandomShuffle.kernel("xla")
def _(jax: Any, value: Any, rng: Any) -> Any:
    xp = jax.numpy
    if value.ndim == 0 or value.shape[0] <= 1:
        return value
    state = xp.asarray(rng.value)
    rng.value = philox.advance(xp, state, -(-value.shape[0] // 4))
    return value[xla_permutation(jax, state, value.shape[0])]


@RandomShuffle.gradient
def _(node: Any, dy: Tensor) -> Any:
    fix = "tf.gather(x, tf.random.shuffle(tf.range(n)))"
    raise LookupError(explain("tf.random.shuffle", "it has no gradient", fix=fix))


def _jumps(xp: Any, state: Any, count: int) -> Any:
    """For each place, how far ahead the element lies that comes here."""
    drawn = philox.words(xp, state, -(-count // 4)).reshape(-1)[: count - 1]
    left = xp.arange(count, 1, -1).astype(np.uint32)
    return (drawn % left).astype(np.int64)


def permutation(state: Any, count: int) -> np.ndarray:
    """The order into which a shuffle brings `count` elements (Fisher and Yates' method)."""
    order = list(range(count))
    for i, jump in enumerate(_jumps(np, state, count).tolist()):
        order[i], order[i + jump] = order[i + jump], order[i]
    return np.array(order)


def xla_permutation(jax: Any, state: Any, count: int) -> Any:
    """`permutation` in a compiled program."""
    xp = jax.numpy
    if count <= 1:
        return xp.arange(count)
    jumps = _jumps(xp, state, count)

    def swap(i: Any, order: Any) -> Any:
        j = i + jumps[i]
        return order.at[i].set(order[j]).at[j].set(order[i])

    return jax.lax.fori_loop(0, count - 1, swap, xp.arange(count))


def shuffle(value: TensorLike, seed: int | None = None, name: str | None = None) -> Tensor:
    """`value` with its rows (elements along the first axis) in random order.

    Args:
        value: tensor of any dtype.
        seed: op seed; with `tf.random.set_seed` it fixes the order.
        name: name of the operation.

    Returns: same shape and dtype. It has no gradient.
    """
    seed1, seed2 = get_seed(seed)
    return RandomShuffle(value, seed=seed1, seed2=seed2, name=name)
