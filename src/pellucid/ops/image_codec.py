"""Image files to tensors and back: JPEG, PNG, GIF, BMP, WebP.

decode_image decode_jpeg decode_and_crop_jpeg decode_png decode_gif decode_bmp decode_webp
encode_jpeg encode_png is_jpeg extract_jpeg_shape adjust_jpeg_quality

The files are read in `image_files.py`. As in TensorFlow, an orientation noted in a JPEG's EXIF data
is not applied, and the decoders of JPEG, PNG and GIF read each other's formats.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.shape_rules import Call, same, scalar
from pellucid.ops import image_files as files
from pellucid.ops.constants import convert_to_tensor
from pellucid.ops.image_color import convert_image_dtype
from pellucid.runtime.dispatch import op

_BYTES = frozenset({dtypes.uint8})
_WORDS = frozenset({dtypes.uint8, dtypes.uint16})
_PIXELS = _WORDS | {dtypes.float32}
_JPEG: dict[str, Any] = {
    "channels": 0, "ratio": 1, "fancy_upscaling": True, "try_recover_truncated": False,
    "acceptable_fraction": 1.0, "dct_method": "", "gradient": None,
}  # fmt: skip


def _image(call: Call) -> Any:
    contents = call.shape(0)
    if contents:
        raise ValueError(explain("", "contents must be a scalar", expected="rank 0"))
    return (None, None, call.attrs["channels"] or None)


def _single(contents: Any) -> bytes:
    if contents.ndim:
        raise ValueError(explain("", "contents must be a scalar", expected="rank 0"))
    if not contents[()]:
        raise ValueError("Input is empty.")
    return bytes(contents[()])


def _check_jpeg_attributes(ratio: int, dct_method: str, fancy_upscaling: bool) -> None:
    if ratio not in (1, 2, 4, 8):
        raise ValueError(explain("", "no such ratio", expected="1, 2, 4 or 8", received=ratio))
    if dct_method not in ("", "INTEGER_FAST", "INTEGER_ACCURATE"):
        expected = "'', 'INTEGER_FAST' or 'INTEGER_ACCURATE'"
        raise ValueError(
            explain("", "no such dct_method", expected=expected, received=repr(dct_method))
        )
    if not fancy_upscaling:
        problem = "only fancy upscaling is supported here"
        raise ValueError(explain("", problem, fix="fancy_upscaling=True"))


def _check_channels(channels: int) -> None:
    if channels not in (0, 1, 3, 4):
        expected = "0, 1, 3 or 4"
        raise ValueError(
            explain("", "no such number of channels", expected=expected, received=channels)
        )


def _decoded(contents: Any, channels: int, wanted: np.dtype, **options: Any) -> np.ndarray:
    """One image of any format but BMP, which has a decoder of its own."""
    _check_channels(channels)
    data = _single(contents)
    if files.kind_of(data) == "BMP":
        raise ValueError(explain("", "the file is BMP", fix="tf.io.decode_bmp"))
    if files.kind_of(data) == "GIF":
        frames = files.read_gif(data)
        if len(frames) > 1:
            problem, fix = "the GIF is animated", "tf.io.decode_gif or tf.io.decode_image"
            received = f"{len(frames)} frames"
            raise ValueError(explain("", problem, expected="one frame", received=received, fix=fix))
        return files.as_dtype(frames[0], wanted)
    return files.read(data, channels, wanted, **options)


DecodeJpeg = op("DecodeJpeg", "contents: string -> image: uint8", infer=_image, **_JPEG)
DecodeAndCropJpeg = op(
    "DecodeAndCropJpeg", "contents: string, crop_window: int32 -> image: uint8", **_JPEG
)
DecodePng = op(
    "DecodePng", "contents: string -> image: dtype", dtype=_WORDS, channels=0, gradient=None,
    infer=_image,
)  # fmt: skip
DecodeGif = op(
    "DecodeGif", "contents: string -> image: uint8", gradient=None,
    infer=lambda call: (None, None, None, 3),
)  # fmt: skip
DecodeBmp = op("DecodeBmp", "contents: string -> image: uint8", channels=0, gradient=None)
DecodeBmp.infer(_image)
DecodeWebP = op(
    "DecodeWebP", "contents: string -> image: dtype", dtype=_BYTES, channels=0, gradient=None,
    infer=lambda call: (None, None, None, call.attrs["channels"] or None),
)  # fmt: skip
DecodeImage = op(
    "DecodeImage", "contents: string -> image: dtype", dtype=_PIXELS, channels=0,
    expand_animations=True, gradient=None,
)  # fmt: skip


@DecodeJpeg.kernel("host")
def _(
    contents: Any, channels: int, ratio: int, fancy_upscaling: bool, try_recover_truncated: bool,
    acceptable_fraction: float, dct_method: str,
) -> Any:  # fmt: skip
    _check_jpeg_attributes(ratio, dct_method, fancy_upscaling)
    return _decoded(
        contents, channels, np.dtype(np.uint8), ratio=ratio,
        recover=try_recover_truncated, fraction=acceptable_fraction,
    )  # fmt: skip


@DecodeAndCropJpeg.kernel("host")
def _(
    contents: Any, crop_window: Any, channels: int, ratio: int, fancy_upscaling: bool,
    try_recover_truncated: bool, acceptable_fraction: float, dct_method: str,
) -> Any:  # fmt: skip
    _check_jpeg_attributes(ratio, dct_method, fancy_upscaling)
    if crop_window.shape != (4,):
        expected = "four numbers: top, left, height, width"
        raise ValueError(explain("", "crop_window has another shape", expected=expected))
    image = _decoded(
        contents, channels, np.dtype(np.uint8), ratio=ratio,
        recover=try_recover_truncated, fraction=acceptable_fraction,
    )  # fmt: skip
    top, left, height, width = (int(v) for v in crop_window)
    fits = top >= 0 and left >= 0 and height > 0 and width > 0
    if not fits or top + height > image.shape[0] or left + width > image.shape[1]:
        expected = f"a window inside of {image.shape[0]} x {image.shape[1]} pixels"
        raise ValueError(
            explain("", "invalid crop window", expected=expected, received=crop_window.tolist())
        )
    return image[top : top + height, left : left + width]


@DecodeAndCropJpeg.infer
def _(call: Call) -> Any:
    window = call.vector(1) or [None] * 4
    return (*window[2:], call.attrs["channels"] or None)


@DecodePng.kernel("host")
def _(contents: Any, channels: int, dtype: Any) -> Any:
    return _decoded(contents, channels, dtype.np_dtype)


@DecodeGif.kernel("host")
def _(contents: Any) -> Any:
    data = _single(contents)
    if files.kind_of(data) == "GIF":
        return files.read_gif(data)
    return files.read(data, 3, np.dtype(np.uint8))[None]


@DecodeBmp.kernel("host")
def _(contents: Any, channels: int) -> Any:
    _check_channels(channels)
    data = _single(contents)
    kind = files.kind_of(data)
    if kind != "BMP":
        raise ValueError(explain("", f"the file is {kind}, not BMP", fix="tf.io.decode_image"))
    return files.read_bmp(data, channels)


@DecodeWebP.kernel("host")
def _(contents: Any, channels: int) -> Any:
    data = _single(contents)
    if files.kind_of(data) != "WebP":
        raise ValueError(explain("", "contents are not WebP", fix="tf.io.decode_image"))
    return files.read_webp(data, channels)


@DecodeImage.kernel("host")
def _(contents: Any, channels: int, dtype: Any, expand_animations: bool) -> Any:
    _check_channels(channels)
    data, wanted = _single(contents), dtype.np_dtype
    kind = files.kind_of(data)
    if kind == "BMP":
        return files.as_dtype(files.read_bmp(data, channels), wanted)
    if kind not in ("GIF", "WebP"):
        return files.read(data, channels, wanted)
    if kind == "GIF" and channels not in (0, 3):
        raise ValueError(
            explain("", "no such channels for GIF", expected="0 or 3", received=channels)
        )
    frames = files.read_gif(data) if kind == "GIF" else files.read_webp(data, channels)
    return files.as_dtype(frames if expand_animations else frames[0], wanted)


@DecodeImage.infer
def _(call: Call) -> Any:
    # A file may hold one image or several; only running can tell.
    return None if call.attrs["expand_animations"] else _image(call)


EncodeJpeg = op(
    "EncodeJpeg", "image: uint8 -> contents: string", format="", quality=95, progressive=False,
    optimize_size=False, chroma_downsampling=True, density_unit="in", x_density=300, y_density=300,
    xmp_metadata="", gradient=None, infer=scalar,
)  # fmt: skip
EncodeJpegVariableQuality = op(
    "EncodeJpegVariableQuality", "images: uint8, quality: int32 -> contents: string",
    gradient=None, infer=scalar,
)  # fmt: skip
EncodePng = op(
    "EncodePng", "image: T -> contents: string", T=_WORDS, compression=-1, gradient=None,
    infer=lambda call: None if call.shape(0) is None else call.shape(0)[:-3],
)  # fmt: skip


@EncodeJpeg.kernel("host")
def _(
    image: Any, format: str, quality: int, progressive: bool, optimize_size: bool,
    chroma_downsampling: bool, density_unit: str, x_density: int, y_density: int, xmp_metadata: Any,
) -> Any:  # fmt: skip
    if format not in ("", "grayscale", "rgb"):
        expected = "'', 'grayscale' or 'rgb'"
        raise ValueError(explain("", "no such format", expected=expected, received=repr(format)))
    if density_unit not in ("in", "cm"):
        expected, received = "'in' or 'cm'", repr(density_unit)
        raise ValueError(explain("", "no such density_unit", expected=expected, received=received))
    wanted = {"": (1, 3), "grayscale": (1,), "rgb": (3,)}[format]
    if image.ndim != 3 or image.shape[2] not in wanted:
        expected = f"rank 3 and {' or '.join(map(str, wanted))} channels for format={format!r}"
        raise ValueError(explain("", "image does not fit", expected=expected))
    return files.write_jpeg(
        image, quality, progressive=progressive, optimize=optimize_size,
        subsampled=chroma_downsampling, unit=density_unit, density=(x_density, y_density),
        xmp=xmp_metadata if isinstance(xmp_metadata, bytes) else xmp_metadata.encode(),
    )  # fmt: skip


@EncodeJpegVariableQuality.kernel("host")
def _(image: Any, quality: Any) -> Any:
    if image.ndim != 3 or image.shape[2] not in (1, 3):
        raise ValueError(explain("", "image does not fit", expected="rank 3 and 1 or 3 channels"))
    return files.write_jpeg(image, int(quality))


@EncodePng.kernel("host")
def _(image: Any, compression: int) -> Any:
    from pellucid.ops.png import write

    if not -1 <= compression <= 9:
        expected = "-1 to 9"
        raise ValueError(
            explain("", "no such compression", expected=expected, received=compression)
        )
    if image.ndim < 3 or image.shape[-1] not in (1, 2, 3, 4):
        expected = "rank 3 or more and 1, 2, 3 or 4 channels"
        raise ValueError(explain("", "image does not fit", expected=expected))
    if 0 in image.shape[-3:]:
        raise ValueError(explain("", "image is empty", expected="height, width > 0"))
    contents = np.empty(image.shape[:-3], object)
    for index in np.ndindex(contents.shape):
        contents[index] = write(image[index], compression)
    return contents


ExtractJpegShape = op(
    "ExtractJpegShape", "contents: string -> image_shape: output_type", gradient=None,
    output_type=frozenset({dtypes.int32, dtypes.int64}), infer=lambda call: (3,),
)  # fmt: skip


@ExtractJpegShape.kernel("host")
def _(contents: Any) -> Any:
    return np.array(files.jpeg_shape(_single(contents)))


# Not an op of TensorFlow's: there it is a comparison of substrings.
IsJpeg = op("IsJpeg", "contents: string -> is_jpeg: bool", gradient=None, infer=same)


@IsJpeg.kernel("host")
def _(contents: Any) -> Any:
    begins = np.frompyfunc(lambda v: bytes(v[:3]) == b"\xff\xd8\xff", 1, 1)
    return np.asarray(begins(contents), bool)


# ---------------------------------------------------------------------- public functions


def decode_image(
    contents: TensorLike, channels: int | None = None, dtype: DTypeLike = dtypes.uint8,
    name: str | None = None, expand_animations: bool = True,
) -> Tensor:  # fmt: skip
    """The pixels of a JPEG, PNG, GIF, BMP or WebP file, whichever it is.

    Args:
        contents: the bytes of the file, a scalar string.
        channels: 0 or None for the file's own number, 1 for grey, 3 for RGB, 4 for RGB and alpha.
        dtype: uint8, or another to which `tf.image.convert_image_dtype` brings the values.
        name: the node's name in a graph.
        expand_animations: whether GIF and WebP files give all their frames in a tensor of rank 4;
            otherwise the first frame, of rank 3.

    Returns: (height, width, channels), or (frames, height, width, channels), of `dtype`.

    Raises:
        InvalidArgumentError: the contents are no such file, or damaged.
    """
    wanted = as_dtype(dtype)
    channels = 0 if channels is None else channels
    if wanted in _PIXELS:
        return DecodeImage(
            contents, channels=channels, dtype=wanted, expand_animations=expand_animations,
            name=name,
        )  # fmt: skip
    read = DecodeImage(
        contents, channels=channels, dtype=dtypes.uint8, expand_animations=expand_animations
    )
    return convert_image_dtype(read, wanted, name=name)


def decode_jpeg(
    contents: TensorLike, channels: int = 0, ratio: int = 1, fancy_upscaling: bool = True,
    try_recover_truncated: bool = False, acceptable_fraction: float = 1, dct_method: str = "",
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The pixels of a JPEG file (PNG and GIF files are read too).

    Args:
        contents: the bytes of the file, a scalar string.
        channels: 0 for the file's own number, 1 for grey, 3 for RGB.
        ratio: 1, 2, 4 or 8: read it that much smaller, which is faster.
        fancy_upscaling: must be True.
        try_recover_truncated: fill up the missing part of a truncated file.
        acceptable_fraction: the part of the lines of a truncated file that must be there.
        dct_method: a hint; every method gives the accurate result here.
        name: the node's name in a graph.

    Returns: uint8 (height, width, channels).

    Raises:
        InvalidArgumentError: the contents are no such file, or damaged.
    """
    return DecodeJpeg(
        contents, channels=channels, ratio=ratio, fancy_upscaling=fancy_upscaling,
        try_recover_truncated=try_recover_truncated, acceptable_fraction=acceptable_fraction,
        dct_method=dct_method, name=name,
    )  # fmt: skip


def decode_and_crop_jpeg(
    contents: TensorLike, crop_window: TensorLike, channels: int = 0, ratio: int = 1,
    fancy_upscaling: bool = True, try_recover_truncated: bool = False,
    acceptable_fraction: float = 1, dct_method: str = "", name: str | None = None,
) -> Tensor:  # fmt: skip
    """The part `crop_window`, (top, left, height, width), of a JPEG file; see `decode_jpeg`."""
    return DecodeAndCropJpeg(
        contents, crop_window, channels=channels, ratio=ratio, fancy_upscaling=fancy_upscaling,
        try_recover_truncated=try_recover_truncated, acceptable_fraction=acceptable_fraction,
        dct_method=dct_method, name=name,
    )  # fmt: skip


def decode_png(
    contents: TensorLike, channels: int = 0, dtype: DTypeLike = dtypes.uint8,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The pixels of a PNG file (JPEG and GIF files are read too).

    Args:
        contents: the bytes of the file, a scalar string.
        channels: 0 for the file's own number, 1 for grey, 3 for RGB, 4 for RGB and alpha.
        dtype: uint8 or uint16.
        name: the node's name in a graph.

    Returns: (height, width, channels), of `dtype`.
    """
    return DecodePng(contents, channels=channels, dtype=as_dtype(dtype), name=name)


def decode_gif(contents: TensorLike, name: str | None = None) -> Tensor:
    """The frames of a GIF file: uint8 (frames, height, width, 3)."""
    return DecodeGif(contents, name=name)


def decode_bmp(contents: TensorLike, channels: int = 0, name: str | None = None) -> Tensor:
    """The pixels of a BMP file: uint8 (height, width, channels); see `decode_png`."""
    return DecodeBmp(contents, channels=channels, name=name)


def decode_webp(
    contents: TensorLike, channels: int = 0, dtype: DTypeLike = dtypes.uint8,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The frames of a WebP file: uint8 (frames, height, width, 3 or 4)."""
    return DecodeWebP(contents, channels=channels, dtype=as_dtype(dtype), name=name)


def encode_jpeg(
    image: TensorLike, format: str = "", quality: int = 95, progressive: bool = False,
    optimize_size: bool = False, chroma_downsampling: bool = True, density_unit: str = "in",
    x_density: int = 300, y_density: int = 300, xmp_metadata: str | bytes = "",
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """`image` as a JPEG file.

    Args:
        image: uint8 (height, width, 1 or 3).
        format: `""`, `"grayscale"` or `"rgb"`: what the image must be.
        quality: 0 to 100.
        progressive: store it coarse first.
        optimize_size: compress longer for a smaller file.
        chroma_downsampling: store colours in half the resolution.
        density_unit: `"in"` or `"cm"`.
        x_density, y_density: pixels per unit.
        xmp_metadata: an XMP document to store in the file.
        name: the node's name in a graph.

    Returns: the bytes of the file, a scalar string.
    """
    return EncodeJpeg(
        image, format=format, quality=quality, progressive=progressive, optimize_size=optimize_size,
        chroma_downsampling=chroma_downsampling, density_unit=density_unit, x_density=x_density,
        y_density=y_density, xmp_metadata=xmp_metadata, name=name,
    )  # fmt: skip


def encode_png(image: TensorLike, compression: int = -1, name: str | None = None) -> Tensor:
    """`image` as a PNG file.

    Args:
        image: uint8 or uint16 (…, height, width, 1 to 4).
        compression: 0 (fast) to 9 (small); -1 is a compromise.
        name: the node's name in a graph.

    Returns: the bytes of the file; for a batch, as many strings.
    """
    return EncodePng(convert_to_tensor(image), compression=compression, name=name)


def is_jpeg(contents: TensorLike, name: str | None = None) -> Tensor:
    """Whether `contents` (strings of any shape) begin like a JPEG file."""
    return IsJpeg(contents, name=name)


def extract_jpeg_shape(
    contents: TensorLike, output_type: DTypeLike = dtypes.int32, name: str | None = None
) -> Tensor:
    """Height, width and channels of a JPEG file, without decoding its pixels.

    Args:
        contents: the bytes of the file, a scalar string.
        output_type: int32 or int64.
        name: the node's name in a graph.
    """
    return ExtractJpegShape(contents, output_type=as_dtype(output_type), name=name)


def adjust_jpeg_quality(
    image: TensorLike, jpeg_quality: Any, dct_method: str = "", name: str | None = None
) -> Tensor:
    """`image` as it looks after it was stored as a JPEG file.

    Args:
        image: (height, width, 1 or 3), any dtype of images.
        jpeg_quality: 0 to 100, a scalar.
        dct_method: as for `decode_jpeg`.
        name: the node's name in a graph.

    Returns: same dtype and shape.
    """
    image = convert_to_tensor(image)
    pixels = convert_image_dtype(image, dtypes.uint8, saturate=True)
    quality = convert_to_tensor(jpeg_quality, dtypes.int32)
    stored = EncodeJpegVariableQuality(pixels, quality)
    channels = image.dims[-1] if image.dims and image.dims[-1] else 0
    read = DecodeJpeg(stored, channels=channels, dct_method=dct_method, name=name)
    read.set_shape(image.shape)
    return convert_image_dtype(read, image.dtype, saturate=True)
