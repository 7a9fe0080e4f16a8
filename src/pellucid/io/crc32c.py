"""CRC-32C (Castagnoli), the checksum of TFRecord files and checkpoints.

    crc32c(data)           the checksum
    masked_crc32c(data)    as it is stored beside the data

A checksum is linear: it is the exclusive or of what each byte contributes by itself, and that
depends only on the byte and on its distance from the end. So a block needs one look-up for each
byte, all of them independent (NumPy's work), and Python's own loop goes over blocks only.

Reference: RFC 3720, appendix B.4; the masking is LevelDB's.
"""

from __future__ import annotations

import functools

import numpy as np

_POLYNOMIAL = 0x82F63B78  # 0x1EDC6F41, its bits reversed
_BLOCK = 1024
_FEW = 24  # bytes; NumPy takes longer to begin than Python to go through them
_PIECE = 64 * _BLOCK  # bytes that are looked up at once: what they need stays in the cache


@functools.cache
def _contributions() -> np.ndarray:
    """[i, b]: what byte `b` contributes from i bytes before the last, as uint32."""
    one = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        one = np.where(one & 1, (one >> 1) ^ np.uint32(_POLYNOMIAL), one >> 1)
    table = np.empty((_BLOCK, 256), np.uint32)
    table[0] = one
    for i in range(1, _BLOCK):
        table[i] = (table[i - 1] >> 8) ^ one[table[i - 1] & 0xFF]
    return table


def crc32c(data: bytes | bytearray | memoryview) -> int:
    """The CRC-32C of `data`, an unsigned 32-bit number.

    Example:
        >>> hex(crc32c(b"123456789"))
        '0xe3069283'
    """
    if len(data) <= _FEW:
        return _one_by_one(data)
    table = _contributions()
    flat = table.ravel()
    array = np.frombuffer(data, np.uint8)
    state, start = 0xFFFFFFFF, array.size % _BLOCK
    if start:
        state = _advance(table, state, start) ^ int(
            np.bitwise_xor.reduce(flat.take(_places(start) + array[:start]))
        )
    for begin in range(start, array.size, _PIECE):
        blocks = array[begin : begin + _PIECE].reshape(-1, _BLOCK)
        for found in np.bitwise_xor.reduce(flat.take(_places(_BLOCK) + blocks), axis=1).tolist():
            state = _advance(table, state, _BLOCK) ^ found
    return state ^ 0xFFFFFFFF


def _one_by_one(data: bytes | bytearray | memoryview) -> int:
    last = _last_byte()
    state = 0xFFFFFFFF
    for byte in data:
        state = (state >> 8) ^ last[(state ^ byte) & 0xFF]
    return state ^ 0xFFFFFFFF


@functools.cache
def _last_byte() -> list[int]:
    """What each byte contributes at the end."""
    return _contributions()[0].tolist()


@functools.lru_cache(maxsize=256)
def _places(length: int) -> np.ndarray:
    """Where the table has the row of each of `length` bytes."""
    return np.arange(length - 1, -1, -1) * 256


def _advance(table: np.ndarray, state: int, count: int) -> int:
    """The state after `count` bytes of zero: as if its own four bytes stood at their beginning."""
    after = state >> (8 * count) if count < 4 else 0
    for i in range(min(count, 4)):
        after ^= int(table[count - 1 - i, (state >> (8 * i)) & 0xFF])
    return after


def masked_crc32c(data: bytes | bytearray | memoryview) -> int:
    """The CRC-32C rotated by 15 bits and shifted by a constant.

    Data that hold checksums of themselves would otherwise have a checksum without meaning.
    """
    found = crc32c(data)
    return (((found >> 15) | (found << 17)) + 0xA282EAD8) & 0xFFFFFFFF
