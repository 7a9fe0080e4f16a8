"""Bytes as numbers, and compressed bytes: `tf.io.decode_raw`, `tf.io.decode_compressed`."""

from __future__ import annotations

import sys
import zlib
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import DataLossError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops.string_elements import elements, elementwise, scalar
from pellucid.runtime.dispatch import op

_RAW = frozenset(
    {
        dtypes.half,
        dtypes.float32,
        dtypes.float64,
        dtypes.bfloat16,
        dtypes.int8,
        dtypes.int16,
        dtypes.int32,
        dtypes.int64,
        dtypes.uint8,
        dtypes.uint16,
        dtypes.bool,
        dtypes.complex64,
        dtypes.complex128,
    }
)

DecodeRaw = op(
    "DecodeRaw",
    "bytes: string -> output: out_type",
    out_type=_RAW,
    little_endian=True,
    gradient=None,
)


@DecodeRaw.infer
def _(call: Any) -> Any:
    dims = call.shape(0)
    return None if dims is None else (*dims, None)


@DecodeRaw.kernel("host")
def _(x: Any, out_type: DType, little_endian: bool) -> Any:
    texts = elements(x)
    lengths = {len(t) for t in texts}
    if len(lengths) > 1:
        problem, sizes = "input strings differ in size", sorted(lengths)[:5]
        raise ValueError(explain("", problem, expected="one size", received=f"sizes {sizes}"))
    length = lengths.pop() if lengths else 0
    if length % out_type.size:
        expected = f"a multiple of {out_type.size}, the size of {out_type.name}"
        raise ValueError(
            explain("", "input strings of wrong length", expected=expected, received=length)
        )
    return _numbers(b"".join(texts), out_type, little_endian).reshape(
        *np.shape(x), length // out_type.size
    )


DecodePaddedRaw = op(
    "DecodePaddedRaw",
    "input_bytes: string, fixed_length: int32 -> output: out_type",
    out_type=_RAW,
    little_endian=True,
    gradient=None,
)


@DecodePaddedRaw.infer
def _(call: Any) -> Any:
    dims, length = call.shape(0), call.value(1)
    if dims is None:
        return None
    return (*dims, None if length is None else int(length) // call.attrs["out_type"].size)


@DecodePaddedRaw.kernel("host")
def _(x: Any, fixed_length: Any, out_type: DType, little_endian: bool) -> Any:
    length = int(scalar(fixed_length, "fixed_length"))
    if length <= 0 or length % out_type.size:
        expected = f"a positive multiple of {out_type.size}, the size of {out_type.name}"
        raise ValueError(explain("", "no such fixed_length", expected=expected, received=length))
    data = b"".join(text[:length].ljust(length, b"\0") for text in elements(x))
    return _numbers(data, out_type, little_endian).reshape(*np.shape(x), length // out_type.size)


def _numbers(data: bytes, dtype: DType, little_endian: bool) -> np.ndarray:
    if dtype is dtypes.bool:
        return np.frombuffer(data, np.uint8) != 0
    found = np.frombuffer(data, dtype.np_dtype)
    if little_endian != (sys.byteorder == "little"):
        # Of a complex number each part has bytes of its own to turn around.
        width = dtype.size // 2 if dtype.is_complex else dtype.size
        found = found.view(f"u{width}").byteswap().view(dtype.np_dtype)
    return found


DecodeCompressed = op(
    "DecodeCompressed",
    "bytes: string -> output: string",
    compression_type="",
    infer=same,
    gradient=None,
)

# zlib's window size, and the container that it expects.
_WINDOWS = {"ZLIB": zlib.MAX_WBITS, "GZIP": zlib.MAX_WBITS + 16}


@DecodeCompressed.kernel("host")
def _(x: Any, compression_type: str) -> Any:
    if compression_type in ("", "NONE"):
        return elementwise(bytes, x)
    if compression_type == "ZSTD":
        return elementwise(_zstd, x)
    if compression_type not in _WINDOWS:
        problem, expected = "no such compression_type", "ZLIB, ZSTD, GZIP or ''"
        raise ValueError(explain("", problem, expected=expected, received=repr(compression_type)))
    return elementwise(lambda data: _inflate(data, _WINDOWS[compression_type]), x)


def _inflate(data: bytes, window: int) -> bytes:
    """All members, one after the other; a file that was appended to has several."""
    pieces = []
    try:
        while data:
            stream = zlib.decompressobj(window)
            pieces.append(stream.decompress(data) + stream.flush())
            if not stream.eof:
                message = explain("tf.io.decode_compressed [bytes]", "the data end too early")
                raise DataLossError(None, None, message)
            data = stream.unused_data
    except zlib.error as error:
        message = explain("tf.io.decode_compressed [bytes]", f"damaged data: {error}")
        raise DataLossError(None, None, message) from error
    return b"".join(pieces)


def _zstd(data: bytes) -> bytes:
    try:
        from compression import zstd  # type: ignore[import-not-found]  # Python 3.14
    except ImportError:
        try:
            from backports import zstd  # type: ignore[import-not-found]
        except ImportError as error:
            where, problem = "tf.io.decode_compressed [compression_type]", "ZSTD needs Python 3.14"
            raise ImportError(explain(where, problem, fix="pip install backports.zstd")) from error
    try:
        return zstd.decompress(data)
    except zstd.ZstdError as error:
        message = explain("tf.io.decode_compressed [bytes]", f"damaged data: {error}")
        raise DataLossError(None, None, message) from error


def decode_raw(
    input_bytes: TensorLike,
    out_type: DTypeLike,
    little_endian: bool = True,
    fixed_length: Any = None,
    name: str | None = None,
) -> Tensor:
    """The numbers whose bytes stand in each string.

    Args:
        input_bytes: strings, any shape, all of one length.
        out_type: the dtype of the numbers.
        little_endian: whether the first byte of a number is the least significant.
        fixed_length: cut strings to this number of bytes, or fill them with zeros.

    Returns: tensor with one dimension more than `input_bytes`.

    Raises:
        InvalidArgumentError: lengths differ, or are no multiple of the size of a number.

    Example:
        >>> tf.io.decode_raw(b"\\x01\\x00\\x02\\x00", tf.int16).numpy().tolist()
        [1, 2]
    """
    dtype = as_dtype(out_type)
    texts = convert(input_bytes, dtypes.string)
    if fixed_length is None:
        return DecodeRaw(texts, out_type=dtype, little_endian=little_endian, name=name)
    length = convert(fixed_length, dtypes.int32)
    return DecodePaddedRaw(texts, length, out_type=dtype, little_endian=little_endian, name=name)


def decode_compressed(
    bytes: TensorLike, compression_type: str = "", name: str | None = None
) -> Tensor:
    """Each string without its compression.

    Args:
        bytes: strings, any shape.
        compression_type: "", "ZLIB", "GZIP" or "ZSTD".

    Raises:
        InvalidArgumentError: the compression is not known.
        DataLossError: a string is not compressed so, or damaged.
    """
    return DecodeCompressed(bytes, compression_type=compression_type, name=name)
