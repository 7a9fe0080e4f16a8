"""`tf.compat.v1.nn` where its arguments differ from those of `tf.nn`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pellucid as tf
from pellucid.compat.v1.argument_names import either
from pellucid.core.tensor import Tensor
from pellucid.core.typing import AxisLike, TensorLike

_ONES = (1, 1, 1, 1)


def conv1d(
    value: Any = None, filters: Any = None, stride: Any = None,
    padding: Any = None, use_cudnn_on_gpu: bool | None = None, data_format: str | None = None,
    name: str | None = None, input: Any = None, dilations: Any = None,
) -> Tensor:  # fmt: skip
    """A convolution along one axis. See `tf.nn.conv1d`; `use_cudnn_on_gpu` is without effect."""
    value = either("input", input, "value", value)
    return tf.nn.conv1d(
        value, filters, stride, padding, _layout(data_format, "NWC"), dilations, name
    )


def conv2d(
    input: TensorLike, filter: Any = None, strides: Any = None, padding: Any = None,
    use_cudnn_on_gpu: bool = True, data_format: str = "NHWC", dilations: Any = _ONES,
    name: str | None = None, filters: Any = None,
) -> Tensor:  # fmt: skip
    """A convolution of images. See `tf.nn.conv2d`; `use_cudnn_on_gpu` is without effect."""
    kernel = either("filters", filters, "filter", filter)
    return tf.nn.conv2d(input, kernel, strides, padding, data_format, list(dilations), name)


def conv3d(
    input: TensorLike, filter: Any = None, strides: Any = None, padding: Any = None,
    data_format: str = "NDHWC", dilations: Any = (1, 1, 1, 1, 1), name: str | None = None,
    filters: Any = None,
) -> Tensor:  # fmt: skip
    """A convolution of volumes. See `tf.nn.conv3d`."""
    kernel = either("filters", filters, "filter", filter)
    return tf.nn.conv3d(input, kernel, strides, padding, data_format, list(dilations), name)


def conv2d_transpose(
    value: Any = None, filter: Any = None, output_shape: Any = None,
    strides: Any = None, padding: Any = "SAME", data_format: str = "NHWC", name: str | None = None,
    input: Any = None, filters: Any = None, dilations: Any = None,
) -> Tensor:  # fmt: skip
    """The transpose of a convolution of images. See `tf.nn.conv2d_transpose`."""
    value = either("input", input, "value", value)
    kernel = either("filters", filters, "filter", filter)
    return tf.nn.conv2d_transpose(
        value, kernel, output_shape, strides, padding, data_format, dilations, name
    )


def convolution(
    input: TensorLike, filter: Any = None, padding: str = "VALID",
    strides: Any = None, dilation_rate: Any = None, name: str | None = None,
    data_format: str | None = None, filters: Any = None, dilations: Any = None,
) -> Tensor:  # fmt: skip
    """A convolution of any rank. See `tf.nn.convolution`."""
    kernel = either("filters", filters, "filter", filter)
    rate = either("dilations", dilations, "dilation_rate", dilation_rate)
    return tf.nn.convolution(input, kernel, strides, padding, data_format, rate, name)


def depthwise_conv2d(
    input: TensorLike, filter: TensorLike, strides: Sequence[int], padding: Any, rate: Any = None,
    name: str | None = None, data_format: str | None = None, dilations: Any = None,
) -> Tensor:  # fmt: skip
    """A convolution of each channel by itself. See `tf.nn.depthwise_conv2d`."""
    rate = either("dilations", dilations, "rate", rate)
    return tf.nn.depthwise_conv2d(input, filter, strides, padding, data_format, rate, name)


def depthwise_conv2d_native(
    input: TensorLike, filter: TensorLike, strides: Sequence[int], padding: Any,
    data_format: str = "NHWC", dilations: Any = _ONES, name: str | None = None,
) -> Tensor:  # fmt: skip
    """A convolution of each channel by itself, all four dilations given."""
    rate = list(dilations)[1:3] if data_format == "NHWC" else list(dilations)[2:]
    return tf.nn.depthwise_conv2d(input, filter, strides, padding, data_format, rate, name)


def separable_conv2d(
    input: TensorLike, depthwise_filter: TensorLike, pointwise_filter: TensorLike,
    strides: Sequence[int], padding: Any, rate: Any = None, name: str | None = None,
    data_format: str | None = None, dilations: Any = None,
) -> Tensor:  # fmt: skip
    """A depthwise convolution followed by one of size 1. See `tf.nn.separable_conv2d`."""
    rate = either("dilations", dilations, "rate", rate)
    return tf.nn.separable_conv2d(
        input, depthwise_filter, pointwise_filter, strides, padding, data_format, rate, name
    )


def max_pool(
    value: Any = None, ksize: Any = None, strides: Any = None, padding: Any = None,
    data_format: str = "NHWC", name: str | None = None, input: Any = None,
) -> Tensor:  # fmt: skip
    """The maximum of each window of images. See `tf.nn.max_pool2d`."""
    value = either("input", input, "value", value)
    return tf.nn.max_pool2d(value, ksize, strides, padding, data_format, name)


def avg_pool(
    value: Any = None, ksize: Any = None, strides: Any = None, padding: Any = None,
    data_format: str = "NHWC", name: str | None = None, input: Any = None,
) -> Tensor:  # fmt: skip
    """The mean of each window of images. See `tf.nn.avg_pool2d`."""
    value = either("input", input, "value", value)
    return tf.nn.avg_pool2d(value, ksize, strides, padding, data_format, name)


def pool(
    input: TensorLike, window_shape: Sequence[int], pooling_type: Any, padding: str,
    dilation_rate: Any = None, strides: Any = None, name: str | None = None,
    data_format: str | None = None, dilations: Any = None,
) -> Tensor:  # fmt: skip
    """Pooling of any rank. See `tf.nn.pool`."""
    rate = either("dilations", dilations, "dilation_rate", dilation_rate)
    return tf.nn.pool(input, window_shape, pooling_type, strides, padding, data_format, rate, name)


def dropout(
    x: TensorLike, keep_prob: Any = None, noise_shape: Any = None, seed: int | None = None,
    name: str | None = None, rate: Any = None,
) -> Tensor:  # fmt: skip
    """Elements become 0 at random, the others grow by as much.

    Args:
        x: a float tensor.
        keep_prob: the probability to stay: `1 - rate`.
        noise_shape, seed, name: see `tf.nn.dropout`.
        rate: the probability to become 0.

    Raises:
        ValueError: neither or both of `keep_prob` and `rate` are given.
    """
    rate = either("rate", rate, "keep_prob", None if keep_prob is None else 1 - keep_prob)
    if rate is None:
        raise ValueError("You must provide a rate to dropout.")
    return tf.nn.dropout(x, rate, noise_shape, seed, name)


def softmax(logits: TensorLike, axis: int | None = None, name: str | None = None,
            dim: int | None = None) -> Tensor:  # fmt: skip
    """exp(x) / sum(exp(x)) along `axis` (older: `dim`). See `tf.nn.softmax`."""
    return tf.nn.softmax(logits, either("axis", axis, "dim", dim), name)


def log_softmax(logits: TensorLike, axis: int | None = None, name: str | None = None,
                dim: int | None = None) -> Tensor:  # fmt: skip
    """x - log(sum(exp(x))) along `axis` (older: `dim`). See `tf.nn.log_softmax`."""
    return tf.nn.log_softmax(logits, either("axis", axis, "dim", dim), name)


def softmax_cross_entropy_with_logits_v2(
    labels: TensorLike, logits: TensorLike, axis: int | None = None, name: str | None = None,
    dim: int | None = None,
) -> Tensor:  # fmt: skip
    """Cross entropy, as `tf.nn.softmax_cross_entropy_with_logits`: labels have derivatives too."""
    axis = either("axis", axis, "dim", dim)
    return tf.nn.softmax_cross_entropy_with_logits(
        labels, logits, -1 if axis is None else axis, name
    )


def softmax_cross_entropy_with_logits(
    labels: Any = None, logits: Any = None, dim: int = -1,
    name: str | None = None, axis: int | None = None,
) -> Tensor:  # fmt: skip
    """Cross entropy, with the labels taken as constants.

    Args:
        labels, logits, name: see `tf.nn.softmax_cross_entropy_with_logits`.
        dim, axis: the axis of the classes.
    """
    _named("softmax_cross_entropy_with_logits", labels, logits)
    fixed = tf.stop_gradient(tf.convert_to_tensor(labels))
    return tf.nn.softmax_cross_entropy_with_logits(
        fixed, logits, dim if axis is None else axis, name
    )


def sparse_softmax_cross_entropy_with_logits(
    labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """Cross entropy with class numbers. See `tf.nn.sparse_softmax_cross_entropy_with_logits`."""
    _named("sparse_softmax_cross_entropy_with_logits", labels, logits)
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits, name)


def sigmoid_cross_entropy_with_logits(
    labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """Cross entropy of independent classes. See `tf.nn.sigmoid_cross_entropy_with_logits`."""
    _named("sigmoid_cross_entropy_with_logits", labels, logits)
    return tf.nn.sigmoid_cross_entropy_with_logits(labels, logits, name)


def _named(function: str, labels: Any, logits: Any) -> None:
    if labels is None or logits is None:
        raise ValueError(f"Both `labels` and `logits` must be provided to {function}.")


def weighted_cross_entropy_with_logits(
    labels: Any = None, logits: Any = None,
    pos_weight: Any = None, name: str | None = None,
    targets: Any = None,
) -> Tensor:  # fmt: skip
    """Cross entropy with a factor for positive labels, as the function of that name in `tf.nn`."""
    labels = either("labels", labels, "targets", targets)
    return tf.nn.weighted_cross_entropy_with_logits(labels, logits, pos_weight, name)


def moments(
    x: TensorLike, axes: AxisLike, shift: Any = None, name: str | None = None,
    keep_dims: bool | None = None, keepdims: bool | None = None,
) -> Any:  # fmt: skip
    """Mean and variance. See `tf.nn.moments`."""
    keep = either("keepdims", keepdims, "keep_dims", keep_dims)
    return tf.nn.moments(x, axes, shift, bool(keep), name)


def weighted_moments(
    x: TensorLike, axes: AxisLike, frequency_weights: TensorLike, name: str | None = None,
    keep_dims: bool | None = None, keepdims: bool | None = None,
) -> Any:  # fmt: skip
    """Mean and variance of weighted elements. See `tf.nn.weighted_moments`."""
    keep = either("keepdims", keepdims, "keep_dims", keep_dims)
    return tf.nn.weighted_moments(x, axes, frequency_weights, bool(keep), name)


def sufficient_statistics(
    x: TensorLike, axes: AxisLike, shift: Any = None, keep_dims: bool | None = None,
    name: str | None = None, keepdims: bool | None = None,
) -> Any:  # fmt: skip
    """What mean and variance follow from. See `tf.nn.sufficient_statistics`."""
    keep = either("keepdims", keepdims, "keep_dims", keep_dims)
    return tf.nn.sufficient_statistics(x, axes, shift, bool(keep), name)


def crelu(features: TensorLike, name: str | None = None, axis: int = -1) -> Tensor:
    """relu(x) and relu(-x) side by side. See `tf.nn.crelu`."""
    return tf.nn.crelu(features, axis, name)


def xw_plus_b(x: TensorLike, weights: TensorLike, biases: TensorLike,
              name: str | None = None) -> Tensor:  # fmt: skip
    """x · weights + biases."""
    return tf.nn.bias_add(tf.matmul(x, weights), biases, name=name)


def relu_layer(x: TensorLike, weights: TensorLike, biases: TensorLike,
               name: str | None = None) -> Tensor:  # fmt: skip
    """relu(x · weights + biases)."""
    return tf.nn.relu(xw_plus_b(x, weights, biases), name)


def in_top_k(predictions: TensorLike, targets: TensorLike, k: TensorLike,
             name: str | None = None) -> Tensor:  # fmt: skip
    """Whether the target is among the k best predictions. See `tf.math.in_top_k`."""
    return tf.math.in_top_k(targets, predictions, k, name)


def embedding_lookup(
    params: Any, ids: TensorLike, partition_strategy: str = "mod", name: str | None = None,
    validate_indices: bool = True, max_norm: float | None = None,
) -> Tensor:  # fmt: skip
    """Rows of a table.

    Args:
        params: the table, or a list of its parts.
        ids: the rows.
        partition_strategy: how rows are spread over several parts: `"mod"`, row `id // parts` of
            part `id % parts`, or `"div"`, contiguous blocks.
        name: the node's name.
        validate_indices: without effect, as in TensorFlow: ids are always checked.
        max_norm: scale rows down to at most this length.
    """
    if partition_strategy not in ("mod", "div"):
        raise ValueError(f"Unrecognized partition strategy: {partition_strategy}.")
    if partition_strategy == "div" or not isinstance(params, list | tuple) or len(params) == 1:
        return tf.nn.embedding_lookup(params, ids, max_norm, name)
    ids, count = tf.convert_to_tensor(ids), len(params)
    sizes = tf.stack([tf.cast(tf.shape(p)[0], ids.dtype) for p in params])
    begins = tf.cumsum(sizes, exclusive=True)  # of the parts, laid one behind the other
    rows = tf.gather(begins, ids % count) + ids // count
    return tf.nn.embedding_lookup(tf.concat(params, 0), rows, max_norm, name)


def nce_loss(
    weights: Any, biases: TensorLike, labels: TensorLike, inputs: TensorLike, num_sampled: int,
    num_classes: int, num_true: int = 1, sampled_values: Any = None,
    remove_accidental_hits: bool = False, partition_strategy: str = "mod", name: str = "nce_loss",
) -> Tensor:  # fmt: skip
    """Noise-contrastive estimation. See `tf.nn.nce_loss`; several parts of weights are refused."""
    _whole("nce_loss", weights, partition_strategy)
    return tf.nn.nce_loss(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        remove_accidental_hits, name,
    )  # fmt: skip


def sampled_softmax_loss(
    weights: Any, biases: TensorLike, labels: TensorLike, inputs: TensorLike, num_sampled: int,
    num_classes: int, num_true: int = 1, sampled_values: Any = None,
    remove_accidental_hits: bool = True, partition_strategy: str = "mod",
    name: str = "sampled_softmax_loss", seed: int | None = None,
) -> Tensor:  # fmt: skip
    """Softmax over some classes. See `tf.nn.sampled_softmax_loss`."""
    _whole("sampled_softmax_loss", weights, partition_strategy)
    return tf.nn.sampled_softmax_loss(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        remove_accidental_hits, seed, name,
    )  # fmt: skip


def _whole(function: str, weights: Any, strategy: str) -> None:
    if isinstance(weights, list | tuple) and len(weights) > 1 and strategy != "div":
        raise ValueError(
            f"tf.compat.v1.nn.{function} [weights]: several parts are supported with "
            f"partition_strategy='div' only, received {len(weights)} parts and {strategy!r}."
        )


def batch_norm_with_global_normalization(
    t: Any = None, m: Any = None, v: Any = None,
    beta: Any = None, gamma: Any = None,
    variance_epsilon: float = 0.0, scale_after_normalization: bool = True, name: str | None = None,
    input: Any = None, mean: Any = None,
    variance: Any = None,
) -> Tensor:  # fmt: skip
    """Batch normalization with given mean and variance."""
    return tf.nn.batch_normalization(
        either("input", input, "t", t), either("mean", mean, "m", m),
        either("variance", variance, "v", v), beta, gamma if scale_after_normalization else None,
        variance_epsilon, name,
    )  # fmt: skip


def _layout(given: str | None, default: str) -> str:
    return default if given is None else {"NHWC": "NWC", "NCHW": "NCW"}.get(given, given)
