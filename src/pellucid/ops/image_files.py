"""Reading and writing the bytes of image files.

    kind_of                                which format it is, by its first bytes
    read                                   JPEG, PNG or WebP as (height, width, channels)
    read_gif read_bmp read_webp            what they hold, frame by frame
    write_jpeg jpeg_shape
    as_dtype                               uint8 or uint16 pixels as another dtype

JPEG, GIF, WebP and PNG with up to 8 bits go through Pillow, imported only when it is needed. Sizes
are checked before memory is taken for pixels; whatever is wrong with a file is a ValueError.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from pellucid.core.errors import explain
from pellucid.ops import png

# TensorFlow refuses larger images too.
_MOST_SAMPLES = 1 << 29
# Deflate makes data at most about a thousand times smaller: a larger claim is a lie.
_DEFLATE_RATIO = 1100
# How much red, green and blue there is in grey, in units of 1 / 32768: libpng's numbers.
_GRAY = (9797, 19234, 3737)


def kind_of(data: bytes) -> str:
    """ "JPEG", "PNG", "GIF", "BMP", "WebP", or an empty string."""
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == png.SIGNATURE:
        return "PNG"
    if data[:3] == b"GIF":
        return "GIF"
    if data[:2] == b"BM":
        return "BMP"
    return "WebP" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


@contextmanager
def _opened(data: bytes, kind: str) -> Iterator[Any]:
    """The file in Pillow, pixels not yet read."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=[kind.upper()]) as image:
            _check_size(*image.size)
            yield image
    except ValueError:
        raise
    except Exception as error:  # Pillow has no class for "the file is damaged"
        raise ValueError(f"Invalid {kind} data: {error}") from error


def _check_size(width: int, height: int, samples: int = 4) -> None:
    if width <= 0 or height <= 0 or width * height * samples >= _MOST_SAMPLES:
        expected, received = f"fewer than {_MOST_SAMPLES} samples", f"{height} x {width}"
        problem = "image is empty or too large"
        raise ValueError(explain("", problem, expected=expected, received=received))


def as_dtype(pixels: np.ndarray, wanted: np.dtype) -> np.ndarray:
    """uint8 or uint16 pixels in another dtype, as TensorFlow's decoders scale them."""
    if pixels.dtype == wanted:
        return pixels
    if wanted == np.float32:
        return pixels.astype(np.float32) / np.float32(np.iinfo(pixels.dtype).max)
    if wanted == np.uint16:
        return pixels.astype(np.uint16) * np.uint16(256)
    return (pixels >> 8).astype(np.uint8)


def read(
    data: bytes, channels: int, wanted: np.dtype, ratio: int = 1, recover: bool = False,
    fraction: float = 1.0,
) -> np.ndarray:  # fmt: skip
    """One image of dtype `wanted`.

    Args:
        data: the file.
        channels: 0 for the file's own, 1, 3 or 4.
        wanted: uint8, uint16 or float32.
        ratio: for JPEG, how much smaller to read it.
        recover: for JPEG, fill up a truncated file …
        fraction: … of which this part of the lines is there.
    """
    kind = kind_of(data)
    if kind == "PNG":
        return _read_png(data, channels, wanted)
    if kind == "JPEG":
        return as_dtype(_read_jpeg(data, channels, ratio, recover, fraction), wanted)
    if kind == "WebP":
        return as_dtype(read_webp(data, channels), wanted)
    expected = "JPEG, PNG, GIF, BMP or WebP"
    raise ValueError(explain("", "Unknown image file format", expected=expected))


# ---------------------------------------------------------------------- JPEG


def _read_jpeg(
    data: bytes, channels: int, ratio: int, recover: bool, fraction: float
) -> np.ndarray:
    if channels == 4:
        problem = "JPEG does not support 4 channels"
        raise ValueError(explain("", problem, expected="0, 1 or 3", received=channels))
    if not 0.0 <= fraction <= 1.0:
        problem = "acceptable_fraction out of range"
        raise ValueError(explain("", problem, expected="0 to 1", received=fraction))
    if recover:
        data += b"\xff\xd9"  # libjpeg ends the image here, as if the rest were there
    with _opened(data, "JPEG") as image:
        if image.mode == "CMYK" and channels == 1:
            raise ValueError("Invalid JPEG data: CMYK cannot be read as grey")
        mode = "L" if channels == 1 or (channels == 0 and image.mode == "L") else "RGB"
        width, height = image.size
        size = (max(width // ratio, 1), max(height // ratio, 1)) if ratio > 1 else None
        if size is not None or mode != image.mode:
            image.draft(mode, size)  # libjpeg's own conversion and scaling, where it has one
        pixels = np.asarray(image if image.mode == mode else image.convert(mode))
    return pixels[..., None] if pixels.ndim == 2 else pixels


def jpeg_shape(data: bytes) -> tuple[int, int, int]:
    """Height, width and channels of a JPEG file."""
    if kind_of(data) != "JPEG":
        raise ValueError(f"Invalid JPEG data, size {len(data)}")
    with _opened(data, "JPEG") as image:
        return image.height, image.width, len(image.getbands())


def write_jpeg(
    pixels: np.ndarray, quality: int, *, progressive: bool = False, optimize: bool = False,
    subsampled: bool = True, unit: str = "in", density: tuple[int, int] = (300, 300),
    xmp: bytes = b"",
) -> bytes:  # fmt: skip
    """A JPEG file of uint8 pixels (height, width, 1 or 3)."""
    from PIL import Image

    if not 0 <= quality <= 100:
        raise ValueError(explain("", "no such quality", expected="0 to 100", received=quality))
    if 0 in pixels.shape or max(pixels.shape) > 65535:
        raise ValueError(f"image must have from 1 to 65535 rows and columns, got {pixels.shape}")
    image = Image.fromarray(
        np.ascontiguousarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    )
    options: dict[str, Any] = {"xmp": xmp} if xmp else {}
    if pixels.shape[2] == 3:
        options["subsampling"] = 2 if subsampled else 0
    out = io.BytesIO()
    image.save(
        out, "JPEG", quality=max(quality, 1), progressive=progressive, optimize=optimize,
        dpi=density, **options,
    )  # fmt: skip
    contents = out.getvalue()
    # The JFIF header: unit at byte 13, both densities after it.
    head = struct.pack(">BHH", 1 if unit == "in" else 2, *density)
    return contents[:13] + head + contents[18:]


# ---------------------------------------------------------------------- PNG


def _read_png(data: bytes, channels: int, wanted: np.dtype) -> np.ndarray:
    head = png.header(data)
    _check_size(head.width, head.height, 4 if head.color_type == 3 else head.samples)
    if head.bytes > _DEFLATE_RATIO * len(data) + 4096:
        raise ValueError(f"Invalid PNG data: {len(data)} bytes are too few for its size")
    if head.depth == 16:
        pixels, transparent = png.read(data)
    else:
        pixels, transparent = _shallow_png(data, channels), None
    if transparent is not None and channels == 4:
        pixels = _with_alpha(pixels, transparent)
    pixels = _with_channels(pixels, channels)
    if wanted == np.uint16 and pixels.dtype == np.uint8:
        return pixels.astype(np.uint16) * np.uint16(257)
    return as_dtype(pixels, wanted)


def _shallow_png(data: bytes, channels: int) -> np.ndarray:
    """The pixels of a file with up to 8 bits for each sample."""
    with _opened(data, "PNG") as image:
        transparent = "transparency" in image.info
        if image.mode == "P":
            keep = transparent and channels in (0, 4)
            image = image.convert("RGBA" if keep else "RGB")
        elif transparent and channels == 4:
            image = image.convert("RGBA")
        elif image.mode not in ("L", "LA", "RGB", "RGBA"):
            image = image.convert("L")
        pixels = np.asarray(image)
    return pixels[..., None] if pixels.ndim == 2 else pixels


def _with_alpha(pixels: np.ndarray, transparent: tuple[int, ...]) -> np.ndarray:
    full = np.iinfo(pixels.dtype).max
    seen = (pixels != np.array(transparent)).any(-1, keepdims=True)
    return np.concatenate([pixels, np.where(seen, full, 0).astype(pixels.dtype)], -1)


def _with_channels(pixels: np.ndarray, channels: int) -> np.ndarray:
    """Pixels with another number of channels; grey as libpng makes it."""
    found = pixels.shape[2]
    if channels in (0, found):
        return pixels
    color, alpha = (pixels[..., :-1], pixels[..., -1:]) if found in (2, 4) else (pixels, None)
    if channels == 1:
        if color.shape[2] == 1:
            return color
        wide = color.astype(np.int64)
        half = 0 if pixels.dtype == np.uint8 else 1 << 14
        gray: Any = (sum(wide[..., i] * share for i, share in enumerate(_GRAY)) + half) >> 15
        return gray.astype(pixels.dtype)[..., None]
    if color.shape[2] == 1:
        color = np.repeat(color, 3, 2)
    if channels == 3:
        return color
    if alpha is None:
        alpha = np.full((*color.shape[:2], 1), np.iinfo(pixels.dtype).max, pixels.dtype)
    return np.concatenate([color, alpha], 2)


# ---------------------------------------------------------------------- GIF, WebP, BMP


def read_gif(data: bytes) -> np.ndarray:
    """All frames, uint8 (frames, height, width, 3); of a truncated file those that are whole."""
    frames: list[np.ndarray] = []
    with _opened(data, "GIF") as image:
        while True:
            try:
                image.seek(len(frames))
                frames.append(np.asarray(image.convert("RGB")))
            except EOFError:
                break
            except Exception:
                if not frames:
                    raise
                break
            width, height = image.size
            _check_size(width, height, 3 * len(frames))
    return np.stack(frames)


def read_webp(data: bytes, channels: int) -> np.ndarray:
    """All frames, uint8 (frames, height, width, 3 or 4)."""
    if channels not in (0, 3, 4):
        problem = "WebP only supports 3 or 4 channels"
        raise ValueError(explain("", problem, expected="0, 3 or 4", received=channels))
    with _opened(data, "WebP") as image:
        count = getattr(image, "n_frames", 1)
        own = 4 if count > 1 or image.mode == "RGBA" else 3
        if channels not in (0, own):
            raise ValueError(f"Number of channels requested does not match input: {own}")
        width, height = image.size
        _check_size(width, height, own * count)
        frames = []
        for index in range(count):
            image.seek(index)
            frames.append(np.asarray(image.convert("RGB" if own == 3 else "RGBA")))
    return np.stack(frames)


def read_bmp(data: bytes, channels: int) -> np.ndarray:
    """The pixels of a BMP file without compression, uint8 (height, width, 1, 3 or 4)."""
    if len(data) < 32:
        raise ValueError(f"Incomplete bmp content, requires at least 32 bytes, got {len(data)}")
    start, width, height, bits = (
        struct.unpack("<i", data[10:14])[0], *struct.unpack("<ii", data[18:26]),
        struct.unpack("<H", data[28:30])[0],
    )  # fmt: skip
    if bits not in (8, 24, 32):
        raise ValueError(f"bits per pixel must be 8, 24 or 32, got {bits}")
    if channels not in (0, 3, 4):
        raise ValueError(f"`channels` must be 0, 3 or 4 for BMP, but got {channels}")
    own = bits // 8
    rows = abs(height)
    _check_size(width, rows, own)
    step = (width * bits + 31) // 32 * 4
    if start < 0 or start + step * rows > len(data):
        raise ValueError(f"Input size should match header and {rows} rows of {step} bytes")
    lines = np.frombuffer(data, np.uint8, step * rows, start).reshape(rows, step)
    pixels = lines[:, : width * own].reshape(rows, width, own)
    if height > 0:  # stored from the bottom up
        pixels = pixels[::-1]
    return _with_channels(pixels if own == 1 else pixels[..., [2, 1, 0, 3][:own]], channels)
