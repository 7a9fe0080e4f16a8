"""TFRecord files: a row of byte strings, each with its length and checksums, perhaps compressed.

    TFRecordWriter TFRecordOptions         `tf.io`
    TFRecordCompressionType tf_record_iterator      `tf.compat.v1.io`
    read_records                           the reading itself

A record is `length: uint64, masked crc32c of it: uint32, the bytes, masked crc32c of them: uint32`,
all little-endian.

Reference: https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from types import TracebackType
from typing import Any, BinaryIO, ClassVar

from pellucid.core.errors import (
    DataLossError,
    FailedPreconditionError,
    InvalidArgumentError,
    explain,
)
from pellucid.io.crc32c import masked_crc32c
from pellucid.io.gfile import Path, local_path, translated_errors

_BUFFER = 256 * 1024
_PIECE = 1 << 20  # a hostile length must not allocate more than the file holds


class TFRecordCompressionType:
    """How a TFRecord file is compressed, as TensorFlow 1 numbers it."""

    NONE = 0
    ZLIB = 1
    GZIP = 2


class TFRecordOptions:
    """How a TFRecord file is compressed.

    Args:
        compression_type: `"GZIP"`, `"ZLIB"`, `""` or None (not at all), or a number of
            `tf.compat.v1.io.TFRecordCompressionType`.
        flush_mode: zlib's way of closing what is handed to it at once (0: none, 2: sync, 3: full).
        input_buffer_size: how many bytes are collected before they are compressed, 262,144.
        output_buffer_size: how many compressed bytes are collected before they go to the file,
            262,144.
        window_bits: zlib's window, the power of two of its size; negative without a header, more
            than 15 with that of gzip. 31 for `"GZIP"`, 15 for `"ZLIB"`.
        compression_level: 0 (none) to 9 (best), -1 for zlib's default.
        compression_method: 8 ("deflate"), the only one.
        mem_level: 1 to 9, zlib's own memory, 9.
        compression_strategy: zlib's (0: default, 1: filtered, 2: Huffman only, 3: runs, 4: fixed).

    Raises:
        ValueError: no such compression type.

    Example:
        >>> tf.io.TFRecordOptions(compression_type="GZIP", compression_level=9).compression_type
        'GZIP'
    """

    compression_type_map: ClassVar[dict[int, str]] = {
        TFRecordCompressionType.ZLIB: "ZLIB",
        TFRecordCompressionType.GZIP: "GZIP",
        TFRecordCompressionType.NONE: "",
    }

    def __init__(
        self,
        compression_type: str | int | None = None,
        flush_mode: int | None = None,
        input_buffer_size: int | None = None,
        output_buffer_size: int | None = None,
        window_bits: int | None = None,
        compression_level: int | None = None,
        compression_method: int | None = None,
        mem_level: int | None = None,
        compression_strategy: int | None = None,
    ) -> None:
        self.get_compression_type_string(compression_type)
        self.compression_type = compression_type
        self.flush_mode = flush_mode
        self.input_buffer_size = input_buffer_size
        self.output_buffer_size = output_buffer_size
        self.window_bits = window_bits
        self.compression_level = compression_level
        self.compression_method = compression_method
        self.mem_level = mem_level
        self.compression_strategy = compression_strategy

    @classmethod
    def get_compression_type_string(cls, options: TFRecordOptions | str | int | None) -> str:
        """`"GZIP"`, `"ZLIB"` or `""`, from options, a name or a number.

        Raises:
            ValueError: no such compression type.
        """
        if isinstance(options, TFRecordOptions):
            return cls.get_compression_type_string(options.compression_type)
        if not options:
            return ""
        names = cls.compression_type_map
        name = names.get(options) if isinstance(options, int) else options
        if name not in names.values():
            raise ValueError(
                explain(
                    "tf.io.TFRecordOptions [compression_type]",
                    f'Not a valid compression_type: "{options}"',
                    expected="'GZIP', 'ZLIB', '' or None",
                    received=repr(options),
                )
            )
        return str(name)


class TFRecordWriter:
    """Writes byte strings to a TFRecord file, which is made anew.

    Args:
        path: the file.
        options: None (not compressed), a compression type or `tf.io.TFRecordOptions`.

    Raises:
        NotFoundError: there is no such folder.
        ValueError: no such compression type.
        InvalidArgumentError: options that zlib does not know.

    Example:
        >>> with tf.io.TFRecordWriter("numbers.tfrecord") as writer:
        ...     for i in range(3):
        ...         writer.write(tf.io.serialize_tensor(i).numpy())

    Reference: https://www.tensorflow.org/api_docs/python/tf/io/TFRecordWriter
    """

    _file: Any = None

    def __init__(self, path: Path, options: TFRecordOptions | str | None = None) -> None:
        if not isinstance(options, TFRecordOptions):
            options = TFRecordOptions(compression_type=options)
        kind = TFRecordOptions.get_compression_type_string(options)
        compress = _Deflated(options, kind) if kind else None
        with translated_errors(path):
            file = open(local_path(path), "wb", buffering=options.output_buffer_size or _BUFFER)
        if compress is not None:
            compress.file = file
        self._file: Any = compress or file
        self._path = path

    def write(self, record: bytes | str) -> None:
        """Append a record.

        Raises:
            FailedPreconditionError: the file is closed.
        """
        file = self._open_file()
        if isinstance(record, str):
            record = record.encode()
        elif not isinstance(record, bytes | bytearray):
            raise TypeError(
                explain("tf.io.TFRecordWriter.write [record]", "a record is a byte string",
                        expected="bytes or str", received=repr(record),
                        fix="x.SerializeToString(), or .numpy() of a string tensor")
            )  # fmt: skip
        length = struct.pack("<Q", len(record))
        with translated_errors(self._path):
            file.write(length + struct.pack("<I", masked_crc32c(length)))
            file.write(record)
            file.write(struct.pack("<I", masked_crc32c(record)))

    def flush(self) -> None:
        """Bring what was written so far to the file.

        Raises:
            FailedPreconditionError: the file is closed.
        """
        with translated_errors(self._path):
            self._open_file().flush()

    def close(self) -> None:
        """Write what is left and close the file; a second time does nothing."""
        file, self._file = self._file, None
        if file is not None:
            with translated_errors(self._path):
                file.close()

    def _open_file(self) -> Any:
        if self._file is None:
            raise FailedPreconditionError(None, None, "Writer is closed.")
        return self._file

    def __enter__(self) -> TFRecordWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


class _Deflated:
    """A stream of compressed bytes on the way to `file`."""

    file: BinaryIO

    def __init__(self, options: TFRecordOptions, kind: str) -> None:
        def given(value: int | None, default: int) -> int:
            return default if value is None else value

        self._size = given(options.input_buffer_size, _BUFFER)
        self._mode = given(options.flush_mode, zlib.Z_NO_FLUSH)
        try:
            self._compress = zlib.compressobj(
                given(options.compression_level, zlib.Z_DEFAULT_COMPRESSION),
                given(options.compression_method, zlib.DEFLATED),
                given(options.window_bits, zlib.MAX_WBITS + 16 * (kind == "GZIP")),
                given(options.mem_level, 9),
                given(options.compression_strategy, zlib.Z_DEFAULT_STRATEGY),
            )
            # Finishing would end the stream at the first full buffer, with records yet to come.
            known = (zlib.Z_NO_FLUSH, zlib.Z_PARTIAL_FLUSH, zlib.Z_SYNC_FLUSH, zlib.Z_FULL_FLUSH)
            smallest = min(self._size, given(options.output_buffer_size, 1))
            if self._mode not in known or smallest < 1:
                raise ValueError("flush_mode is 0 to 3, and buffers hold at least one byte")
        except (ValueError, OverflowError) as error:
            raise InvalidArgumentError(
                None, None,
                explain("tf.io.TFRecordWriter [options]", str(error), expected="zlib's parameters",
                        received=str({k: v for k, v in vars(options).items() if v is not None})),
            ) from error  # fmt: skip
        self._waiting = bytearray()

    def write(self, data: bytes | bytearray) -> None:
        if len(self._waiting) + len(data) > self._size:
            self._deflate(self._mode)
        if len(data) > self._size:
            self.file.write(self._compress.compress(data))
            if self._mode:
                self.file.write(self._compress.flush(self._mode))
        else:
            self._waiting += data

    def _deflate(self, mode: int) -> None:
        self.file.write(self._compress.compress(self._waiting))
        if mode and self._waiting:
            self.file.write(self._compress.flush(mode))
        self._waiting.clear()

    def flush(self) -> None:
        self._deflate(zlib.Z_PARTIAL_FLUSH)
        self.file.flush()

    def close(self) -> None:
        self._deflate(zlib.Z_NO_FLUSH)
        self.file.write(self._compress.flush(zlib.Z_FINISH))
        self.file.close()


# ---------------------------------------------------------------- reading


def tf_record_iterator(path: Path, options: TFRecordOptions | str | None = None) -> Iterator[bytes]:
    """The records of a TFRecord file, one after the other.

    Args:
        path: the file.
        options: None (not compressed), a compression type or `tf.io.TFRecordOptions`.

    Raises:
        NotFoundError: there is no such file.
        DataLossError: a checksum does not match, or the file ends within a record.
    """
    kind = TFRecordOptions.get_compression_type_string(options)
    with translated_errors(path):
        file = open(local_path(path), "rb", buffering=_BUFFER)
    return read_records(file, kind)


def read_records(file: BinaryIO, compression_type: str = "") -> Iterator[bytes]:
    """The records in an open file, which is closed at its end.

    Args:
        file: a binary file, at the beginning of a record.
        compression_type: `""`, `"GZIP"` or `"ZLIB"`.

    Raises:
        DataLossError: a checksum does not match, or the file ends within a record.
    """
    with file:
        stream: Any = _Inflated(file, compression_type) if compression_type else file
        offset = 0
        while True:
            header = _read(stream, 12)
            if len(header) < 12:  # also a header cut short: TensorFlow takes it for the end
                return
            length = _checked(header[:8], header[8:], offset)
            size = struct.unpack("<Q", length)[0]
            data = _read(stream, size)
            checksum = _read(stream, 4)
            if len(data) < size or len(checksum) < 4:
                raise DataLossError(
                    None, None, f"truncated record at {offset}' failed with Read less bytes than "
                    f"requested: expected {size} bytes and a checksum, received {len(data)}",
                )  # fmt: skip
            yield _checked(data, checksum, offset + 12)
            offset += 16 + size


def _read(stream: Any, size: int) -> bytes:
    """The next `size` bytes, or all that are left."""
    if size <= _PIECE:
        return stream.read(size)
    parts = []
    while size:
        part = stream.read(min(size, _PIECE))
        if not part:
            break
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _checked(data: bytes, checksum: bytes, offset: int) -> bytes:
    if struct.unpack("<I", checksum)[0] != masked_crc32c(data):
        hint = " (Is this even a TFRecord file?)" if offset == 0 else ""
        raise DataLossError(None, None, f"corrupted record at {offset}{hint}")
    return data


class _Inflated:
    """The bytes that were compressed to what is in `file`."""

    def __init__(self, file: BinaryIO, kind: str) -> None:
        self._file, self._bits = file, zlib.MAX_WBITS + 16 * (kind == "GZIP")
        self._stream = zlib.decompressobj(self._bits)
        self._rest = b""

    def read(self, size: int) -> bytes:
        """The next `size` bytes, or all that are left."""
        parts: list[bytes] = []
        while size:
            part = self._some(size)
            if not part:
                break
            parts.append(part)
            size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _some(self, most: int) -> bytes:
        """Between one byte and `most` of them; none at the end."""
        while True:
            at_end = False
            if not self._rest:
                self._rest = self._file.read(_BUFFER)
                at_end = not self._rest
            try:
                part = self._stream.decompress(self._rest, most)
            except zlib.error as error:
                text = f"inflate() failed with error -3: {error}"
                raise DataLossError(None, None, text) from error
            self._rest = self._stream.unconsumed_tail
            if self._stream.eof:  # files may be joined
                self._rest = self._stream.unused_data
                self._stream = zlib.decompressobj(self._bits)
            if part or at_end:
                return part
