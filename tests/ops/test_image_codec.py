"""Files written and read again; damaged ones are refused."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

import pellucid as tf

RNG = np.random.default_rng(0)
SMOOTH = (np.add.outer(np.arange(24), np.arange(16))[..., None] * [3, 2, 4]).astype(np.uint8)
SMOOTH = SMOOTH[:, :, :3]


def _file(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_png_round_trip(channels, dtype):
    pixels = RNG.integers(0, np.iinfo(dtype).max, (9, 7, channels)).astype(dtype)
    stored = tf.image.encode_png(pixels)
    found = tf.image.decode_png(stored, dtype=tf.as_dtype(dtype))
    np.testing.assert_array_equal(found, pixels)
    if dtype is np.uint8:
        np.testing.assert_array_equal(
            np.asarray(Image.open(io.BytesIO(stored.numpy()))).reshape(pixels.shape), pixels
        )


def test_png_batch_and_channels():
    pixels = RNG.integers(0, 255, (2, 5, 6, 3)).astype(np.uint8)
    stored = tf.image.encode_png(pixels)
    assert stored.shape == (2,)
    one = stored[0]
    assert tf.image.decode_png(one, channels=4).numpy()[..., 3].min() == 255
    red = tf.image.encode_png(np.array([[[255, 0, 0]]], np.uint8))
    assert int(tf.image.decode_png(red, channels=1)[0, 0, 0]) == 76


def test_interlaced_png_with_16_bits():
    """Adam7 by hand: the seven passes of a 2 x 2 image are three rows."""
    import struct
    import zlib

    from pellucid.ops import png

    values = np.array([[1000, 2000], [3000, 4000]], np.uint16)
    passes = [values[:1, :1], values[:1, 1:], values[1:]]
    raw = b"".join(b"\0" + part.astype(">u2").tobytes() for part in passes)
    body = [(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 16, 0, 0, 0, 1)), (b"IDAT", zlib.compress(raw)),
            (b"IEND", b"")]  # fmt: skip
    data = png.SIGNATURE + b"".join(
        struct.pack(">I", len(b)) + n + b + struct.pack(">I", zlib.crc32(n + b)) for n, b in body
    )
    found = tf.image.decode_png(data, dtype=tf.uint16)
    np.testing.assert_array_equal(found[..., 0], values)


def test_jpeg():
    stored = tf.image.encode_jpeg(SMOOTH, quality=95)
    found = tf.image.decode_jpeg(stored)
    assert np.abs(found.numpy().astype(int) - SMOOTH).mean() < 3
    assert tf.image.decode_jpeg(stored, channels=1).shape == (24, 16, 1)
    assert tf.image.decode_jpeg(stored, ratio=2).shape == (12, 8, 3)
    assert tf.image.extract_jpeg_shape(stored).numpy().tolist() == [24, 16, 3]
    window = tf.image.decode_and_crop_jpeg(stored, [2, 3, 10, 5])
    np.testing.assert_array_equal(window, found[2:12, 3:8])
    assert tf.image.is_jpeg([stored.numpy(), b"no"]).numpy().tolist() == [True, False]
    worse = tf.image.encode_jpeg(SMOOTH, quality=10)
    assert len(worse.numpy()) < len(stored.numpy())
    header = tf.image.encode_jpeg(SMOOTH, density_unit="cm", x_density=20, y_density=30).numpy()
    assert header[13:18] == bytes([2, 0, 20, 0, 30])


def test_exif_orientation_is_not_applied():
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = _file(Image.fromarray(SMOOTH), "JPEG", exif=exif)
    assert tf.image.decode_jpeg(stored).shape == SMOOTH.shape


def test_truncated_jpeg():
    stored = _file(Image.fromarray(RNG.integers(0, 255, (64, 64, 3)).astype(np.uint8)), "JPEG")
    half = stored[: len(stored) // 2]
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.image.decode_jpeg(half)
    found = tf.image.decode_jpeg(half, try_recover_truncated=True)
    whole = tf.image.decode_jpeg(stored)
    np.testing.assert_array_equal(found[:14], whole[:14])


def test_other_formats():
    image = Image.fromarray(SMOOTH)
    np.testing.assert_array_equal(tf.image.decode_bmp(_file(image, "BMP")), SMOOTH)
    gray = tf.image.decode_bmp(_file(image.convert("L"), "BMP"))
    np.testing.assert_array_equal(gray[..., 0], np.asarray(image.convert("L")))
    frames = [image.convert("P"), image.rotate(180).convert("P")]
    gif = _file(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert tf.image.decode_gif(gif).shape == (2, 24, 16, 3)
    assert tf.image.decode_image(gif).shape == (2, 24, 16, 3)
    assert tf.image.decode_image(gif, expand_animations=False).shape == (24, 16, 3)
    webp = _file(image, "WEBP", lossless=True)
    np.testing.assert_array_equal(tf.image.decode_image(webp)[0], SMOOTH)


def test_decode_image_dtypes():
    stored = tf.image.encode_png(np.array([[[0, 128, 255]]], np.uint8))
    as_float = tf.image.decode_image(stored, dtype=tf.float32)
    np.testing.assert_allclose(as_float[0, 0], [0, 128 / 255, 1], rtol=1e-6)
    assert tf.image.decode_image(stored, dtype=tf.uint16)[0, 0].numpy().tolist() == [
        0, 128 * 257, 65535,
    ]  # fmt: skip


PNG = tf.image.encode_png(SMOOTH).numpy()
HOSTILE = [
    b"", b"garbage", b"\xff\xd8\xff", PNG[:8], PNG[:40], PNG[:-35], b"GIF89a", b"BM" + b"\0" * 40,
    b"RIFF1234WEBP", b"BM" + b"\xff" * 60,
    PNG[:50] + bytes([PNG[50] ^ 255]) + PNG[51:],
]  # fmt: skip


@pytest.mark.parametrize("data", HOSTILE)
def test_damaged_files(data):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.image.decode_image(data)


def test_a_claim_of_a_huge_image():
    import struct
    import zlib

    for depth in (8, 16):
        head = b"IHDR" + struct.pack(">IIBBBBB", 8000, 8000, depth, 2, 0, 0, 0)
        crc = struct.pack(">I", zlib.crc32(head))
        data = PNG[:8] + struct.pack(">I", 13) + head + crc + PNG[33:]
        with pytest.raises(tf.errors.InvalidArgumentError, match="too few"):
            tf.image.decode_png(data)


def test_in_a_function():
    @tf.function
    def load(data):
        image = tf.image.decode_jpeg(data, channels=3)
        image.set_shape([None, None, 3])
        return tf.image.resize(image, [8, 8])

    assert load(tf.image.encode_jpeg(SMOOTH)).shape == (8, 8, 3)


def test_jpeg_quality():
    noise = RNG.integers(0, 255, (16, 16, 3)).astype(np.uint8)
    worse = tf.image.adjust_jpeg_quality(noise, 5)
    better = tf.image.adjust_jpeg_quality(noise, 95)
    off = [np.abs(v.numpy().astype(int) - noise).mean() for v in (worse, better)]
    assert off[0] > off[1] > 0
    assert tf.image.adjust_jpeg_quality(noise / np.float32(255), 50).dtype == tf.float32


def test_refused_arguments():
    stored = tf.image.encode_jpeg(SMOOTH)
    for options in ({"ratio": 3}, {"channels": 2}, {"dct_method": "x"}, {"fancy_upscaling": False}):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.image.decode_jpeg(stored, **options)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.image.encode_png(tf.zeros([2, 2, 3]))
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.image.encode_jpeg(SMOOTH, quality=101)
