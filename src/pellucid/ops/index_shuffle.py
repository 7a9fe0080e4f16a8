"""A random permutation of 0 … max_index, element by element, without memory for the others.

Op: RandomIndexShuffle. Function: index_shuffle.

Indices are encrypted with the block cipher Simon, on the smallest even number of bits that holds
them; results that are too large are encrypted again until they fit.

Reference: Beaulieu et al., "The SIMON and SPECK families of lightweight block ciphers", 2013.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.constants import convert_to_tensor
from pellucid.ops.random_streams import while_active
from pellucid.runtime.dispatch import op

_WORDS = frozenset({dtypes.int32, dtypes.int64, dtypes.uint32, dtypes.uint64})

# TensorFlow puts this number before the two of the seed to make a key of three words.
_KEY = 498247692
_LEAST_BITS = 16

# A walk visits each of at least 2^16 values once at most; longer ones are as good as impossible.
_MOST_ROUNDS = 1 << 20

# The constants z0 of the cipher, first bit first.
_Z0 = "11111010001001010110000111001101111101000100101011000011100110"


def _shape(call: Any) -> Any:
    index, seed, limit = call.shape(0), call.shape(1), call.shape(2)
    if None in (index, seed, limit):
        return None
    return index or seed[:-1] or limit


RandomIndexShuffle = op(
    "RandomIndexShuffle", "index: dtype, seed: Tseed, max_index: dtype -> output: dtype",
    dtype=_WORDS, Tseed=_WORDS, rounds=4, gradient=None, static=("max_index",), infer=_shape,
)  # fmt: skip


def _rotated(x: Any, by: int, bits: int) -> Any:
    """Words of `bits` bits rotated to the left."""
    by %= bits
    mask = np.uint64((1 << bits) - 1)
    return ((x << np.uint64(by)) | (x >> np.uint64(bits - by))) & mask if by else x


def _round_keys(key: Any, rounds: int, bits: int) -> list[Any]:
    """The keys of all rounds from three words (…, 3)."""
    mask = np.uint64((1 << bits) - 1)
    keys = [key[..., i].astype(np.uint64) & mask for i in range(3)]
    while len(keys) < rounds:
        mixed = _rotated(keys[-1], bits - 3, bits)
        mixed = mixed ^ _rotated(mixed, bits - 1, bits)
        constant = np.uint64(3 ^ int(_Z0[(len(keys) - 3) % 62]))
        keys.append((~keys[-3] & mask) ^ mixed ^ constant)
    return keys[:rounds]


def _encrypted(value: Any, keys: list[Any], bits: int) -> Any:
    mask = np.uint64((1 << bits) - 1)
    x, y = value & mask, value >> np.uint64(bits)
    for key in keys:
        mixed = (_rotated(x, 1, bits) & _rotated(x, 8, bits)) ^ _rotated(x, 2, bits)
        x, y = (y ^ mixed ^ key) & mask, x
    return (y << np.uint64(bits)) | x


def _shuffled(xp: Any, jax: Any, index: Any, seed: Any, limit: np.ndarray, rounds: int) -> Any:
    if seed.shape[-1:] != (3,):
        raise ValueError(f"seed must have 3 numbers in its last dimension, got shape {seed.shape}")
    if rounds < 4 or rounds % 2:
        raise ValueError(f"rounds must be even and at least 4, got {rounds}")
    shape = np.broadcast_shapes(index.shape, seed.shape[:-1], limit.shape)
    largest = int(limit.reshape(-1)[0]) if limit.size else 0
    if (limit != largest).any():
        parts = [
            _shuffled(xp, jax, i, s, np.asarray(m), rounds)
            for i, s, m in zip(
                xp.broadcast_to(index, shape), xp.broadcast_to(seed, (*shape, 3)),
                np.broadcast_to(limit, shape), strict=True,
            )
        ]  # fmt: skip
        return xp.stack(parts)
    size = max(largest - 1, 0).bit_length()
    bits = max(size + size % 2, _LEAST_BITS) // 2
    keys = _round_keys(seed, rounds, bits)

    def again(active: Any, value: Any) -> Any:
        value = xp.where(active, _encrypted(value, keys, bits), value)
        return value > np.uint64(largest), value

    value = xp.broadcast_to(xp.asarray(index).astype(np.uint64), shape)
    (value,) = while_active(jax, again, xp.ones(shape, bool), value, most=_MOST_ROUNDS)
    return value


@RandomIndexShuffle.kernel("numpy")
def _(index: Any, seed: Any, limit: Any, rounds: int) -> Any:
    if (index > limit).any() or (np.asarray(index) < 0).any():
        raise ValueError(f"index must be at least 0 and at most max_index = {limit}, got {index}")
    return _shuffled(np, None, np.asarray(index), seed, np.asarray(limit), rounds)


@RandomIndexShuffle.kernel("xla")
def _(jax: Any, index: Any, seed: Any, limit: Any, rounds: int) -> Any:
    return _shuffled(jax.numpy, jax, index, seed, np.asarray(limit), rounds)


def index_shuffle(index: TensorLike, seed: TensorLike, max_index: TensorLike) -> Tensor:
    """Where a random permutation of 0 … max_index puts `index`.

    Args:
        index: a scalar or vector of integers, at most `max_index`.
        seed: two integers that choose the permutation (or one pair for each index).
        max_index: the largest number of the permutation.

    Returns: integers of the dtype of `index`.

    Example:
        >>> moved = [int(tf.random.experimental.index_shuffle(i, [1, 2], 4)) for i in range(5)]
        >>> sorted(moved)
        [0, 1, 2, 3, 4]
    """
    from pellucid.ops.casting import cast
    from pellucid.ops.padding import pad

    index = convert_to_tensor(index)
    seed = convert_to_tensor(seed)
    before = [[0, 0]] * (len(seed.dims or (0,)) - 1)
    key = pad(seed, [*before, [1, 0]], constant_values=_KEY)
    limit = cast(convert_to_tensor(max_index), index.dtype)
    return RandomIndexShuffle(index, key, limit, rounds=4)
