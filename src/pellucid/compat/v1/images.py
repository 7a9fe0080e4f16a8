"""`tf.compat.v1.image` where its arguments, or the rules of resizing, differ from `tf.image`.

TensorFlow 1 resizes without half-pixel centers and without antialiasing.
"""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.compat.v1.argument_names import either
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike


class ResizeMethod:
    """How images are resized, as TensorFlow 1 numbers it."""

    BILINEAR = 0
    NEAREST_NEIGHBOR = 1
    BICUBIC = 2
    AREA = 3


def resize_bilinear(
    images: TensorLike, size: TensorLike, align_corners: bool = False, name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:  # fmt: skip
    """A batch of images in another size, by bilinear interpolation, as float32."""
    return tf.raw_ops.ResizeBilinear(
        images=images, size=size, align_corners=align_corners,
        half_pixel_centers=half_pixel_centers, name=name,
    )  # fmt: skip


def resize_nearest_neighbor(
    images: TensorLike, size: TensorLike, align_corners: bool = False, name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:  # fmt: skip
    """A batch of images in another size, each pixel the nearest one."""
    return tf.raw_ops.ResizeNearestNeighbor(
        images=images, size=size, align_corners=align_corners,
        half_pixel_centers=half_pixel_centers, name=name,
    )  # fmt: skip


def resize_bicubic(
    images: TensorLike, size: TensorLike, align_corners: bool = False, name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:  # fmt: skip
    """A batch of images in another size, by bicubic interpolation, as float32."""
    return tf.raw_ops.ResizeBicubic(
        images=images, size=size, align_corners=align_corners,
        half_pixel_centers=half_pixel_centers, name=name,
    )  # fmt: skip


def resize_area(
    images: TensorLike, size: TensorLike, align_corners: bool = False, name: str | None = None
) -> Tensor:
    """A batch of images in another size, each pixel the mean of those that it covers."""
    return tf.raw_ops.ResizeArea(images=images, size=size, align_corners=align_corners, name=name)


_RESIZERS: dict[Any, Any] = {
    ResizeMethod.BILINEAR: resize_bilinear, "bilinear": resize_bilinear,
    ResizeMethod.NEAREST_NEIGHBOR: resize_nearest_neighbor, "nearest": resize_nearest_neighbor,
    ResizeMethod.BICUBIC: resize_bicubic, "bicubic": resize_bicubic,
    ResizeMethod.AREA: resize_area, "area": resize_area,
}  # fmt: skip


def resize(
    images: TensorLike, size: Any, method: Any = ResizeMethod.BILINEAR, align_corners: bool = False,
    preserve_aspect_ratio: bool = False, name: str | None = None,
) -> Tensor:  # fmt: skip
    """An image, or a batch of images, in another size; those of that size already stay as they are.

    Args:
        images: shape [height, width, channels], perhaps with a batch dimension in front.
        size: the new height and width.
        method: one of `ResizeMethod`.
        align_corners: whether the centers of the corner pixels stay where they are.
        preserve_aspect_ratio: make the image as large as fits into `size`.
        name: the node's name in a graph.

    Raises:
        ValueError: no such method, or a tensor that is no image.
    """
    resizer = _RESIZERS.get(method)
    if resizer is None:
        raise ValueError(
            explain("tf.compat.v1.image.resize [method]", "Resize method is not implemented",
                    expected="one of tf.compat.v1.image.ResizeMethod", received=repr(method))
        )  # fmt: skip
    x = tf.convert_to_tensor(images)
    rank = x.shape.rank
    if rank not in (3, 4):
        raise ValueError("'images' must have either 3 or 4 dimensions.")
    batch = x if rank == 4 else tf.expand_dims(x, 0)
    wanted = tf.convert_to_tensor(size, tf.int32)
    if preserve_aspect_ratio:
        sides = tf.cast(tf.shape(batch)[1:3], tf.float32)
        scale = tf.reduce_min(tf.cast(wanted, tf.float32) / sides)
        wanted = tf.cast(tf.round(scale * sides), tf.int32)
    known = tf.get_static_value(wanted)
    if known is not None and known.tolist() == batch.shape[1:3].as_list():
        return x
    made = resizer(batch, wanted, align_corners, name=name)
    return made if rank == 4 else tf.squeeze(made, [0])


def resize_image_with_pad(
    image: TensorLike, target_height: int, target_width: int,
    method: Any = ResizeMethod.BILINEAR, align_corners: bool = False,
) -> Tensor:  # fmt: skip
    """An image as large as fits into the target, with zeros around it.

    Args:
        image: shape [height, width, channels], perhaps with a batch dimension in front.
        target_height, target_width: the size of the result.
        method: one of `ResizeMethod`.
        align_corners: see `resize`.
    """
    x = tf.convert_to_tensor(image)
    batch = x if x.shape.rank == 4 else tf.expand_dims(x, 0)
    height, width = (tf.cast(n, tf.float32) for n in tf.unstack(tf.shape(batch)[1:3]))
    ratio = tf.maximum(width / target_width, height / target_height)
    inner = tf.stack([height, width]) / ratio
    made = resize(batch, tf.cast(tf.floor(inner), tf.int32), method, align_corners)
    rest = tf.cast([target_height, target_width], tf.float32) - inner
    top, left = tf.unstack(tf.cast(tf.maximum(tf.floor(rest / 2), 0), tf.int32))
    padded = tf.image.pad_to_bounding_box(made, top, left, target_height, target_width)
    return padded if x.shape.rank == 4 else tf.squeeze(padded, [0])


def crop_and_resize(
    image: TensorLike, boxes: TensorLike, box_ind: Any = None, crop_size: Any = None,
    method: str = "bilinear", extrapolation_value: float = 0, name: str | None = None,
    box_indices: Any = None,
) -> Tensor:  # fmt: skip
    """Parts of images in one size. See `tf.image.crop_and_resize`."""
    indices = either("box_indices", box_indices, "box_ind", box_ind)
    return tf.image.crop_and_resize(
        image, boxes, indices, crop_size, method, extrapolation_value, name
    )


def draw_bounding_boxes(
    images: TensorLike, boxes: TensorLike, name: str | None = None, colors: Any = None
) -> Tensor:
    """Images with boxes drawn on them. See `tf.image.draw_bounding_boxes`."""
    return tf.image.draw_bounding_boxes(images, boxes, colors, name)


def extract_image_patches(
    images: TensorLike, ksizes: Any = None, strides: Any = None, rates: Any = None,
    padding: Any = None, name: str | None = None, sizes: Any = None,
) -> Tensor:  # fmt: skip
    """Patches of images, side by side in the channels. See `tf.image.extract_patches`."""
    return tf.image.extract_patches(
        images, either("sizes", sizes, "ksizes", ksizes), strides, rates, padding, name
    )


def extract_glimpse(
    input: TensorLike, size: TensorLike, offsets: TensorLike, centered: bool = True,
    normalized: bool = True, uniform_noise: bool = True, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Parts of images around `offsets`. See `tf.image.extract_glimpse`."""
    return tf.image.extract_glimpse(
        input, size, offsets, centered, normalized, "uniform" if uniform_noise else "gaussian", name
    )


def sample_distorted_bounding_box(
    image_size: TensorLike, bounding_boxes: TensorLike, seed: int | None = None,
    seed2: int | None = None, min_object_covered: Any = 0.1, aspect_ratio_range: Any = None,
    area_range: Any = None, max_attempts: int | None = None,
    use_image_if_no_bounding_boxes: bool | None = None, name: str | None = None,
) -> Any:  # fmt: skip
    """A random part of an image. See `tf.image.sample_distorted_bounding_box`."""
    return tf.raw_ops.SampleDistortedBoundingBoxV2(
        image_size=image_size, bounding_boxes=bounding_boxes,
        min_object_covered=min_object_covered, seed=seed or 0, seed2=seed2 or 0,
        aspect_ratio_range=aspect_ratio_range or [0.75, 1.33],
        area_range=area_range or [0.05, 1.0], max_attempts=max_attempts or 100,
        use_image_if_no_bounding_boxes=bool(use_image_if_no_bounding_boxes), name=name,
    )  # fmt: skip
