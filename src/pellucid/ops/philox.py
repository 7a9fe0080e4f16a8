"""Philox 4x32-10: random bits as a function of a counter and a key.

A generator's state is three uint64: the low and the high half of a 128-bit counter, and the key.
Each counter value gives four 32-bit words, so any part of a stream can be computed at once, on
NumPy (`xp = numpy`) and in compiled programs (`xp = jax.numpy`) with the same result.

    words(xp, state, blocks)         the random words of consecutive counter values
    words_at(xp, state, steps)       those of the counters that far on
    advance(xp, state, blocks)       the state that many counter values further on
    scramble(xp, seed)               key and counter of a stateless seed pair
    uniform, normal, truncated_normal, integers, full_integers
                                     numbers of a dtype, as TensorFlow makes them from the words
    unit, unit_double, box_muller    the conversions themselves

Reference: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core.dtypes import DType, float32
from pellucid.runtime.dispatch import in_threads, native

_MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
_KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
_LOW = 0xFFFFFFFF
_ROUNDS = 10
_PIECE = 8192
_SHARE = 1 << 15  # numbers that one thread draws at a time, from one state for all of them

# TensorFlow moves a generator on by this many counter values for each number that is asked for,
# so that draws with rejection never overlap the next ones.
RESERVED = 256

# Words to a block, and what a normal number's logarithm is kept away from.
_WORDS = 4
_SMALLEST = 1.0e-7

# Native kernels for compiled programs, which the runtime may put here: f(kind, state, count) gives
# `count` blocks of "words" or "normal" float32 numbers, None where it does not apply.
compiled: Callable[[str, Any, int], Any] | None = None


def initial_state(seed: int, seed2: int) -> np.ndarray:
    """The state with which a stateful op or object begins; two zeros ask for an arbitrary one."""
    if seed == 0 and seed2 == 0:
        import secrets

        seed, seed2 = secrets.randbits(64), secrets.randbits(64)
    return np.array([0, seed2 % 2**64, seed % 2**64], np.uint64)


def words(xp: Any, state: Any, blocks: int) -> Any:
    """Random words, uint32 of shape (blocks, 4), of the next `blocks` counter values."""
    found = _natively(xp, "words", state, blocks)
    if found is not None:
        return found
    return words_at(xp, state, xp.arange(blocks, dtype=np.uint64))


def _natively(xp: Any, kind: str, state: Any, count: int) -> Any:
    """What a native kernel draws, or None."""
    if xp is np:
        return native().drawn(kind, state, count)
    return None if compiled is None else compiled(kind, state, count)


def words_at(xp: Any, state: Any, steps: Any) -> Any:
    """The words (…, 4) of the counters `state + steps`."""
    low, high = _add(state, steps)
    if xp is np:
        return _numpy_blocks(low.reshape(-1), high.reshape(-1), int(state[2])).reshape(
            *low.shape, 4
        )
    return xp.stack(_blocks(low, high, state[2:3]), axis=-1).astype(np.uint32)


def _add(state: Any, steps: Any) -> tuple[Any, Any]:
    """The 128-bit sum of the counter and `steps`: low and high halves."""
    low = state[0:1] + steps
    return low, state[1:2] + (low < steps).astype(np.uint64)


def _blocks(low: Any, high: Any, key: Any) -> tuple[Any, ...]:
    """The four words of every counter; all arrays hold 32-bit numbers in uint64."""
    half, mask = np.uint64(32), np.uint64(_LOW)
    c0, c1, c2, c3 = low & mask, low >> half, high & mask, high >> half
    k0, k1 = key & mask, key >> half
    for _ in range(_ROUNDS):
        first = c0 * np.uint64(_MULTIPLIERS[0])
        second = c2 * np.uint64(_MULTIPLIERS[1])
        c0, c1 = (second >> half) ^ c1 ^ k0, second & mask
        c2, c3 = (first >> half) ^ c3 ^ k1, first & mask
        k0 = (k0 + np.uint64(_KEY_STEPS[0])) & mask
        k1 = (k1 + np.uint64(_KEY_STEPS[1])) & mask
    return c0, c1, c2, c3


def _numpy_blocks(low: np.ndarray, high: np.ndarray, key: int) -> np.ndarray:
    """`_blocks` in place and in pieces that fit the cache: ten times faster for long vectors."""
    out = np.empty((low.size, 4), np.uint32)
    half, mask = np.uint64(32), np.uint64(_LOW)
    k0, k1 = key & _LOW, key >> 32
    keys = [
        (np.uint64((k0 + i * _KEY_STEPS[0]) & _LOW), np.uint64((k1 + i * _KEY_STEPS[1]) & _LOW))
        for i in range(_ROUNDS)
    ]
    first, second = np.uint64(_MULTIPLIERS[0]), np.uint64(_MULTIPLIERS[1])
    for start in range(0, low.size, _PIECE):
        piece = slice(start, start + _PIECE)
        c0, c1, c2, c3 = (
            low[piece] & mask,
            low[piece] >> half,
            high[piece] & mask,
            high[piece] >> half,
        )
        for key0, key1 in keys:
            c0 *= first
            c2 *= second
            c1 ^= key0
            c1 ^= c2 >> half
            c3 ^= key1
            c3 ^= c0 >> half
            c2 &= mask
            c0 &= mask
            c0, c1, c2, c3 = c1, c2, c3, c0
        for i, word in enumerate((c0, c1, c2, c3)):
            out[piece, i] = word
    return out


def advance(xp: Any, state: Any, blocks: Any) -> Any:
    """The state after `blocks` counter values."""
    low, high = _add(state, xp.asarray(blocks).astype(np.uint64).reshape(1))
    return xp.concatenate([low, high, state[2:3]])


def scramble(xp: Any, seed: Any) -> Any:
    """The state that a stateless op's `seed` (two integers) stands for.

    One Philox block under a fixed key makes near seeds unrelated.
    """
    pair = xp.asarray(seed).astype(np.int64).astype(np.uint64)
    key = np.array([0x02461E293EC8F720], np.uint64)
    mixed = xp.concatenate(_blocks(pair[0:1], pair[1:2], key))
    halves = mixed[0::2] | (mixed[1::2] << np.uint64(32))
    return xp.stack([xp.zeros_like(halves[0]), halves[1], halves[0]])


# ---------------------------------------------------------------------- numbers from words


def uniform(xp: Any, state: Any, size: int, dtype: DType) -> Any:
    """`size` numbers in [0, 1): random bits as the mantissa of a number in [1, 2), minus 1."""
    if dtype is float32:
        found = _natively(xp, "uniform", state, size)
        if found is not None:
            return found
    if xp is np and size > _SHARE:
        return _shared_out(uniform, state, size, dtype)
    if dtype.size == 8:
        return unit_double(words(xp, state, _ceil(size, 2)).reshape(-1, 2))[:size]
    return unit(xp, words(xp, state, _ceil(size, _WORDS)).reshape(-1)[:size], dtype.np_dtype)


def _shared_out(draw: Any, state: Any, size: int, dtype: DType) -> np.ndarray:
    """What `draw` gives, drawn in shares by several threads: each knows where its counter is."""
    out = np.empty(size, dtype.np_dtype)
    per_block = 2 if dtype.size == 8 else _WORDS

    def share(start: int) -> None:
        first = advance(np, state, start // per_block)
        out[start : start + _SHARE] = draw(np, first, min(_SHARE, size - start), dtype)

    in_threads(share, range(0, size, _SHARE))
    return out


def unit(xp: Any, bits: Any, kind: np.dtype) -> Any:
    """32-bit words as numbers in [0, 1) of a floating dtype of at most 32 bits."""
    store, mantissa, one = {
        "float32": (np.uint32, 23, 127 << 23),
        "float16": (np.uint16, 10, 15 << 10),
        "bfloat16": (np.uint16, 7, 127 << 7),
    }[kind.name]
    raw = (bits & np.uint32((1 << mantissa) - 1)) | np.uint32(one)
    return raw.astype(store).view(kind) - xp.ones((), kind)


def unit_double(pairs: Any) -> Any:
    """Pairs of words (…, 2) as float64 in [0, 1)."""
    pairs = pairs.astype(np.uint64)
    raw = ((pairs[..., 0] & np.uint64(0xFFFFF)) << np.uint64(32)) | pairs[..., 1]
    return (raw | np.uint64(1023 << 52)).view(np.float64) - 1.0


def normal(xp: Any, state: Any, size: int, dtype: DType) -> Any:
    """`size` standard normal numbers, by the method of Box and Muller."""
    if dtype is float32:
        found = _natively(xp, "normal", state, size)
        if found is not None:
            return found
    if xp is np and size > _SHARE:
        return _shared_out(normal, state, size, dtype)
    per_block = 2 if dtype.size == 8 else _WORDS
    blocks = words(xp, state, _ceil(size, per_block))
    return box_muller(xp, blocks, dtype).reshape(-1)[:size].astype(dtype.np_dtype)


def box_muller(xp: Any, blocks: Any, dtype: DType) -> Any:
    """Words (…, 4) to standard normal numbers (…, 4), or (…, 2) for float64.

    Logarithm, sine and cosine are taken in float64 and rounded, which is what a good float32
    library gives.
    """
    if dtype.size == 8:
        share = unit_double(blocks.reshape(*blocks.shape[:-1], 2, 2))
        radius = xp.sqrt(-2.0 * xp.log(xp.maximum(share[..., 0:1], _SMALLEST)))
        angle = 2.0 * np.pi * share[..., 1:2]
        return xp.concatenate([xp.sin(angle) * radius, xp.cos(angle) * radius], -1)
    share = unit(xp, blocks, np.dtype(np.float32)).astype(np.float64)
    log = xp.log(xp.maximum(share[..., 0::2], np.float64(np.float32(_SMALLEST))))
    radius = xp.sqrt(np.float32(-2.0) * log.astype(np.float32))
    angle = (2.0 * np.pi * share[..., 1::2]).astype(np.float32).astype(np.float64)
    pair = xp.stack([xp.sin(angle), xp.cos(angle)], -1).astype(np.float32) * radius[..., None]
    return pair.reshape(blocks.shape)


def truncated_normal(xp: Any, state: Any, size: int, dtype: DType) -> Any:
    """`size` standard normal numbers; those beyond two standard deviations are drawn again."""
    group = 2 if dtype.size == 8 else _WORDS
    groups = _ceil(size, group)
    # Sixteen candidates are practically always enough (one group in 10^15 has fewer good ones).
    # NumPy tries with half of them and looks again at the few groups that need more.
    tries = 16 // group // (2 if xp is np else 1)
    found, complete = _accepted(xp, state, xp.arange(groups), tries, dtype, group)
    if xp is np and not complete.all():
        late = np.flatnonzero(~complete)
        found[late] = _accepted(xp, state, late, 32, dtype, group)[0]
    return found.reshape(-1)[:size].astype(dtype.np_dtype)


def _accepted(
    xp: Any, state: Any, groups: Any, tries: int, dtype: DType, count: int
) -> tuple[Any, Any]:
    """The first `count` candidates of each group that are small, and whether there were so many."""
    start = groups.astype(np.uint64) * np.uint64(count * RESERVED // _WORDS)
    blocks = words_at(xp, state, start[:, None] + xp.arange(tries, dtype=np.uint64))
    candidates = box_muller(xp, blocks, dtype).reshape(len(groups), -1)
    fits = xp.abs(candidates) < 2.0
    order = xp.argsort(~fits, axis=1, stable=True)[:, :count]
    return xp.take_along_axis(candidates, order, 1), fits.sum(1) >= count


def integers(xp: Any, state: Any, size: int, low: Any, high: Any, dtype: DType) -> Any:
    """`size` integers in [low, high); `low` and `high` are scalars."""
    kind = dtype.np_dtype
    unsigned = np.dtype(f"u{kind.itemsize}")
    low = xp.asarray(low).astype(kind).astype(unsigned).reshape(1)
    high = xp.asarray(high).astype(kind).astype(unsigned).reshape(1)
    span = xp.maximum(high - low, unsigned.type(1))
    drawn = _raw(xp, state, size, kind.itemsize).astype(unsigned) % span
    return (low + drawn).astype(kind)


def full_integers(xp: Any, state: Any, size: int, dtype: DType) -> Any:
    """`size` integers, every bit of them random."""
    kind = dtype.np_dtype
    return _raw(xp, state, size, kind.itemsize).astype(kind)


def _raw(xp: Any, state: Any, size: int, itemsize: int) -> Any:
    if itemsize == 8:
        pairs = words(xp, state, _ceil(size, 2)).reshape(-1, 2)[:size].astype(np.uint64)
        return pairs[:, 0] | (pairs[:, 1] << np.uint64(32))
    return words(xp, state, _ceil(size, _WORDS)).reshape(-1)[:size]


def _ceil(size: int, step: int) -> int:
    return -(-size // step)
