"""What every ImageNet architecture does around its own blocks: input, head, weights.

check_settings   refuses combinations that contradict each other, before any layer is made
make_input       the tensor the network starts from
add_head         pooling and classifier, or features
finish           the model, with its weights loaded
"""

from __future__ import annotations

import os
import warnings
from typing import Any

import pellucid as tf

IMAGENET_CLASSES = 1000


def check_settings(model: str, include_top: bool, weights: Any, pooling: Any, classes: Any) -> None:
    """Refuse what cannot be meant.

    Raises:
        ValueError: unknown weights or pooling, or ImageNet's classifier with another class count.
    """
    if weights not in (None, "imagenet") and not os.path.exists(weights):
        raise ValueError(
            "The `weights` argument should be either `None` (random initialization), `imagenet` "
            "(pre-training on ImageNet), or the path to the weights file to be loaded.  Received "
            f"`weights={weights}`"
        )
    if weights == "imagenet" and include_top and classes != IMAGENET_CLASSES:
        raise ValueError(
            'If using `weights="imagenet"` with `include_top` as true, `classes` should be '
            f"{IMAGENET_CLASSES}. Received `classes={classes}`"
        )
    if pooling not in (None, "avg", "max"):
        raise ValueError(
            f"keras.applications.{model} [pooling]: expected None, 'avg' or 'max', "
            f"received {pooling!r}."
        )


def make_input(
    input_tensor: Any, input_shape: Any, include_top: bool, weights: Any, smallest: int = 32
) -> tuple[Any, Any]:
    """The model's inputs, and the KerasTensor of images: given, or a new Input.

    Args:
        input_tensor: KerasTensor, or None.
        input_shape: (height, width, channels) in the order of the image data format, or None.
        include_top: a classifier needs fixed sizes; 224 is the default.
        weights: 'imagenet' fixes the channels, and with a classifier the size.
        smallest: least height and width.

    Raises:
        ValueError: for a tensor that is no KerasTensor, and for a shape that does not fit.
    """
    if input_tensor is None:
        shape = checked_shape(input_shape, include_top, weights, smallest)
        images = tf.keras.Input(shape)
        return images, images
    if not tf.keras.utils.is_keras_tensor(input_tensor):
        raise ValueError(
            "Argument `input_tensor` must be a KerasTensor. Received invalid type: "
            f"input_tensor={input_tensor} (of type {type(input_tensor)})"
        )
    if input_shape is not None:
        checked_shape(input_shape, include_top, weights, smallest)
    return tf.keras.utils.get_source_inputs(input_tensor), input_tensor


def checked_shape(
    shape: Any, include_top: bool, weights: Any, smallest: int
) -> tuple[int | None, ...]:
    """The shape of one image, completed by defaults; see `make_input` for the arguments."""
    first = tf.keras.config.image_data_format() == "channels_first"
    if shape is not None and len(shape) != 3:
        raise ValueError("`input_shape` must be a tuple of three integers.")
    channels = 3 if shape is None else shape[0 if first else -1]
    if weights != "imagenet" and channels not in (1, 3):
        warnings.warn(
            "This model usually expects 1 or 3 input channels. However, it was passed an "
            f"input_shape with {channels} input channels.",
            stacklevel=4,
        )
    size: tuple[int | None, ...] = (224, 224) if include_top else (None, None)
    default = (channels, *size) if first else (*size, channels)
    if shape is None:
        return default
    shape = tuple(shape)
    if weights == "imagenet" and include_top:
        if shape != default:
            raise ValueError(
                "When setting `include_top=True` and loading `imagenet` weights, `input_shape` "
                f"should be {default}.  Received: input_shape={shape}"
            )
        return shape
    if weights == "imagenet" and channels != 3:
        raise ValueError(f"The input must have 3 channels; Received `input_shape={shape}`")
    sides = shape[1:] if first else shape[:2]
    if any(side is not None and side < smallest for side in sides):
        raise ValueError(
            f"Input size must be at least {smallest}x{smallest}; Received: input_shape={shape}"
        )
    if include_top and None in shape:
        raise ValueError(
            "If `include_top` is True, you should specify a static `input_shape`. Received: "
            f"input_shape={shape}"
        )
    return shape


def add_head(
    x: Any,
    include_top: bool,
    pooling: str | None,
    classes: int,
    classifier_activation: Any,
    weights: Any,
    pool_names: tuple[str | None, str | None] = (None, None),
) -> Any:
    """The end of the network: class scores, pooled features, or `x` itself.

    Args:
        x: features (batch, height, width, channels).
        include_top: average over the image, then a Dense layer named 'predictions'.
        pooling: without it, 'avg' or 'max' over the image, or None.
        classes: units of the classifier.
        classifier_activation: of the classifier; None gives logits.
        weights: pretrained ones go with softmax or None only.
        pool_names: names of the average and the maximum layer.

    Raises:
        ValueError: for pretrained weights with another activation.
    """
    layers = tf.keras.layers
    average, maximum = pool_names
    if include_top:
        activation = tf.keras.activations.get(classifier_activation)
        softmax_or_none = (tf.keras.activations.softmax, tf.keras.activations.linear)
        if weights is not None and activation not in softmax_or_none:
            raise ValueError(
                "Only `None` and `softmax` activations are allowed for the "
                "`classifier_activation` argument when using pretrained weights, with "
                f"`include_top=True`; Received: classifier_activation={classifier_activation}"
            )
        x = layers.GlobalAveragePooling2D(name=average)(x)
        return layers.Dense(classes, activation=activation, name="predictions")(x)
    if pooling == "avg":
        return layers.GlobalAveragePooling2D(name=average)(x)
    return layers.GlobalMaxPooling2D(name=maximum)(x) if pooling == "max" else x


def finish(
    inputs: Any, outputs: Any, name: str, weights: Any, url: str, file_hash: str | None = None
) -> Any:
    """The model from `inputs` to `outputs`.

    Args:
        inputs, outputs: KerasTensors.
        name: of the model.
        weights: None, 'imagenet', or a path.
        url: where ImageNet's weights are.
        file_hash: of that file.

    Raises:
        ConnectionError: ImageNet's weights are not here and cannot be downloaded.
    """
    model = tf.keras.Model(inputs, outputs, name=name)
    if weights == "imagenet":
        file = url.rpartition("/")[2]
        model.load_weights(
            tf.keras.utils.get_file(file, url, cache_subdir="models", file_hash=file_hash)
        )
    elif weights is not None:
        model.load_weights(weights)
    return model
