"""ResNet: bottleneck blocks that add their input, fifty layers deep and deeper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pellucid as tf
from pellucid.keras.applications import backbone, imagenet_utils

WEIGHTS_URL = "https://storage.googleapis.com/tensorflow/keras-applications/resnet/"
WEIGHTS_HASHES = {
    "resnet50": ("2cb95161c43110f7111970584f804107", "4d473c1dd8becc155b73f8504c6f6626"),
    "resnet101": ("f1aeb4b969a6efcfb50fad2f0c20cfc5", "88cf7a10940856eca736dc7b7e228a21"),
    "resnet152": ("100835be76be38e30d865e96f2aaae62", "ee4c566cf9a93f14d82f913c2dc6dd0c"),
    "resnet50v2": ("3ef43a0b657b3be2300d5770ece849e0", "fac2f116257151a9d068a22e544a4917"),
    "resnet101v2": ("6343647c601c52e1368623803854d971", "c0ed64b8031c3730f411d2eb4eea35b5"),
    "resnet152v2": ("a49b44d1979771252814e80f8ec446f9", "ed17cf2e0169df9d443503ef94b23b33"),
}
"""Architecture -> MD5 of ImageNet's weights with the classifier, and without."""

WIDTHS = (64, 128, 256, 512)
"""Inner channels of the four stages; a block puts out four times as many."""


def ResNet50(
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    input_shape: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str = "resnet50",
) -> tf.keras.Model:
    """The 50-layer residual network, 25.6 million weights.

    y = relu(x + f(x)) with f: 1x1 to a quarter of the channels, 3x3, 1x1 back, each normalized.

    Args:
        include_top: whether the classifier is part of it.
        weights: None (random), 'imagenet' (downloaded), or the path of a weights file.
        input_tensor: KerasTensor to start from; then `input_shape` is only checked.
        input_shape: shape of an image, default (224, 224, 3); None for a size left open.
        pooling: without the classifier: None (feature maps), 'avg' or 'max'.
        classes: of the classifier.
        classifier_activation: None gives logits.
        name: of the model.

    Returns: a model from images (batch, height, width, channels), prepared by `preprocess_input`,
        to probabilities (batch, classes) or features (batch, height / 32, width / 32, 2048).

    Raises:
        ValueError: for settings that contradict each other.
        ConnectionError: weights='imagenet' without a network and without the file.

    Example:
        >>> model = tf.keras.applications.ResNet50(weights=None, include_top=False, pooling="avg")
        >>> model.output_shape
        (None, 2048)

    Reference: K. He et al., Deep Residual Learning for Image Recognition, 2015, arXiv:1512.03385.
    """
    given = (include_top, weights, input_tensor, input_shape, pooling, classes)
    return residual_network((3, 4, 6, 3), "resnet50", name, *given, classifier_activation)


def ResNet101(
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    input_shape: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str = "resnet101",
) -> tf.keras.Model:
    """The 101-layer residual network, 44.7 million weights; arguments as those of `ResNet50`."""
    given = (include_top, weights, input_tensor, input_shape, pooling, classes)
    return residual_network((3, 4, 23, 3), "resnet101", name, *given, classifier_activation)


def ResNet152(
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    input_shape: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str = "resnet152",
) -> tf.keras.Model:
    """The 152-layer residual network, 60.4 million weights; arguments as those of `ResNet50`."""
    given = (include_top, weights, input_tensor, input_shape, pooling, classes)
    return residual_network((3, 8, 36, 3), "resnet152", name, *given, classifier_activation)


def residual_network(
    depths: Sequence[int],
    architecture: str,
    name: str,
    include_top: bool,
    weights: Any,
    input_tensor: Any,
    input_shape: Any,
    pooling: str | None,
    classes: int,
    classifier_activation: Any,
    stages: Callable[[Any, Sequence[int]], Any] | None = None,
) -> tf.keras.Model:
    """The frame of both generations: stem, four stages of blocks, head.

    Args:
        depths: blocks in each stage.
        architecture: key of `WEIGHTS_HASHES`.
        name, include_top, ...: see `ResNet50`.
        stages: from the stem's convolution to the last feature maps; default: this file's.
    """
    layers = tf.keras.layers
    backbone.check_settings(architecture, include_top, weights, pooling, classes)
    inputs, images = backbone.make_input(input_tensor, input_shape, include_top, weights)
    x = layers.ZeroPadding2D(3, name="conv1_pad")(images)
    x = layers.Conv2D(64, 7, strides=2, name="conv1_conv")(x)
    x = (stages or _stages)(x, depths)
    pools = ("avg_pool", "max_pool")
    x = backbone.add_head(x, include_top, pooling, classes, classifier_activation, weights, pools)
    file = f"{architecture}_weights_tf_dim_ordering_tf_kernels{'' if include_top else '_notop'}.h5"
    file_hash = WEIGHTS_HASHES[architecture][0 if include_top else 1]
    return backbone.finish(inputs, x, name, weights, WEIGHTS_URL + file, file_hash)


def _stages(x: Any, depths: Sequence[int]) -> Any:
    """Normalize, pool, blocks; each stage but the first halves the image in its first block."""
    x = activate(normalize(x, "conv1_bn"), "conv1_relu")
    x = pool_stem(x)
    for stage, (width, depth) in enumerate(zip(WIDTHS, depths, strict=True)):
        for block in range(depth):
            stride = 2 if stage > 0 and block == 0 else 1
            x = _block(x, width, stride, block == 0, f"conv{stage + 2}_block{block + 1}")
    return x


def _block(x: Any, width: int, stride: int, project: bool, name: str) -> Any:
    """relu(shortcut + bottleneck); `project` fits the shortcut to the new shape."""
    layers = tf.keras.layers
    shortcut = x
    if project:
        shortcut = layers.Conv2D(4 * width, 1, strides=stride, name=f"{name}_0_conv")(x)
        shortcut = normalize(shortcut, f"{name}_0_bn")
    x = layers.Conv2D(width, 1, strides=stride, name=f"{name}_1_conv")(x)
    x = activate(normalize(x, f"{name}_1_bn"), f"{name}_1_relu")
    x = layers.Conv2D(width, 3, padding="same", name=f"{name}_2_conv")(x)
    x = activate(normalize(x, f"{name}_2_bn"), f"{name}_2_relu")
    x = layers.Conv2D(4 * width, 1, name=f"{name}_3_conv")(x)
    x = normalize(x, f"{name}_3_bn")
    return activate(layers.Add(name=f"{name}_add")([shortcut, x]), f"{name}_out")


def pool_stem(x: Any) -> Any:
    """3x3 maxima at every second pixel, after a border of zeros."""
    x = tf.keras.layers.ZeroPadding2D(1, name="pool1_pad")(x)
    return tf.keras.layers.MaxPooling2D(3, strides=2, name="pool1_pool")(x)


def normalize(x: Any, name: str) -> Any:
    """Batch normalization over the channels."""
    axis = 1 if tf.keras.config.image_data_format() == "channels_first" else 3
    return tf.keras.layers.BatchNormalization(axis=axis, epsilon=1.001e-5, name=name)(x)


def activate(x: Any, name: str) -> Any:
    """relu as a layer of that name."""
    return tf.keras.layers.Activation("relu", name=name)(x)


def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """RGB in 0..255 to BGR around ImageNet's mean; `imagenet_utils.preprocess_input`, mode 'caffe'.

    Example:
        >>> float(tf.keras.applications.resnet.preprocess_input(np.zeros((1, 1, 3)))[0, 0, 0])
        -103.939
    """
    return imagenet_utils.preprocess_input(x, data_format, mode="caffe")


decode_predictions = imagenet_utils.decode_predictions
