"""ResNet V2: blocks that normalize before they convolve, so that the shortcut stays untouched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pellucid as tf
from pellucid.keras.applications import imagenet_utils
from pellucid.keras.applications.resnet import (
    WIDTHS,
    activate,
    normalize,
    pool_stem,
    residual_network,
)


def ResNet50V2(
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    input_shape: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str = "resnet50v2",
) -> tf.keras.Model:
    """The 50-layer residual network with activations first, 25.6 million weights.

    y = x + f(relu(normalize(x))): nothing stands between a block's input and the next block's.
    Images are scaled by this module's `preprocess_input`; arguments as those of
    `keras.applications.ResNet50`.

    Example:
        >>> model = tf.keras.applications.ResNet50V2(weights=None, classes=5)
        >>> model.output_shape
        (None, 5)

    Reference: K. He et al., Identity Mappings in Deep Residual Networks, 2016, arXiv:1603.05027.
    """
    given = (include_top, weights, input_tensor, input_shape, pooling, classes)
    return residual_network(
        (3, 4, 6, 3), "resnet50v2", name, *given, classifier_activation, _stages
    )


def ResNet101V2(
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    input_shape: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str = "resnet101v2",
) -> tf.keras.Model:
    """`ResNet50V2` with 101 layers, 44.7 million weights."""
    given = (include_top, weights, input_tensor, input_shape, pooling, classes)
    return residual_network(
        (3, 4, 23, 3), "resnet101v2", name, *given, classifier_activation, _stages
    )


def ResNet152V2(
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    input_shape: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str = "resnet152v2",
) -> tf.keras.Model:
    """`ResNet50V2` with 152 layers, 60.4 million weights."""
    given = (include_top, weights, input_tensor, input_shape, pooling, classes)
    return residual_network(
        (3, 8, 36, 3), "resnet152v2", name, *given, classifier_activation, _stages
    )


def _stages(x: Any, depths: Sequence[int]) -> Any:
    """Pool, then blocks; each stage but the last halves the image in its last block."""
    x = pool_stem(x)
    for stage, (width, depth) in enumerate(zip(WIDTHS, depths, strict=True)):
        for block in range(depth):
            stride = 2 if stage < 3 and block == depth - 1 else 1
            x = _block(x, width, stride, block == 0, f"conv{stage + 2}_block{block + 1}")
    return activate(normalize(x, "post_bn"), "post_relu")


def _block(x: Any, width: int, stride: int, project: bool, name: str) -> Any:
    """shortcut + bottleneck of the normalized input; `project` fits the shortcut to the width."""
    layers = tf.keras.layers
    ready = activate(normalize(x, f"{name}_preact_bn"), f"{name}_preact_relu")
    shortcut = x
    if project:
        shortcut = layers.Conv2D(4 * width, 1, strides=stride, name=f"{name}_0_conv")(ready)
    elif stride > 1:
        shortcut = layers.MaxPooling2D(1, strides=stride)(x)
    x = layers.Conv2D(width, 1, use_bias=False, name=f"{name}_1_conv")(ready)
    x = activate(normalize(x, f"{name}_1_bn"), f"{name}_1_relu")
    x = layers.ZeroPadding2D(1, name=f"{name}_2_pad")(x)
    x = layers.Conv2D(width, 3, strides=stride, use_bias=False, name=f"{name}_2_conv")(x)
    x = activate(normalize(x, f"{name}_2_bn"), f"{name}_2_relu")
    x = layers.Conv2D(4 * width, 1, name=f"{name}_3_conv")(x)
    return layers.Add(name=f"{name}_out")([shortcut, x])


def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Scale pixels in 0..255 to -1..1; see `imagenet_utils.preprocess_input`, mode 'tf'.

    Example:
        >>> float(tf.keras.applications.resnet_v2.preprocess_input(np.zeros((1, 1, 3)))[0, 0, 0])
        -1.0
    """
    return imagenet_utils.preprocess_input(x, data_format, mode="tf")


decode_predictions = imagenet_utils.decode_predictions
