"""Stateless random numbers: functions of a seed pair and nothing else.

Functions: stateless_uniform, stateless_normal, stateless_truncated_normal, split, fold_in,
stateless_shuffle, and `Algorithm`. More distributions are in `random_distributions.py`.
"""

from __future__ import annotations

import enum
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import FLOATING, as_dtype
from pellucid.core.errors import explain
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.graph.shape_rules import same, shape_from_input
from pellucid.ops import philox
from pellucid.ops.broadcasting import shape_vector
from pellucid.ops.constants import convert_to_tensor
from pellucid.ops.random import (
    INDEX,
    check_not_integer,
    check_range,
    checked_shape,
    moved,
    permutation,
    scaled,
    xla_permutation,
)  # fmt: skip
from pellucid.runtime.dispatch import Op, op

WORDS = frozenset({dtypes.int32, dtypes.int64, dtypes.uint32, dtypes.uint64})
_SHAPES = INDEX


class Algorithm(enum.Enum):
    """Which generator turns seeds into bits; AUTO_SELECT is Philox here."""

    PHILOX = 1
    THREEFRY = 2
    AUTO_SELECT = 3


_NAMES = {"philox": 1, "threefry": 2, "auto_select": 3}


def algorithm_number(alg: Any) -> int:
    """The number of an algorithm given by name, number or `Algorithm`.

    Raises:
        ValueError: there is no such algorithm.
    """
    if isinstance(alg, Algorithm):
        return alg.value
    if isinstance(alg, str):
        if alg in _NAMES:
            return _NAMES[alg]
    elif not isinstance(alg, Tensor):
        if int(alg) in (1, 2, 3):
            return int(alg)
    elif isinstance(alg, EagerTensor):
        return algorithm_number(int(alg))
    raise ValueError(
        explain("tf.random [alg]", f"Argument `alg` got unsupported value {alg!r}",
                expected="'philox', 'threefry' or 'auto_select'")
    )  # fmt: skip


# ---------------------------------------------------------------------- from a seed to a state

StatelessRandomGetKeyCounter = op(
    "StatelessRandomGetKeyCounter", "seed: Tseed -> key: uint64, counter: uint64", Tseed=INDEX,
    gradient=None, infer=lambda call: [(1,), (2,)],
)  # fmt: skip
StatelessRandomGetAlg = op(
    "StatelessRandomGetAlg", "-> alg: int32", gradient=None, infer=lambda call: ()
)
StatelessRandomGetKeyCounterAlg = op(
    "StatelessRandomGetKeyCounterAlg", "seed: Tseed -> key: uint64, counter: uint64, alg: int32",
    Tseed=INDEX, gradient=None, infer=lambda call: [(1,), (2,), ()],
)  # fmt: skip


@StatelessRandomGetKeyCounter.kernel
def _(xp: Any, seed: Any) -> Any:
    state = seed_state(xp, seed)
    return state[2:3], state[:2]


@StatelessRandomGetAlg.kernel
def _(xp: Any) -> Any:
    return np.int32(1)


@StatelessRandomGetKeyCounterAlg.kernel
def _(xp: Any, seed: Any) -> Any:
    state = seed_state(xp, seed)
    return state[2:3], state[:2], np.int32(1)


def seed_state(xp: Any, seed: Any) -> Any:
    """The generator state of a seed pair."""
    if tuple(seed.shape) != (2,):
        problem = "a seed is a pair of integers"
        raise ValueError(explain("", problem, expected="shape (2,)", received=tuple(seed.shape)))
    return philox.scramble(xp, seed)


def joined_state(xp: Any, key: Any, counter: Any, alg: Any) -> Any:
    """The generator state of a key and a counter, checked."""
    if tuple(key.shape) != (1,):
        problem = "the key is one number"
        raise ValueError(explain("", problem, expected="shape (1,)", received=tuple(key.shape)))
    if int(alg) == 2:
        raise ValueError("the ThreeFry algorithm is not supported here. Fix: alg='philox'")
    if int(alg) not in (1, 3):
        problem, expected = "unsupported algorithm", "1 (Philox) or 3 (automatic)"
        raise ValueError(explain("", problem, expected=expected, received=int(alg)))
    if counter.ndim != 1 or counter.shape[0] < 2:
        problem, expected = "the counter is too short", "a vector of 2 or more"
        raise ValueError(explain("", problem, expected=expected, received=counter.shape))
    return xp.concatenate([xp.asarray(counter)[:2], xp.asarray(key)])


# ---------------------------------------------------------------------- the ops


def _pair(name: str, version: str, draw: Any, kinds: Any) -> tuple[Op, Op]:
    """The op of a key and a counter, and its older form with a seed."""
    new = op(
        f"{name}{version}",
        "shape: Tshape, key: uint64, counter: uint64, alg: int32 -> output: dtype",
        Tshape=_SHAPES, dtype=kinds, static=("shape", "alg"), gradient=None,
        infer=shape_from_input(0),
    )  # fmt: skip
    old = op(
        name, "shape: T, seed: Tseed -> output: dtype", T=_SHAPES, Tseed=INDEX, dtype=kinds,
        static=("shape",), gradient=None, infer=shape_from_input(0),
    )  # fmt: skip

    @new.kernel
    def _(xp: Any, shape: Any, key: Any, counter: Any, alg: Any, dtype: Any) -> Any:
        dims = checked_shape(shape)
        return draw(xp, joined_state(xp, key, counter, alg), int(np.prod(dims)), dtype).reshape(
            dims
        )

    @old.kernel
    def _(xp: Any, shape: Any, seed: Any, dtype: Any) -> Any:
        dims = checked_shape(shape)
        return draw(xp, seed_state(xp, seed), int(np.prod(dims)), dtype).reshape(dims)

    return new, old


StatelessRandomUniformV2, StatelessRandomUniform = _pair(
    "StatelessRandomUniform", "V2", philox.uniform, FLOATING
)
StatelessRandomNormalV2, StatelessRandomNormal = _pair(
    "StatelessRandomNormal", "V2", philox.normal, FLOATING
)
StatelessTruncatedNormalV2, StatelessTruncatedNormal = _pair(
    "StatelessTruncatedNormal", "V2", philox.truncated_normal, FLOATING
)
StatelessRandomUniformFullIntV2, StatelessRandomUniformFullInt = _pair(
    "StatelessRandomUniformFullInt", "V2", philox.full_integers, WORDS
)

StatelessRandomUniformIntV2 = op(
    "StatelessRandomUniformIntV2",
    "shape: Tshape, key: uint64, counter: uint64, alg: int32, minval: dtype, maxval: dtype -> "
    "output: dtype",
    Tshape=_SHAPES, dtype=WORDS, static=("shape", "alg"), gradient=None, infer=shape_from_input(0),
)  # fmt: skip
StatelessRandomUniformInt = op(
    "StatelessRandomUniformInt",
    "shape: T, seed: Tseed, minval: dtype, maxval: dtype -> output: dtype", T=_SHAPES, Tseed=INDEX,
    dtype=WORDS, static=("shape",), gradient=None, infer=shape_from_input(0),
)  # fmt: skip


def _integers(xp: Any, state: Any, shape: Any, low: Any, high: Any, dtype: Any) -> Any:
    dims = checked_shape(shape)
    return philox.integers(xp, state, int(np.prod(dims)), low, high, dtype).reshape(dims)


@StatelessRandomUniformIntV2.kernel("numpy")
def _(shape: Any, key: Any, counter: Any, alg: Any, low: Any, high: Any, dtype: Any) -> Any:
    check_range(low, high, shape)
    return _integers(np, joined_state(np, key, counter, alg), shape, low, high, dtype)


@StatelessRandomUniformIntV2.kernel("xla")
def _(
    jax: Any, shape: Any, key: Any, counter: Any, alg: Any, low: Any, high: Any, dtype: Any
) -> Any:
    xp = jax.numpy
    return _integers(xp, joined_state(xp, key, counter, alg), shape, low, high, dtype)


@StatelessRandomUniformInt.kernel("numpy")
def _(shape: Any, seed: Any, low: Any, high: Any, dtype: Any) -> Any:
    check_range(low, high, shape)
    return _integers(np, seed_state(np, seed), shape, low, high, dtype)


@StatelessRandomUniformInt.kernel("xla")
def _(jax: Any, shape: Any, seed: Any, low: Any, high: Any, dtype: Any) -> Any:
    return _integers(jax.numpy, seed_state(jax.numpy, seed), shape, low, high, dtype)


# ---------------------------------------------------------------------- public functions


def _seeded(sampler: Op, shape: Any, seed: Any, alg: Any, *bounds: Any, **attrs: Any) -> Tensor:
    key, counter = StatelessRandomGetKeyCounter(seed)
    return sampler(shape_vector(shape), key, counter, _kernel_algorithm(alg), *bounds, **attrs)


def _kernel_algorithm(alg: Any) -> int:
    number = algorithm_number(alg)
    return 1 if number == 3 else number


def stateless_uniform(
    shape: ShapeLike, seed: TensorLike, minval: TensorLike | None = 0,
    maxval: TensorLike | None = None, dtype: DTypeLike = dtypes.float32, name: str | None = None,
    alg: Any = "auto_select",
) -> Tensor:  # fmt: skip
    """Random numbers from [minval, maxval), the same ones for the same seed.

    Args:
        shape: shape of the result.
        seed: two integers (int32 or int64).
        minval: lower bound, included.
        maxval: upper bound, excluded; 1 by default for floats. For integers both bounds may be
            None: all integers of the dtype are then equally likely.
        dtype: a floating dtype, int32, int64, uint32 or uint64 (these two without bounds).
        name: name of the operation.
        alg: `"philox"` or `"auto_select"`.

    Returns: a tensor of `shape` and `dtype`.

    Raises:
        ValueError: dtype and bounds do not go together.
        InvalidArgumentError: the seed is not a pair, or the algorithm is ThreeFry.

    Example:
        >>> tf.random.stateless_uniform([2], seed=[1, 2]).numpy()
        array([0.8440604 , 0.19204533], dtype=float32)
    """
    dtype = as_dtype(dtype)
    if dtype not in FLOATING | WORDS:
        raise ValueError(
            explain("tf.random.stateless_uniform [dtype]", "not supported", received=dtype.name,
                    expected="a floating dtype, int32, int64, uint32 or uint64")
        )  # fmt: skip
    if not dtype.is_integer:
        drawn = _seeded(StatelessRandomUniformV2, shape, seed, alg, dtype=dtype, name=name)
        return scaled(drawn, 0 if minval is None else minval, 1 if maxval is None else maxval)
    if (minval is None) != (maxval is None):
        raise ValueError(
            explain("tf.random.stateless_uniform [minval, maxval]",
                    f"for the integer dtype {dtype.name} both or none must be None",
                    received=f"minval={minval}, maxval={maxval}")
        )  # fmt: skip
    if minval is None:
        return _seeded(StatelessRandomUniformFullIntV2, shape, seed, alg, dtype=dtype, name=name)
    if dtype.is_unsigned:
        raise ValueError(
            explain("tf.random.stateless_uniform [dtype]", f"{dtype.name} goes without bounds only",
                    fix="minval=None, maxval=None")
        )  # fmt: skip
    bounds = convert_to_tensor(minval, dtype), convert_to_tensor(maxval, dtype)
    return _seeded(StatelessRandomUniformIntV2, shape, seed, alg, *bounds, name=name)


def stateless_normal(
    shape: ShapeLike, seed: TensorLike, mean: TensorLike = 0.0, stddev: TensorLike = 1.0,
    dtype: DTypeLike = dtypes.float32, name: str | None = None, alg: Any = "auto_select",
) -> Tensor:  # fmt: skip
    """Random numbers from a normal distribution, the same ones for the same seed.

    Args:
        shape: shape of the result.
        seed: two integers (int32 or int64).
        mean, stddev: of the distribution; numbers or tensors that broadcast to `shape`.
        dtype: a floating dtype.
        name: name of the operation.
        alg: `"philox"` or `"auto_select"`.

    Returns: a tensor of `shape` and `dtype`.
    """
    wanted = check_not_integer("tf.random.stateless_normal", as_dtype(dtype))
    drawn = _seeded(StatelessRandomNormalV2, shape, seed, alg, dtype=wanted, name=name)
    return moved(drawn, mean, stddev)


def stateless_truncated_normal(
    shape: ShapeLike, seed: TensorLike, mean: TensorLike = 0.0, stddev: TensorLike = 1.0,
    dtype: DTypeLike = dtypes.float32, name: str | None = None, alg: Any = "auto_select",
) -> Tensor:  # fmt: skip
    """Normal numbers within two standard deviations of the mean, the same for the same seed.

    See `stateless_normal` for the arguments.
    """
    wanted = check_not_integer("tf.random.stateless_truncated_normal", as_dtype(dtype))
    drawn = _seeded(StatelessTruncatedNormalV2, shape, seed, alg, dtype=wanted, name=name)
    return moved(drawn, mean, stddev)


def split(seed: TensorLike, num: int = 2, alg: Any = "auto_select") -> Tensor:
    """`num` new seeds from one, as an integer tensor of shape (num, 2).

    Args:
        seed: two integers.
        num: how many.
        alg: `"philox"` or `"auto_select"`.

    Returns: shape (num, 2), dtype of `seed`.
    """
    seed = convert_to_tensor(seed)
    return stateless_uniform([num, 2], seed, None, None, seed.dtype, alg=alg)


def fold_in(seed: TensorLike, data: TensorLike, alg: Any = "auto_select") -> Tensor:
    """A new seed from a seed and an integer, such as a step number or a replica's index.

    Args:
        seed: two integers.
        data: a scalar integer.
        alg: `"philox"` or `"auto_select"`.

    Returns: shape (2,), dtype of `data`.
    """
    from pellucid.ops.joining import stack

    data = convert_to_tensor(data)
    return stack([stateless_uniform([], seed, None, None, data.dtype, alg=alg), data])


StatelessShuffle = op(
    "StatelessShuffle", "value: T, key: uint64, counter: uint64, alg: int32 -> output: T",
    static=("alg",), infer=same, gradient=None,
)  # fmt: skip


@StatelessShuffle.kernel("numpy")
def _(value: Any, key: Any, counter: Any, alg: Any) -> Any:
    state = joined_state(np, key, counter, alg)
    return value if value.ndim == 0 else value[permutation(state, value.shape[0])]


@StatelessShuffle.kernel("xla")
def _(jax: Any, value: Any, key: Any, counter: Any, alg: Any) -> Any:
    state = joined_state(jax.numpy, key, counter, alg)
    return value if value.ndim == 0 else value[xla_permutation(jax, state, value.shape[0])]


def stateless_shuffle(
    value: TensorLike, seed: TensorLike, alg: Any = "auto_select", name: str | None = None
) -> Tensor:
    """`value` with its rows in a random order that is a function of `seed`.

    Args:
        value: tensor of any dtype.
        seed: two integers.
        alg: `"philox"` or `"auto_select"`.
        name: name of the operation.

    Returns: same shape and dtype.
    """
    key, counter = StatelessRandomGetKeyCounter(seed)
    return StatelessShuffle(value, key, counter, _kernel_algorithm(alg), name=name)
