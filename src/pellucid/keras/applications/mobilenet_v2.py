"""MobileNetV2: inverted residual blocks with depthwise convolutions, for phones."""

from __future__ import annotations

import warnings
from typing import Any

import pellucid as tf
from pellucid.keras.applications import backbone, imagenet_utils

WEIGHTS_URL = "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/"
IMAGENET_ALPHAS = (0.35, 0.50, 0.75, 1.0, 1.3, 1.4)
IMAGENET_SIZES = (96, 128, 160, 192, 224)

# table 2 of the paper: expansion, output channels, blocks, stride of the first block
STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)


def MobileNetV2(
    input_shape: Any = None,
    alpha: float = 1.0,
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> tf.keras.Model:
    """The MobileNetV2 network, 3.5 million weights at `alpha=1`.

    A block widens its input (1x1), filters each channel alone (3x3), narrows it again (1x1)
    without an activation, and adds its input where the shapes agree.

    Args:
        input_shape: shape of an image, default (224, 224, 3); None for a size left open.
        alpha: factor on all channel counts, which are rounded to multiples of 8.
        include_top: whether the classifier is part of it.
        weights: None (random), 'imagenet' (downloaded), or the path of a weights file.
        input_tensor: KerasTensor to start from.
        pooling: without the classifier: None (feature maps), 'avg' or 'max'.
        classes: of the classifier.
        classifier_activation: None gives logits.
        name: of the model, default 'mobilenetv2_<alpha>_<rows>'.

    Returns: a model from images (batch, height, width, channels), scaled by `preprocess_input`, to
        probabilities (batch, classes) or features.

    Raises:
        ValueError: for settings that contradict each other.
        ConnectionError: weights='imagenet' without a network and without the file.

    Example:
        >>> model = tf.keras.applications.MobileNetV2((96, 96, 3), weights=None, classes=10)
        >>> model.output_shape
        (None, 10)

    Reference: M. Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018,
    arXiv:1801.04381.
    """
    backbone.check_settings("MobileNetV2", include_top, weights, pooling, classes)
    _check_against_tensor(input_shape, input_tensor)
    rows = _rows(input_shape, input_tensor, include_top)
    url = _weights_url(alpha, include_top, input_shape, rows) if weights == "imagenet" else ""
    inputs, images = backbone.make_input(input_tensor, input_shape, include_top, weights)

    x = _convolve(images, divisible(32 * alpha), 3, "Conv1", "bn_Conv1", strides=2)
    x = tf.keras.layers.ReLU(6.0, name="Conv1_relu")(x)
    number = 0
    for expansion, channels, blocks, stride in STAGES:
        for first in [True] + [False] * (blocks - 1):
            x = _block(x, expansion, int(channels * alpha), stride if first else 1, number)
            number += 1
    # a wider network has a wider end, a narrower one keeps its 1280 features
    x = _convolve(x, divisible(1280 * max(1.0, alpha)), 1, "Conv_1", "Conv_1_bn", padding="valid")
    x = tf.keras.layers.ReLU(6.0, name="out_relu")(x)
    x = backbone.add_head(x, include_top, pooling, classes, classifier_activation, weights)
    return backbone.finish(inputs, x, name or f"mobilenetv2_{alpha:0.2f}_{rows}", weights, url)


def _block(x: Any, expansion: int, channels: int, stride: int, number: int) -> Any:
    """Widen, filter, narrow; the first block does not widen."""
    layers, axis = tf.keras.layers, _channel_axis()
    prefix = f"block_{number}" if number else "expanded_conv"
    inputs, channels = x, divisible(channels)
    if number:
        expand = f"{prefix}_expand"
        x = _convolve(x, expansion * inputs.shape[axis], 1, expand, f"{expand}_BN")
        x = layers.ReLU(6.0, name=f"{expand}_relu")(x)
    if stride == 2:
        x = layers.ZeroPadding2D(_stride_2_padding(x), name=f"{prefix}_pad")(x)
    depthwise = f"{prefix}_depthwise"
    x = layers.DepthwiseConv2D(
        3,
        strides=stride,
        padding="same" if stride == 1 else "valid",
        use_bias=False,
        name=depthwise,
    )(x)
    x = _normalize(x, f"{depthwise}_BN")
    x = layers.ReLU(6.0, name=f"{depthwise}_relu")(x)
    x = _convolve(x, channels, 1, f"{prefix}_project", f"{prefix}_project_BN")
    if inputs.shape[axis] == channels and stride == 1:
        return layers.Add(name=f"{prefix}_add")([inputs, x])
    return x


def _convolve(
    x: Any,
    filters: int,
    window: int,
    name: str,
    normalization: str,
    strides: int = 1,
    padding: str = "same",
) -> Any:
    """Convolution without bias, then batch normalization."""
    x = tf.keras.layers.Conv2D(
        filters, window, strides=strides, padding=padding, use_bias=False, name=name
    )(x)
    return _normalize(x, normalization)


def _normalize(x: Any, name: str) -> Any:
    return tf.keras.layers.BatchNormalization(
        axis=_channel_axis(), epsilon=1e-3, momentum=0.999, name=name
    )(x)


def divisible(channels: float, by: int = 8) -> int:
    """`channels` rounded to a multiple of `by`, never below 90 % of it."""
    rounded = max(by, int(channels + by / 2) // by * by)
    return rounded + by if rounded < 0.9 * channels else rounded


def _stride_2_padding(x: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    """Padding that centres a 3x3 window of stride 2: one side for even sizes, both for odd ones.

    A size left open counts as even, as in the images of the data sets.
    """
    rows, columns = _sides(x.shape)
    return ((rows or 0) % 2, 1), ((columns or 0) % 2, 1)


def _channel_axis() -> int:
    return 1 if tf.keras.config.image_data_format() == "channels_first" else -1


def _sides(shape: Any) -> tuple[int | None, int | None]:
    """Height and width in a shape with or without the batch axis."""
    first = tf.keras.config.image_data_format() == "channels_first"
    return tuple(shape[-2:] if first else shape[-3:-1])  # pyright: ignore[reportReturnType]


def _rows(input_shape: Any, input_tensor: Any, include_top: bool) -> int | None:
    """The height that names the model and its weights file."""
    if input_shape is not None and len(input_shape) == 3:
        return _sides(input_shape)[0]
    if not include_top:
        return None
    known = _sides(input_tensor.shape)[0] if hasattr(input_tensor, "shape") else None
    return known or 224


def _check_against_tensor(input_shape: Any, input_tensor: Any) -> None:
    if input_shape is None or not tf.keras.utils.is_keras_tensor(input_tensor):
        return
    if _sides(input_shape) != _sides(input_tensor.shape):
        raise ValueError(
            "input_tensor.shape[1:3] must equal input_shape[:2]; Received "
            f"`input_tensor.shape={input_tensor.shape}`, `input_shape={input_shape}`"
        )


def _weights_url(alpha: float, include_top: bool, input_shape: Any, rows: int | None) -> str:
    """Where ImageNet's weights for this width and size are; other sizes take those of 224."""
    if alpha not in IMAGENET_ALPHAS:
        raise ValueError(
            "If imagenet weights are being loaded, alpha must be one of `0.35`, `0.50`, `0.75`, "
            f"`1.0`, `1.3` or `1.4` only; Received `alpha={alpha}`"
        )
    square = input_shape is None or len(set(_sides(input_shape))) == 1
    if not square or rows not in IMAGENET_SIZES:
        rows = 224
        warnings.warn(
            "`input_shape` is undefined or non-square, or `rows` is not in "
            f"{list(IMAGENET_SIZES)}. Weights for input shape (224, 224) will be loaded as the "
            "default.",
            stacklevel=3,
        )
    top = "" if include_top else "_no_top"
    return (
        f"{WEIGHTS_URL}mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{float(alpha)}_{rows}"
        f"{top}.h5"
    )


def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Scale pixels in 0..255 to -1..1; see `imagenet_utils.preprocess_input`, mode 'tf'.

    Example:
        >>> x = tf.keras.applications.mobilenet_v2.preprocess_input(np.full((1, 1, 3), 255.0))
        >>> float(x[0, 0, 0])
        1.0
    """
    return imagenet_utils.preprocess_input(x, data_format, mode="tf")


decode_predictions = imagenet_utils.decode_predictions
