"""PNG files by their specification: writing all, reading those with 16 bits for each sample.

    write(image, level)     uint8 or uint16 (height, width, 1 to 4) -> bytes
    read(contents)          -> (uint8 or uint16 array, transparent color or None)
    header(contents)        -> Header

Common image libraries read 16-bit colour as 8 bits. The filters of a row refer to the pixel to the
left and to the row above, so `_unfiltered` walks over the diagonals: on each of them all pixels
are independent.

Reference: https://www.w3.org/TR/png-3/
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Samples in a pixel by colour type: grey, RGB, palette, grey with alpha, RGB with alpha.
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_COLOR_TYPE = {1: 0, 2: 4, 3: 2, 4: 6}
# The passes of an interlaced file: first row, first column, steps.
_PASSES = (
    (0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2),
    (1, 0, 2, 1),
)  # fmt: skip


class Header(NamedTuple):
    """What a file says of itself before its pixels."""

    width: int
    height: int
    depth: int
    color_type: int
    interlaced: bool

    @property
    def samples(self) -> int:
        """Samples in a pixel."""
        return _SAMPLES[self.color_type]

    @property
    def bytes(self) -> int:
        """The size of the pixels, not compressed."""
        return self.height * ((self.width * self.samples * self.depth + 7) // 8 + 1)


def header(contents: bytes) -> Header:
    """The header of a PNG file.

    Raises:
        ValueError: it is none, or its header makes no sense.
    """
    if contents[:8] != SIGNATURE or len(contents) < 33 or contents[12:16] != b"IHDR":
        raise ValueError("Invalid PNG data: no header")
    width, height, depth, color, method, filters, interlace = struct.unpack(
        ">IIBBBBB", contents[16:29]
    )
    if color not in _SAMPLES or depth not in (1, 2, 4, 8, 16) or method or filters or interlace > 1:
        raise ValueError("Invalid PNG data: unknown format")
    if not (0 < width < 2**31 and 0 < height < 2**31):
        raise ValueError(f"Invalid PNG data: size {width} x {height}")
    return Header(width, height, depth, color, bool(interlace))


def chunks(contents: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a file, name and data, checked."""
    import zlib

    place = 8
    while place + 12 <= len(contents):
        (size,) = struct.unpack(">I", contents[place : place + 4])
        name, data = contents[place + 4 : place + 8], contents[place + 8 : place + 8 + size]
        check = contents[place + 8 + size : place + 12 + size]
        if len(check) < 4:
            break
        if zlib.crc32(name + data) != int.from_bytes(check, "big"):
            raise ValueError(f"Invalid PNG data: damaged chunk {name!r}")
        yield name, data
        if name == b"IEND":
            return
        place += 12 + size
    raise ValueError("Invalid PNG data: truncated")


def read(contents: bytes) -> tuple[np.ndarray, tuple[int, ...] | None]:
    """The pixels of a file with 16 bits for each sample, and the colour that is transparent."""
    import zlib

    head = header(contents)
    found: dict[bytes, bytes] = {}
    for name, data in chunks(contents):
        found[name] = found.get(name, b"") + data if name == b"IDAT" else data
    raw = zlib.decompressobj().decompress(found.get(b"IDAT", b""), head.bytes * 2 + 64)
    pixels = np.zeros((head.height, head.width, head.samples * 2), np.uint8)
    place = 0
    for top, left, down, right in _PASSES if head.interlaced else ((0, 0, 1, 1),):
        part = pixels[top::down, left::right]
        rows, columns, depth = part.shape
        if not part.size:
            continue
        count = rows * (columns * depth + 1)
        if place + count > len(raw):
            raise ValueError("Invalid PNG data: truncated")
        lines = np.frombuffer(raw, np.uint8, count, place).reshape(rows, -1)
        part[...] = _unfiltered(lines[:, 0], lines[:, 1:].reshape(rows, columns, depth))
        place += count
    transparent = None
    if b"tRNS" in found and head.color_type in (0, 2):
        transparent = struct.unpack(f">{head.samples}H", found[b"tRNS"][: 2 * head.samples])
    return pixels.view(">u2").astype(np.uint16), transparent


def _paeth(left: np.ndarray, above: np.ndarray, corner: np.ndarray) -> np.ndarray:
    """Of the three neighbours the one nearest to left + above - corner (all int16)."""
    a, b = np.abs(above - corner), np.abs(left - corner)
    c = np.abs(left + above - 2 * corner)
    return np.where((a <= b) & (a <= c), left, np.where(b <= c, above, corner))


def _unfiltered(kinds: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """The bytes (rows, columns, bytes of a pixel) that were filtered, row by row, to `lines`."""
    if kinds.max(initial=0) > 4:
        raise ValueError("Invalid PNG data: unknown filter")
    rows, columns, depth = lines.shape
    out = np.zeros((rows + 1, columns + 1, depth), np.int16)  # with a border of zeros
    for step in range(rows + columns - 1):
        y = np.arange(max(0, step - columns + 1), min(rows, step + 1))
        x = step - y
        left, above, corner = out[y + 1, x], out[y, x + 1], out[y, x]
        kind = kinds[y, None]
        guess = np.choose(
            kind,
            [np.zeros_like(left), left, above, (left + above) // 2, _paeth(left, above, corner)],
        )
        out[y + 1, x + 1] = (lines[y, x] + guess) & 0xFF
    return out[1:, 1:].astype(np.uint8)


def write(image: np.ndarray, level: int = -1) -> bytes:
    """A PNG file.

    Args:
        image: uint8 or uint16 (height, width, 1 to 4 samples).
        level: how hard to compress, 0 to 9; -1 is zlib's own choice.
    """
    import zlib

    height, width, samples = image.shape
    size = image.dtype.itemsize
    head = struct.pack(">IIBBBBB", width, height, 8 * size, _COLOR_TYPE[samples], 0, 0, 0)
    data = np.ascontiguousarray(image, image.dtype.newbyteorder(">")).view(np.uint8)
    packed = zlib.compress(_filtered(data.reshape(height, width, samples * size)), level)
    parts = ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    return SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )


def _filtered(pixels: np.ndarray) -> bytes:
    """For each row the filter whose result has the smallest sum, and that result."""
    rows = len(pixels)
    wide = pixels.astype(np.int16)
    left, above, corner = (np.zeros_like(wide) for _ in range(3))
    left[:, 1:], above[1:], corner[1:, 1:] = wide[:, :-1], wide[:-1], wide[:-1, :-1]
    guesses = (0, left, above, (left + above) // 2, _paeth(left, above, corner))
    tried = [(wide - guess).astype(np.uint8).reshape(rows, -1) for guess in guesses]
    costs = [np.abs(t.view(np.int8).astype(np.int16)).sum(1, dtype=np.int64) for t in tried]
    best = np.argmin(costs, 0)
    chosen = np.stack(tried)[best, np.arange(rows)]
    return np.concatenate([best[:, None].astype(np.uint8), chosen], 1).tobytes()
