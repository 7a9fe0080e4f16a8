"""`tf.compat.v1.layers`: layers as functions."""

# A table of names, a line of them at a time.
# isort: off
# fmt: off
from pellucid.compat.v1.layer_functions import (
    average_pooling1d as average_pooling1d, average_pooling2d as average_pooling2d,
    average_pooling3d as average_pooling3d, batch_normalization as batch_normalization,
    conv1d as conv1d, conv2d as conv2d, conv2d_transpose as conv2d_transpose, conv3d as conv3d,
    dense as dense, dropout as dropout, flatten as flatten, max_pooling1d as max_pooling1d,
    max_pooling2d as max_pooling2d, max_pooling3d as max_pooling3d,
    separable_conv2d as separable_conv2d,
)

__all__ = [
    "average_pooling1d", "average_pooling2d", "average_pooling3d", "batch_normalization", "conv1d",
    "conv2d", "conv2d_transpose", "conv3d", "dense", "dropout", "flatten", "max_pooling1d",
    "max_pooling2d", "max_pooling3d", "separable_conv2d",
]
