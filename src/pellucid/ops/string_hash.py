"""Strings to hash numbers: FarmHash fingerprints, SipHash with a key, and MurmurHash.

All strings of one length are hashed together, as rows of a byte matrix: unsigned 64-bit arithmetic
of NumPy arrays wraps around as that of C does.

    fingerprint64    FarmHash Fingerprint64 (farmhashna), never to change
    siphash          SipHash-2-4, whose key keeps attackers from making collisions
    murmur           MurmurHash64A with a fixed seed

Reference: https://github.com/google/farmhash; Aumasson, Bernstein, "SipHash: a fast short-input
PRF" (2012).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops.string_elements import elements
from pellucid.runtime.dispatch import op

Words = Any  # an array of uint64, one for each string

_K0 = np.uint64(0xC3A5C85C97CB3127)
_K1 = np.uint64(0xB492B66FBE98F273)
_K2 = np.uint64(0x9AE16A3B2F90404F)


def fingerprint64(texts: Sequence[bytes]) -> Words:
    """FarmHash's Fingerprint64 of each string."""
    return _by_length(texts, _farm)


def siphash(texts: Sequence[bytes], key: Sequence[int]) -> Words:
    """SipHash-2-4 of each string under a key of two 64-bit integers."""
    k0, k1 = (np.uint64(int(k) % 2**64) for k in key)
    return _by_length(texts, lambda rows: _sip(rows, k0, k1))


def murmur(texts: Sequence[bytes]) -> Words:
    """MurmurHash64A of each string, with the seed 0xDECAFCAFFE."""
    return _by_length(texts, _murmur)


def _by_length(texts: Sequence[bytes], function: Callable[[np.ndarray], Words]) -> Words:
    """Apply `function` to a byte matrix for each length that occurs."""
    lengths = np.array([len(t) for t in texts], np.int64)
    result = np.empty(len(texts), np.uint64)
    for length in np.unique(lengths).tolist():
        places = np.flatnonzero(lengths == length)
        data = b"".join(texts[i] for i in places.tolist())
        result[places] = function(np.frombuffer(data, np.uint8).reshape(len(places), length))
    return result


def _fetch(rows: np.ndarray, start: int, width: int = 8) -> Words:
    """The little-endian integer of `width` bytes at `start` of every row."""
    piece = np.ascontiguousarray(rows[:, start : start + width])
    return piece.view(f"<u{width}").reshape(-1).astype(np.uint64)


def _rotate(x: Words, bits: int) -> Words:
    """Rotate to the right."""
    return (x >> np.uint64(bits)) | (x << np.uint64(64 - bits))


# --- FarmHash -------------------------------------------------------------------------------------


def _shift_mix(x: Words) -> Words:
    return x ^ (x >> np.uint64(47))


def _mix(u: Words, v: Words, mul: Any) -> Words:
    a = _shift_mix((u ^ v) * mul)
    return _shift_mix((v ^ a) * mul) * mul


def _farm(rows: np.ndarray) -> Words:
    count, size = rows.shape
    if size > 64:
        return _farm_long(rows)
    if size > 16:
        return _farm_middle(rows)
    mul = np.full(count, size * 2, np.uint64) + _K2
    if size >= 8:
        a, b = _fetch(rows, 0) + _K2, _fetch(rows, size - 8)
        return _mix(_rotate(b, 37) * mul + a, (_rotate(a, 25) + b) * mul, mul)
    if size >= 4:
        a = _fetch(rows, 0, 4) << np.uint64(3)
        return _mix(a + np.uint64(size), _fetch(rows, size - 4, 4), mul)
    if size:
        first, middle, last = (rows[:, i].astype(np.uint64) for i in (0, size >> 1, size - 1))
        y = first + (middle << np.uint64(8))
        z = (last << np.uint64(2)) + np.uint64(size)
        return _shift_mix((y * _K2) ^ (z * _K0)) * _K2
    return np.full(count, _K2)


def _farm_middle(rows: np.ndarray) -> Words:
    """17 to 64 bytes: both ends, then for more than 32 bytes also what is between."""
    count, size = rows.shape
    mul = np.full(count, size * 2, np.uint64) + _K2
    a = _fetch(rows, 0) * (_K1 if size <= 32 else _K2)
    b = _fetch(rows, 8)
    c, d = _fetch(rows, size - 8) * mul, _fetch(rows, size - 16) * _K2
    y = _rotate(a + b, 43) + _rotate(c, 30) + d
    z = _mix(y, a + _rotate(b + _K2, 18) + c, mul)
    if size <= 32:
        return z
    e, f = _fetch(rows, 16) * mul, _fetch(rows, 24)
    g, h = (y + _fetch(rows, size - 32)) * mul, (z + _fetch(rows, size - 24)) * mul
    return _mix(_rotate(e + f, 43) + _rotate(g, 30) + h, e + _rotate(f + a, 18) + g, mul)


def _farm_long(rows: np.ndarray) -> Words:
    """More than 64 bytes: rounds of 64, the last of which ends with the string."""
    count, size = rows.shape
    x = np.full(count, 81, np.uint64)
    y = x * _K1 + np.uint64(113)
    z = _shift_mix(y * _K2 + np.uint64(113)) * _K2
    zero = np.zeros(count, np.uint64)
    state = (x * _K2 + _fetch(rows, 0), y, z, (zero, zero), (zero, zero))
    for start in range(0, (size - 1) // 64 * 64, 64):
        state = _farm_round(rows, start, state, _K1, np.uint64(1))
    x, y, z, v, w = state
    mul = ((z & np.uint64(255)) << np.uint64(1)) + _K1
    w0 = w[0] + np.uint64((size - 1) & 63)
    v0 = v[0] + w0
    state = (x, y, z, (v0, v[1]), (w0 + v0, w[1]))
    x, y, z, v, w = _farm_round(rows, size - 64, state, mul, np.uint64(9))
    return _mix(_mix(v[0], w[0], mul) + _shift_mix(y) * _K0 + z, _mix(v[1], w[1], mul) + x, mul)


def _farm_round(rows: np.ndarray, start: int, state: Any, mul: Any, times: np.uint64) -> Any:
    x, y, z, v, w = state
    x = _rotate(x + y + v[0] + _fetch(rows, start + 8), 37) * mul
    y = _rotate(y + v[1] + _fetch(rows, start + 48), 42) * mul
    x = x ^ (w[1] * times)
    y = y + v[0] * times + _fetch(rows, start + 40)
    z = _rotate(z + w[0], 33) * mul
    v = _farm_weak(rows, start, v[1] * mul, x + w[0])
    w = _farm_weak(rows, start + 32, z + w[1], y + _fetch(rows, start + 16))
    return z, y, x, v, w


def _farm_weak(rows: np.ndarray, start: int, a: Words, b: Words) -> tuple[Words, Words]:
    first, second, third, fourth = (_fetch(rows, start + i) for i in (0, 8, 16, 24))
    a = a + first
    b = _rotate(b + a + fourth, 21)
    sum_of_three = a + second + third
    return sum_of_three + fourth, b + _rotate(sum_of_three, 44) + a


# --- SipHash and MurmurHash -----------------------------------------------------------------------


def _sip(rows: np.ndarray, k0: np.uint64, k1: np.uint64) -> Words:
    count, size = rows.shape
    # The rest of the string and its length fill the last word.
    padded = np.zeros((count, size // 8 * 8 + 8), np.uint8)
    padded[:, :size] = rows
    padded[:, -1] = size & 255
    words = ("somepseu", "dorandom", "lygenera", "tedbytes")
    start = [np.uint64(int.from_bytes(w.encode(), "big")) for w in words]
    v = [np.full(count, s ^ k) for s, k in zip(start, (k0, k1, k0, k1), strict=True)]
    for offset in range(0, padded.shape[1], 8):
        word = _fetch(padded, offset)
        v[3] = v[3] ^ word
        v = _sip_round(_sip_round(v))
        v[0] = v[0] ^ word
    v[2] = v[2] ^ np.uint64(255)
    for _ in range(4):
        v = _sip_round(v)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def _sip_round(v: list[Words]) -> list[Words]:
    v0, v1, v2, v3 = v
    v0, v2 = v0 + v1, v2 + v3
    v1, v3 = _rotate(v1, 51) ^ v0, _rotate(v3, 48) ^ v2
    v0, v2 = _rotate(v0, 32) + v3, v2 + v1
    v1, v3 = _rotate(v1, 47) ^ v2, _rotate(v3, 43) ^ v0
    return [v0, v1, _rotate(v2, 32), v3]


def _murmur(rows: np.ndarray) -> Words:
    count, size = rows.shape
    mul, shift = np.uint64(0xC6A4A7935BD1E995), np.uint64(47)
    h = np.full(count, 0xDECAFCAFFE, np.uint64) ^ (np.full(count, size, np.uint64) * mul)
    whole = size // 8 * 8
    for offset in range(0, whole, 8):
        k = _fetch(rows, offset) * mul
        h = (h ^ ((k ^ (k >> shift)) * mul)) * mul
    if size > whole:
        padded = np.zeros((count, 8), np.uint8)
        padded[:, : size - whole] = rows[:, whole:]
        h = (h ^ _fetch(padded, 0)) * mul
    h = (h ^ (h >> shift)) * mul
    return h ^ (h >> shift)


# --- the ops --------------------------------------------------------------------------------------

StringToHashBucket = op(
    "StringToHashBucket",
    "string_tensor: string -> output: int64",
    num_buckets=int,
    infer=same,
    gradient=None,
)


@StringToHashBucket.kernel("host")
def _(x: Any, num_buckets: int) -> Any:
    return _bucket(x, murmur, num_buckets)


StringToHashBucketFast = op(
    "StringToHashBucketFast",
    "input: string -> output: int64",
    num_buckets=int,
    infer=same,
    gradient=None,
)


@StringToHashBucketFast.kernel("host")
def _(x: Any, num_buckets: int) -> Any:
    return _bucket(x, fingerprint64, num_buckets)


StringToHashBucketStrong = op(
    "StringToHashBucketStrong",
    "input: string -> output: int64",
    num_buckets=int,
    key=list,
    infer=same,
    gradient=None,
)


@StringToHashBucketStrong.kernel("host")
def _(x: Any, num_buckets: int, key: list[int]) -> Any:
    return _bucket(x, lambda texts: siphash(texts, key), num_buckets)


def _bucket(x: Any, hashes: Callable[[list[bytes]], Words], buckets: int) -> np.ndarray:
    found = hashes(elements(x)) % np.uint64(buckets)
    return found.astype(np.int64).reshape(np.shape(x))


Fingerprint = op("Fingerprint", "data: T, method: string -> fingerprint: uint8", gradient=None)


@Fingerprint.infer
def _(call: Any) -> Any:
    dims = call.shape(0)
    return (None if not dims else dims[0], 8)


@Fingerprint.kernel("host")
def _(data: Any, method: Any) -> Any:
    name = elements(method)[0]
    if name != b"farmhash64":
        raise ValueError(f"method must be 'farmhash64', received {name!r}")
    array = np.asarray(data)
    if array.ndim == 0:
        raise ValueError("data must have at least one dimension")
    if array.dtype == object:
        found = fingerprint64(elements(array))
        if array.ndim == 1:
            return found.astype("<u8").view(np.uint8).reshape(-1, 8)
        array = found.reshape(array.shape)
    rows = [row.tobytes() for row in np.ascontiguousarray(array)]
    return fingerprint64(rows).astype("<u8").view(np.uint8).reshape(-1, 8)


def to_hash_bucket(input: TensorLike, num_buckets: int, name: str | None = None) -> Tensor:
    """A bucket for each string, by an old hash; `to_hash_bucket_fast` is better.

    Args:
        input: strings, any shape; also ragged.
        num_buckets: the number of buckets.

    Returns: int64 tensor with values in 0..num_buckets-1.
    """
    return StringToHashBucket(input, num_buckets=_positive(num_buckets), name=name)


def to_hash_bucket_fast(input: TensorLike, num_buckets: int, name: str | None = None) -> Tensor:
    """A bucket for each string: its FarmHash fingerprint modulo `num_buckets`.

    Args:
        input: strings, any shape; also ragged.
        num_buckets: the number of buckets.

    Returns: int64 tensor with values in 0..num_buckets-1.

    Example:
        >>> tf.strings.to_hash_bucket_fast(["a", "b", "abc"], 1000).numpy().tolist()
        [939, 822, 385]
    """
    return StringToHashBucketFast(input, num_buckets=_positive(num_buckets), name=name)


def to_hash_bucket_strong(
    input: TensorLike, num_buckets: int, key: Sequence[int], name: str | None = None
) -> Tensor:
    """A bucket for each string: its SipHash under a secret key, modulo `num_buckets`.

    Args:
        input: strings, any shape; also ragged.
        num_buckets: the number of buckets.
        key: two integers.

    Returns: int64 tensor with values in 0..num_buckets-1.
    """
    if len(key) != 2:
        text = explain(
            "tf.strings.to_hash_bucket_strong [key]",
            "wrong length",
            expected="2 integers",
            received=str(list(key)),
        )
        raise InvalidArgumentError(None, None, text)
    return StringToHashBucketStrong(
        input, num_buckets=_positive(num_buckets), key=list(key), name=name
    )


def _positive(num_buckets: int) -> int:
    if num_buckets < 1:
        text = explain("num_buckets", "too small", expected="1 or more", received=str(num_buckets))
        raise InvalidArgumentError(None, None, text)
    return num_buckets


def fingerprint(
    data: TensorLike, method: TensorLike = "farmhash64", name: str | None = None
) -> Tensor:
    """A fingerprint of 8 bytes for each row of `data`, that never changes.

    Args:
        data: a tensor of rank 1 or more.
        method: only "farmhash64".

    Returns: uint8 tensor of shape (rows, 8), the number in little-endian order.
    """
    return Fingerprint(data, method, name=name)
