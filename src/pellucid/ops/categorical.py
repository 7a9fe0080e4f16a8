"""Random classes with given log probabilities.

Functions: categorical, stateless_categorical.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import REAL, as_dtype
from pellucid.core.errors import explain
from pellucid.core.seeds import get_seed
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.ops import philox
from pellucid.ops.constants import convert_to_tensor
from pellucid.ops.random import INDEX
from pellucid.ops.stateless_random import seed_state
from pellucid.runtime.dispatch import op

_NO_MATRIX = explain("", "logits should be a matrix", expected="(batch, classes)")


def _shape(call: Any) -> Any:
    logits, count = call.shape(0), call.value(1)
    if logits is not None and len(logits) != 2:
        raise ValueError(_NO_MATRIX)
    return (None if logits is None else logits[0], None if count is None else int(count))


Multinomial = op(
    "Multinomial", "logits: T, num_samples: int32 -> output: output_dtype", T=REAL,
    output_dtype=INDEX, seed=0, seed2=0, stateful=True, static=("num_samples",), gradient=None,
    infer=_shape,
)  # fmt: skip
StatelessMultinomial = op(
    "StatelessMultinomial",
    "logits: T, num_samples: int32, seed: Tseed -> output: output_dtype", T=REAL, Tseed=INDEX,
    output_dtype=INDEX, static=("num_samples",), gradient=None, infer=_shape,
)  # fmt: skip


def _draw(xp: Any, jax: Any, state: Any, logits: Any, count: int) -> Any:
    """For each row, `count` times the class where a random share of the total is passed."""
    rows, classes = logits.shape
    words = philox.words(xp, state, -(-rows * count // 2)).reshape(-1, 2)[: rows * count]
    share = philox.unit_double(words).reshape(rows, count)
    wide = logits.astype(np.float64)
    finite = xp.isfinite(wide)
    top = xp.max(xp.where(finite, wide, -np.inf), 1, keepdims=True)
    weights = xp.where(finite, xp.exp(xp.where(finite, wide - top, 0.0)), 0.0)
    passed = xp.cumsum(weights, 1)
    wanted = share * passed[:, -1:]
    if jax is None:
        found = [np.searchsorted(p, w, side="right") for p, w in zip(passed, wanted, strict=True)]
        return np.minimum(np.array(found).reshape(rows, count), classes - 1)
    search = jax.vmap(lambda p, w: xp.searchsorted(p, w, side="right"))
    return xp.minimum(search(passed, wanted), classes - 1)


def _checked(logits: Any, count: Any) -> int:
    if logits.ndim != 2:
        raise ValueError(_NO_MATRIX)
    if count.ndim or int(count) < 0:
        expected = "a scalar >= 0"
        raise ValueError(explain("", "no such num_samples", expected=expected, received=count))
    if logits.shape[1] == 0 and logits.shape[0] and int(count):
        raise ValueError(explain("", "num_classes should be positive", expected="1 or more"))
    return int(count)


def _stateful(xp: Any, jax: Any, logits: Any, num_samples: Any, rng: Any) -> Any:
    count, state = _checked(logits, num_samples), xp.asarray(rng.value)
    reserved = logits.shape[0] * -(-count // 4) * 4 * 2 * philox.RESERVED
    rng.value = philox.advance(xp, state, reserved)
    return _draw(xp, jax, state, logits, count)


@Multinomial.kernel("numpy")
def _(logits: Any, num_samples: Any, rng: Any) -> Any:
    return _stateful(np, None, logits, num_samples, rng)


@Multinomial.kernel("xla")
def _(jax: Any, logits: Any, num_samples: Any, rng: Any) -> Any:
    return _stateful(jax.numpy, jax, logits, num_samples, rng)


@StatelessMultinomial.kernel("numpy")
def _(logits: Any, num_samples: Any, seed: Any) -> Any:
    return _draw(np, None, seed_state(np, seed), logits, _checked(logits, num_samples))


@StatelessMultinomial.kernel("xla")
def _(jax: Any, logits: Any, num_samples: Any, seed: Any) -> Any:
    xp = jax.numpy
    return _draw(xp, jax, seed_state(xp, seed), logits, _checked(logits, num_samples))


def categorical(
    logits: TensorLike, num_samples: TensorLike, dtype: DTypeLike | None = None,
    seed: int | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Random class indices with probabilities softmax(logits), drawn with replacement.

    Args:
        logits: unnormalised log probabilities (batch, classes).
        num_samples: how many to draw for each row.
        dtype: int32 or int64 (the default).
        seed: op seed; with `tf.random.set_seed` it fixes the numbers.
        name: name of the operation.

    Returns: a tensor (batch, num_samples) of `dtype`.

    Raises:
        InvalidArgumentError: `logits` is not a matrix.

    Example:
        >>> tf.random.categorical([[0., -1e9]], 3).numpy()
        array([[0, 0, 0]])
    """
    seed1, seed2 = get_seed(seed)
    return Multinomial(
        logits, num_samples, output_dtype=as_dtype(dtype or dtypes.int64), seed=seed1, seed2=seed2,
        name=name,
    )  # fmt: skip


def stateless_categorical(
    logits: TensorLike, num_samples: TensorLike, seed: TensorLike, dtype: DTypeLike = dtypes.int64,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """`categorical` as a function of `seed` (two integers)."""
    return StatelessMultinomial(
        convert_to_tensor(logits), num_samples, seed, output_dtype=as_dtype(dtype), name=name
    )
