"""What the ImageNet models share before and after the network: pixel scaling and class names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np

import pellucid as tf

CLASS_INDEX_URL = (
    "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json"
)
CLASS_INDEX_HASH = "c2c37ea517e94d9795004a39431a14cb"

# of the training images, as RGB: in 0..255 for Caffe's models, in 0..1 for PyTorch's
CAFFE_MEAN = (123.68, 116.779, 103.939)
TORCH_MEAN = (0.485, 0.456, 0.406)
TORCH_DEVIATION = (0.229, 0.224, 0.225)

Mode = Literal["caffe", "tf", "torch"]


def preprocess_input(x: Any, data_format: str | None = None, mode: Mode = "caffe") -> Any:
    """Scale RGB pixels in 0..255 the way a pretrained model was trained.

    'tf': x / 127.5 - 1, so that pixels lie in -1..1.
    'torch': (x / 255 - mean) / deviation, each channel with its own of ImageNet.
    'caffe': RGB becomes BGR, and ImageNet's mean is taken away; no scaling.

    Args:
        x: array or tensor (..., height, width, 3), or (..., 3, height, width) with
            'channels_first'. A float array is changed in place, as in Keras.
        data_format: 'channels_last', 'channels_first'; default `keras.config.image_data_format()`.
        mode: see above.

    Returns: the same shape; integer arrays become `keras.config.floatx()`, other dtypes stay.

    Raises:
        ValueError: for an unknown mode or data format.
        TypeError: for a tensor of integers.

    Example:
        >>> pixels = np.zeros((1, 2, 2, 3))
        >>> x = tf.keras.applications.imagenet_utils.preprocess_input(pixels, mode="tf")
        >>> float(x[0, 0, 0, 0])
        -1.0
    """
    if mode not in get_args(Mode):
        raise ValueError(
            f"Expected mode to be one of `caffe`, `tf` or `torch`. Received: {mode=!s}"
        )
    data_format = data_format or tf.keras.config.image_data_format()
    if data_format not in ("channels_first", "channels_last"):
        raise ValueError(
            "Expected data_format to be one of `channels_first` or `channels_last`. "
            f"Received: {data_format=!s}"
        )
    if isinstance(x, np.ndarray):
        if not np.issubdtype(x.dtype, np.floating):
            x = x.astype(tf.keras.config.floatx())
        target = x
    else:
        _refuse_integers(x)
        target = None
    if mode == "tf":
        return _subtract(_divide(x, 127.5, target), 1.0, target)
    axis = -3 if data_format == "channels_first" and len(x.shape) > 2 else -1
    if mode == "torch":
        x = _divide(x, 255.0, target)
        x = _subtract(x, _per_channel(TORCH_MEAN, axis), target)
        return _divide(x, _per_channel(TORCH_DEVIATION, axis), target)
    x = x[..., ::-1] if axis == -1 else x[..., ::-1, :, :]
    target = x if target is not None else None
    return _subtract(x, _per_channel(CAFFE_MEAN[::-1], axis), target)


def decode_predictions(preds: Any, top: int = 5) -> list[list[tuple[str, str, float]]]:
    """The names of the `top` most probable ImageNet classes of each image.

    The names come in a file of 35 kB that is downloaded once, to `~/.keras/models`; without a
    network put `imagenet_class_index.json` there.

    Args:
        preds: probabilities (batch, 1000).
        top: how many to name.

    Returns: for each image a list of (WordNet id, name, probability), the most probable first.

    Raises:
        ValueError: for another shape.
        ConnectionError: the file is not here and cannot be downloaded.

    Example:
        >>> names = tf.keras.applications.resnet50.decode_predictions(model.predict(images), top=3)
    """
    import json

    probabilities = np.asarray(preds)
    if probabilities.ndim != 2 or probabilities.shape[1] != 1000:
        raise ValueError(
            "`decode_predictions` expects a batch of predictions (i.e. a 2D array of shape "
            f"(samples, 1000)). Received array with shape: {probabilities.shape}"
        )
    path = tf.keras.utils.get_file(
        "imagenet_class_index.json",
        CLASS_INDEX_URL,
        cache_subdir="models",
        file_hash=CLASS_INDEX_HASH,
    )
    with open(path) as file:
        classes = json.load(file)
    best = np.argsort(probabilities, axis=1)[:, ::-1][:, :top]
    return [
        [(*classes[str(index)], row[index]) for index in chosen]
        for row, chosen in zip(probabilities, best, strict=True)
    ]


def _per_channel(values: Sequence[float], axis: int) -> np.ndarray:
    """`values` in a shape that lies along the channels."""
    return np.array(values, np.float32).reshape((-1, *[1] * (-1 - axis)))


def _divide(x: Any, by: Any, out: np.ndarray | None) -> Any:
    return x / _like(by, x) if out is None else np.divide(x, by, out=out)


def _subtract(x: Any, by: Any, out: np.ndarray | None) -> Any:
    return x - _like(by, x) if out is None else np.subtract(x, by, out=out)


def _like(value: Any, x: Any) -> Any:
    return value if isinstance(value, float) else value.astype(tf.as_dtype(x.dtype).as_numpy_dtype)


def _refuse_integers(x: Any) -> None:
    dtype = tf.as_dtype(x.dtype)
    if not dtype.is_floating:
        raise TypeError(
            "keras.applications.preprocess_input [x]: means and scales are no integers. Expected a "
            f"float tensor, received {dtype.name}. Fix: tf.cast(x, tf.float32) first."
        )
