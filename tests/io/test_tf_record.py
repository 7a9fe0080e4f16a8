"""TFRecord files; the bytes in hexadecimal were written by TensorFlow 2.21."""

from __future__ import annotations

import gzip
import struct

import numpy as np
import pytest

import pellucid as tf
from pellucid.io.crc32c import crc32c, masked_crc32c

Writer, Options = tf.io.TFRecordWriter, tf.io.TFRecordOptions
v1 = tf.compat.v1

ONE = b"hello" * 30
PLAIN = (
    "96000000000000004c09764d" + ONE.hex() + "fb98bdca" + "000000000000000029039807" + "d8ea82a2"
)
BODY = "9ac600013e9c65be19a93939f9838ef83d63ef298000833a9241937906fb8d574d8b00"
WRITTEN = [
    (None, 166, PLAIN),
    ("", 166, PLAIN),
    ("GZIP", 32, f"1f8b0800000000000003{BODY}bece7761b6000000"),
    ("ZLIB", 24, f"789c{BODY}af0046d2"),
    (Options("GZIP", compression_level=1), 32, f"1f8b0800000000000403{BODY}bece7761b6000000"),
    (Options("ZLIB", window_bits=10), 24, f"2891{BODY}af0046d2"),
    (Options("ZLIB", window_bits=-15), 22, BODY),
    (Options("GZIP", window_bits=15), 24, f"789c{BODY}af0046d2"),
    (Options("ZLIB", flush_mode=2), 24, f"789c{BODY}af0046d2"),
    (
        Options("ZLIB", flush_mode=2, input_buffer_size=20),
        36,
        "789c9ac600013e9c65be00000000ffffca48cdc9c91f7404000000fffffa3d63ef298000833a924193"
        "7906fb8d574d8b00af0046d2",
    ),
    (
        Options("ZLIB", output_buffer_size=5, mem_level=1, compression_strategy=3),
        98,
        "780124c1b109800000c4405b77d3311e5204d2398af35a78f71ebfeb7c6ea6318d694c631ad398c634a6318d"
        "694c631ad398c634a6318d694c631ad398c6b48f2038a801180680188636d23d2285cec8944029f5337b6843"
        "1bdad08636b4f79dfb0b300628d0649ec17ee355d32200af0046d2",
    ),
    (
        Options("ZLIB", compression_level=0),
        174,
        f"780100a60059ff{PLAIN[:332]}02041000efff{PLAIN[332:]}af0046d2",
    ),
]


@pytest.mark.parametrize(("options", "flushed", "expected"), WRITTEN)
def test_bytes_are_tensorflows(tmp_path, options, flushed, expected):
    path = tmp_path / "records"
    with Writer(str(path), options) as writer:
        writer.write(ONE)
        writer.flush()
        assert path.stat().st_size == flushed
        writer.write("")
    assert path.read_bytes().hex() == expected
    kind = Options.get_compression_type_string(options)
    if not isinstance(options, Options) or options.window_bits is None:
        assert list(v1.io.tf_record_iterator(str(path), kind)) == [ONE, b""]


def test_checksums():
    assert crc32c(b"") == 0
    assert crc32c(b"123456789") == 0xE3069283
    assert crc32c(bytes(32)) == 0x8A9136AA  # RFC 3720, B.4
    assert crc32c(b"\xff" * 32) == 0x62A8AB43
    assert masked_crc32c(b"") == 0xA282EAD8
    data = np.random.default_rng(0).integers(0, 256, 200_001, np.uint8).tobytes()
    for size in [1, 2, 3, 4, 5, 1023, 1024, 1025, 65535, 65536 + 3, 200_001]:
        state = 0xFFFFFFFF
        for byte in data[:size] if size < 2000 else b"":
            state ^= byte
            for _ in range(8):
                state = (state >> 1) ^ (0x82F63B78 if state & 1 else 0)
        if size < 2000:
            assert crc32c(data[:size]) == state ^ 0xFFFFFFFF
    # What each byte adds does not depend on the others: crc(a ^ b) is crc(a) ^ crc(b) ^ crc(0).
    zero, half = bytes(200_001), data[:100_000] + bytes(100_001)
    rest = bytes(100_000) + data[100_000:]
    assert crc32c(data) == crc32c(half) ^ crc32c(rest) ^ crc32c(zero)


@pytest.mark.parametrize("kind", ["", "GZIP", "ZLIB"])
def test_round_trip(tmp_path, kind):
    path, rng = str(tmp_path / "many"), np.random.default_rng(1)
    records = [rng.bytes(int(n)) for n in rng.integers(0, 5000, 60)] + [bytes(3_000_000)]
    with Writer(path, kind) as writer:
        for record in records:
            writer.write(record)
    assert list(v1.python_io.tf_record_iterator(path, kind)) == records


def test_joined_gzip_files(tmp_path):
    paths = [tmp_path / "a", tmp_path / "b"]
    for path in paths:
        with Writer(str(path), "GZIP") as writer:
            writer.write(path.name)
    both = tmp_path / "both"
    both.write_bytes(b"".join(path.read_bytes() for path in paths))
    assert list(v1.io.tf_record_iterator(str(both), "GZIP")) == [b"a", b"b"]
    assert len(gzip.decompress(both.read_bytes())) == 34


def test_closing(tmp_path):
    path = tmp_path / "e"
    writer = Writer(str(path))
    writer.write(bytearray(b"a"))
    assert path.stat().st_size == 0
    writer.flush()
    assert path.stat().st_size == 17
    writer.close()
    writer.close()
    with pytest.raises(tf.errors.FailedPreconditionError, match="Writer is closed"):
        writer.write(b"b")
    with pytest.raises(tf.errors.FailedPreconditionError, match="Writer is closed"):
        writer.flush()
    forgotten = Writer(str(path), "ZLIB")
    forgotten.write(b"kept")
    del forgotten
    assert list(v1.io.tf_record_iterator(str(path), "ZLIB")) == [b"kept"]


def test_options():
    assert Options(v1.io.TFRecordCompressionType.GZIP).compression_type == 2
    assert Options.compression_type_map == {0: "", 1: "ZLIB", 2: "GZIP"}
    kinds = [None, "", 0, 1, "ZLIB", Options("GZIP"), Options(2)]
    names = [Options.get_compression_type_string(kind) for kind in kinds]
    assert names == ["", "", "", "ZLIB", "ZLIB", "GZIP", "GZIP"]
    with pytest.raises(ValueError, match='Not a valid compression_type: "BZ"'):
        Options("BZ")


@pytest.mark.parametrize(
    "options",
    [
        {"compression_level": 99}, {"mem_level": 99}, {"compression_method": 9}, {"flush_mode": 77},
        {"window_bits": 3}, {"input_buffer_size": 0}, {"output_buffer_size": 0},
    ],
)  # fmt: skip
def test_options_that_zlib_does_not_know(tmp_path, options):
    with pytest.raises(tf.errors.InvalidArgumentError, match="TFRecordWriter"):
        Writer(str(tmp_path / "x"), Options("ZLIB", **options))
    assert not (tmp_path / "x").exists()


def test_errors(tmp_path):
    with pytest.raises(ValueError, match="Not a valid compression_type"):
        Writer(str(tmp_path / "x"), "BZ")
    with pytest.raises(tf.errors.NotFoundError):
        Writer(str(tmp_path / "no" / "x"))
    with pytest.raises(tf.errors.NotFoundError):
        v1.io.tf_record_iterator(str(tmp_path / "none"))
    with Writer(str(tmp_path / "x")) as writer, pytest.raises(TypeError, match="byte string"):
        writer.write(3)


def test_damaged_files(tmp_path):
    path = tmp_path / "damaged"

    def read(data: bytes, kind: str = "") -> list[bytes]:
        path.write_bytes(data)
        return list(v1.io.tf_record_iterator(str(path), kind))

    good = bytes.fromhex(PLAIN)
    assert read(good) == [ONE, b""]
    assert read(good + b"12345") == [ONE, b""]
    for end in (good[:-1], good[:20], good[:12]):
        with pytest.raises(tf.errors.DataLossError, match="truncated record at"):
            read(end)
    with pytest.raises(tf.errors.DataLossError, match=r"corrupted record at 12$"):
        read(good[:12] + b"J" + good[13:])
    with pytest.raises(tf.errors.DataLossError, match=r"corrupted record at 0 .Is this even"):
        read(b"\x01" + good[1:])
    with pytest.raises(tf.errors.DataLossError, match="inflate"):
        read(good, "GZIP")
    # A length beyond all memory, with a checksum that is right.
    huge = struct.pack("<Q", 1 << 62)
    with pytest.raises(tf.errors.DataLossError, match="truncated"):
        read(huge + struct.pack("<I", masked_crc32c(huge)) + b"x")
