"""`tf.compat.v1.layers`: layers as functions, whose variables come from `get_variable`.

Each opens a variable scope: `dense`, `dense_1`, … or the name given; under a name and `reuse=True`
it shares the variables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pellucid as tf
from pellucid.compat.v1.graph_keys import GraphKeys
from pellucid.compat.v1.initial_values import ones, zeros
from pellucid.compat.v1.variable_scope import get_variable, variable_scope
from pellucid.core.context import STATE
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike

ZEROS, ONES = zeros(), ones()  # the initializers that stand in signatures

Activation = Callable[[Any], Any] | None


def _weight(
    name: str, shape: Any, dtype: Any, initializer: Any, regularizer: Any, constraint: Any,
    trainable: bool,
) -> Any:  # fmt: skip
    return get_variable(
        name, shape, dtype, initializer, regularizer, trainable, constraint=constraint
    )


def _known(size: Any, layer: str) -> int:
    if size is None:
        raise ValueError(
            f"The last dimension of the inputs to `{layer}` should be defined. Found `None`."
        )
    return int(size)


def _finished(outputs: Tensor, activation: Activation, regularizer: Any) -> Tensor:
    """The activation, and the loss of a regularizer of it."""
    outputs = outputs if activation is None else activation(outputs)
    if regularizer is not None and STATE.graph is not None:
        STATE.graph.add_to_collection(GraphKeys.REGULARIZATION_LOSSES, regularizer(outputs))
    return outputs


def dense(
    inputs: TensorLike, units: int, activation: Activation = None, use_bias: bool = True,
    kernel_initializer: Any = None, bias_initializer: Any = ZEROS, kernel_regularizer: Any = None,
    bias_regularizer: Any = None, activity_regularizer: Any = None, kernel_constraint: Any = None,
    bias_constraint: Any = None, trainable: bool = True, name: str | None = None,
    reuse: Any = None,
) -> Tensor:  # fmt: skip
    """activation(inputs · kernel + bias).

    Args:
        inputs: (…, features).
        units: the size of the result's last dimension.
        activation: a function, or None.
        use_bias: whether there is a bias.
        kernel_initializer, bias_initializer: first values; default glorot uniform, and zeros.
        kernel_regularizer, bias_regularizer, activity_regularizer: losses of the variables and the
            result, which go to REGULARIZATION_LOSSES.
        kernel_constraint, bias_constraint: functions that optimizers apply.
        trainable: whether optimizers change the variables.
        name: the scope of the variables.
        reuse: whether to share the variables of that name.

    Returns: (…, units).
    """
    with variable_scope(name, "dense", reuse=reuse):
        x = tf.convert_to_tensor(inputs)
        features = _known(x.shape[-1], "Dense")
        kernel = _weight(
            "kernel", [features, units], x.dtype, kernel_initializer, kernel_regularizer,
            kernel_constraint, trainable,
        )  # fmt: skip
        y = tf.matmul(x, kernel) if x.shape.rank == 2 else tf.tensordot(x, kernel, 1)
        if use_bias:
            bias = _weight(
                "bias", [units], x.dtype, bias_initializer, bias_regularizer, bias_constraint,
                trainable,
            )  # fmt: skip
            y = tf.nn.bias_add(y, bias)
        return _finished(y, activation, activity_regularizer)


def _convolution(
    rank: int, default: str, inputs: TensorLike, filters: int, kernel_size: Any, strides: Any,
    padding: str, data_format: str, dilation_rate: Any, activation: Activation, use_bias: bool,
    kernel_initializer: Any, bias_initializer: Any, kernel_regularizer: Any, bias_regularizer: Any,
    activity_regularizer: Any, kernel_constraint: Any, bias_constraint: Any, trainable: bool,
    name: str | None, reuse: Any,
) -> Tensor:  # fmt: skip
    with variable_scope(name, default, reuse=reuse):
        x = tf.convert_to_tensor(inputs)
        first = _channels_first(data_format)
        channels = _known(x.shape[1 if first else -1], default)
        kernel = _weight(
            "kernel", [*_sizes(kernel_size, rank), channels, filters], x.dtype, kernel_initializer,
            kernel_regularizer, kernel_constraint, trainable,
        )  # fmt: skip
        y = tf.nn.convolution(
            x, kernel, _sizes(strides, rank), padding.upper(), _layout(rank, first),
            _sizes(dilation_rate, rank),
        )  # fmt: skip
        if use_bias:
            bias = _weight(
                "bias", [filters], x.dtype, bias_initializer, bias_regularizer, bias_constraint,
                trainable,
            )  # fmt: skip
            y = y + tf.reshape(bias, [-1, *[1] * rank]) if first else y + bias
        return _finished(y, activation, activity_regularizer)


def _sizes(value: Any, rank: int) -> list[int]:
    sizes = [value] * rank if isinstance(value, int) else list(value)
    if len(sizes) != rank:
        raise ValueError(f"Expected an integer or {rank} of them, received {value!r}")
    return sizes


def _channels_first(data_format: str) -> bool:
    if data_format not in ("channels_last", "channels_first"):
        raise ValueError(
            'The `data_format` argument must be one of "channels_first", "channels_last". '
            f"Received: {data_format}"
        )
    return data_format == "channels_first"


def _layout(rank: int, first: bool) -> str:
    space = "DHW"[3 - rank :]
    return f"NC{space}" if first else f"N{space}C"


def conv1d(
    inputs: TensorLike, filters: int, kernel_size: Any, strides: Any = 1, padding: str = "valid",
    data_format: str = "channels_last", dilation_rate: Any = 1, activation: Activation = None,
    use_bias: bool = True, kernel_initializer: Any = None, bias_initializer: Any = ZEROS,
    kernel_regularizer: Any = None, bias_regularizer: Any = None, activity_regularizer: Any = None,
    kernel_constraint: Any = None, bias_constraint: Any = None, trainable: bool = True,
    name: str | None = None, reuse: Any = None,
) -> Tensor:  # fmt: skip
    """A convolution along one axis; see `conv2d`."""
    return _convolution(
        1, "conv1d", inputs, filters, kernel_size, strides, padding, data_format, dilation_rate,
        activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer,
        bias_regularizer, activity_regularizer, kernel_constraint, bias_constraint, trainable,
        name, reuse,
    )  # fmt: skip


def conv2d(
    inputs: TensorLike, filters: int, kernel_size: Any, strides: Any = (1, 1),
    padding: str = "valid", data_format: str = "channels_last", dilation_rate: Any = (1, 1),
    activation: Activation = None, use_bias: bool = True, kernel_initializer: Any = None,
    bias_initializer: Any = ZEROS, kernel_regularizer: Any = None, bias_regularizer: Any = None,
    activity_regularizer: Any = None, kernel_constraint: Any = None, bias_constraint: Any = None,
    trainable: bool = True, name: str | None = None, reuse: Any = None,
) -> Tensor:  # fmt: skip
    """activation(convolution of images + bias).

    Args:
        inputs: (batch, height, width, channels).
        filters: the number of channels of the result.
        kernel_size, strides, dilation_rate: an integer, or one for each axis.
        padding: `"valid"` or `"same"`.
        data_format: `"channels_last"` or `"channels_first"`.
        (others): see `dense`.
    """
    return _convolution(
        2, "conv2d", inputs, filters, kernel_size, strides, padding, data_format, dilation_rate,
        activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer,
        bias_regularizer, activity_regularizer, kernel_constraint, bias_constraint, trainable,
        name, reuse,
    )  # fmt: skip


def conv3d(
    inputs: TensorLike, filters: int, kernel_size: Any, strides: Any = (1, 1, 1),
    padding: str = "valid", data_format: str = "channels_last", dilation_rate: Any = (1, 1, 1),
    activation: Activation = None, use_bias: bool = True, kernel_initializer: Any = None,
    bias_initializer: Any = ZEROS, kernel_regularizer: Any = None, bias_regularizer: Any = None,
    activity_regularizer: Any = None, kernel_constraint: Any = None, bias_constraint: Any = None,
    trainable: bool = True, name: str | None = None, reuse: Any = None,
) -> Tensor:  # fmt: skip
    """A convolution of volumes; see `conv2d`."""
    return _convolution(
        3, "conv3d", inputs, filters, kernel_size, strides, padding, data_format, dilation_rate,
        activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer,
        bias_regularizer, activity_regularizer, kernel_constraint, bias_constraint, trainable,
        name, reuse,
    )  # fmt: skip


def conv2d_transpose(
    inputs: TensorLike, filters: int, kernel_size: Any, strides: Any = (1, 1),
    padding: str = "valid", data_format: str = "channels_last", activation: Activation = None,
    use_bias: bool = True, kernel_initializer: Any = None, bias_initializer: Any = ZEROS,
    kernel_regularizer: Any = None, bias_regularizer: Any = None, activity_regularizer: Any = None,
    kernel_constraint: Any = None, bias_constraint: Any = None, trainable: bool = True,
    name: str | None = None, reuse: Any = None,
) -> Tensor:  # fmt: skip
    """The transpose of a convolution of images, which makes them larger; see `conv2d`."""
    if _channels_first(data_format):
        raise ValueError("tf.layers.conv2d_transpose: data_format must be 'channels_last'.")
    with variable_scope(name, "conv2d_transpose", reuse=reuse):
        x = tf.convert_to_tensor(inputs)
        sizes, steps = _sizes(kernel_size, 2), _sizes(strides, 2)
        kernel = _weight(
            "kernel", [*sizes, filters, _known(x.shape[-1], "Conv2DTranspose")], x.dtype,
            kernel_initializer, kernel_regularizer, kernel_constraint, trainable,
        )  # fmt: skip
        extra = [
            max(k - s, 0) if padding.lower() == "valid" else 0
            for k, s in zip(sizes, steps, strict=True)
        ]
        shape: Any = tf.shape(x)
        static: Any = x.shape.as_list()
        space = [
            (shape[i + 1] if static[i + 1] is None else static[i + 1]) * steps[i] + extra[i]
            for i in range(2)
        ]
        batch = shape[0] if static[0] is None else static[0]
        y = tf.nn.conv2d_transpose(
            x, kernel, tf.stack([batch, *space, filters]), steps, padding.upper()
        )
        y.set_shape([static[0], *[s if isinstance(s, int) else None for s in space], filters])
        if use_bias:
            bias = _weight(
                "bias", [filters], x.dtype, bias_initializer, bias_regularizer, bias_constraint,
                trainable,
            )  # fmt: skip
            y = tf.nn.bias_add(y, bias)
        return _finished(y, activation, activity_regularizer)


def _pooled(
    kind: Any, rank: int, inputs: TensorLike, size: Any, strides: Any, padding: str,
    data_format: str, name: str | None,
) -> Tensor:  # fmt: skip
    return tf.nn.pool(
        inputs, _sizes(size, rank), kind, _sizes(strides, rank), padding.upper(),
        _layout(rank, _channels_first(data_format)), name=name,
    )  # fmt: skip


def max_pooling1d(
    inputs: TensorLike, pool_size: Any, strides: Any, padding: str = "valid",
    data_format: str = "channels_last", name: str | None = None,
) -> Tensor:  # fmt: skip
    """The maximum of each window along one axis; see `max_pooling2d`."""
    return _pooled("MAX", 1, inputs, pool_size, strides, padding, data_format, name)


def max_pooling2d(
    inputs: TensorLike, pool_size: Any, strides: Any, padding: str = "valid",
    data_format: str = "channels_last", name: str | None = None,
) -> Tensor:  # fmt: skip
    """The maximum of each window of images.

    Args:
        inputs: (batch, height, width, channels).
        pool_size, strides: an integer, or one for each axis.
        padding: `"valid"` or `"same"`.
        data_format: `"channels_last"` or `"channels_first"`.
        name: the node's name.
    """
    return _pooled("MAX", 2, inputs, pool_size, strides, padding, data_format, name)


def max_pooling3d(
    inputs: TensorLike, pool_size: Any, strides: Any, padding: str = "valid",
    data_format: str = "channels_last", name: str | None = None,
) -> Tensor:  # fmt: skip
    """The maximum of each window of volumes; see `max_pooling2d`."""
    return _pooled("MAX", 3, inputs, pool_size, strides, padding, data_format, name)


def average_pooling1d(
    inputs: TensorLike, pool_size: Any, strides: Any, padding: str = "valid",
    data_format: str = "channels_last", name: str | None = None,
) -> Tensor:  # fmt: skip
    """The mean of each window along one axis; see `max_pooling2d`."""
    return _pooled("AVG", 1, inputs, pool_size, strides, padding, data_format, name)


def average_pooling2d(
    inputs: TensorLike, pool_size: Any, strides: Any, padding: str = "valid",
    data_format: str = "channels_last", name: str | None = None,
) -> Tensor:  # fmt: skip
    """The mean of each window of images; see `max_pooling2d`."""
    return _pooled("AVG", 2, inputs, pool_size, strides, padding, data_format, name)


def average_pooling3d(
    inputs: TensorLike, pool_size: Any, strides: Any, padding: str = "valid",
    data_format: str = "channels_last", name: str | None = None,
) -> Tensor:  # fmt: skip
    """The mean of each window of volumes; see `max_pooling2d`."""
    return _pooled("AVG", 3, inputs, pool_size, strides, padding, data_format, name)


def flatten(
    inputs: TensorLike, name: str | None = None, data_format: str = "channels_last"
) -> Tensor:
    """All axes but the first one become one.

    Args:
        inputs: (batch, …).
        name: the node's name.
        data_format: `"channels_first"`: channels are moved to the end before.
    """
    x = tf.convert_to_tensor(inputs)
    rank = x.shape.rank or 0
    if _channels_first(data_format) and rank > 2:
        x = tf.transpose(x, [0, *range(2, rank), 1])
    size = tf.TensorShape(x.shape[1:]).num_elements()
    if size is not None:
        return tf.reshape(x, [-1, size], name=name)
    return tf.reshape(x, [tf.shape(x)[0], -1], name=name)


def dropout(
    inputs: TensorLike, rate: Any = 0.5, noise_shape: Any = None, seed: int | None = None,
    training: Any = False, name: str | None = None,
) -> Any:  # fmt: skip
    """Elements become 0 at random while training.

    Args:
        inputs: a float tensor.
        rate: the probability to become 0.
        noise_shape, seed: see `tf.nn.dropout`.
        training: a bool, or a tensor that tells.
        name: the node's name.
    """
    x = tf.convert_to_tensor(inputs)
    if isinstance(training, bool | int):
        return tf.nn.dropout(x, rate, noise_shape, seed, name) if training else tf.identity(x, name)
    return tf.cond(
        training, lambda: tf.nn.dropout(x, rate, noise_shape, seed), lambda: tf.identity(x), name
    )


def batch_normalization(
    inputs: TensorLike, axis: int = -1, momentum: float = 0.99, epsilon: float = 1e-3,
    center: bool = True, scale: bool = True, beta_initializer: Any = ZEROS,
    gamma_initializer: Any = ONES, moving_mean_initializer: Any = ZEROS,
    moving_variance_initializer: Any = ONES, beta_regularizer: Any = None,
    gamma_regularizer: Any = None, beta_constraint: Any = None, gamma_constraint: Any = None,
    training: Any = False, trainable: bool = True, name: str | None = None, reuse: Any = None,
    renorm: bool = False, renorm_clipping: Any = None, renorm_momentum: float = 0.99,
    fused: bool | None = None, virtual_batch_size: int | None = None, adjustment: Any = None,
) -> Tensor:  # fmt: skip
    """(x - mean) / √(variance + ε) · gamma + beta, with the batch's moments while training.

    The updates of the moving averages go to the collection UPDATE_OPS, and must be run with the
    training step.

    Args:
        inputs: (…, channels).
        axis: the axis of the channels.
        momentum: how much of the moving averages stays.
        epsilon: ε.
        center, scale: whether there are beta and gamma.
        (initializers, regularizers, constraints): of the four variables.
        training: a bool, or a tensor that tells.
        trainable: whether optimizers change beta and gamma.
        name, reuse: see `dense`.
        renorm, renorm_clipping, renorm_momentum, virtual_batch_size, adjustment: not supported.
        fused: without effect on the result.

    Reference: Ioffe and Szegedy, "Batch Normalization", arXiv:1502.03167.
    """
    if renorm or renorm_clipping or virtual_batch_size or adjustment:
        raise ValueError(
            "tf.layers.batch_normalization: renorm, virtual_batch_size and adjustment are not "
            "supported."
        )
    with variable_scope(name, "batch_normalization", reuse=reuse):
        x = tf.convert_to_tensor(inputs)
        rank = x.shape.rank or 0
        axis = axis % rank
        shape = [_known(x.shape[axis], "BatchNormalization")]
        wide = shape if axis == rank - 1 else [-1 if i == axis else 1 for i in range(rank)]
        kind = tf.float32 if x.dtype in (tf.float16, tf.bfloat16) else x.dtype
        gamma: Any = None
        beta: Any = None
        if scale:
            gamma = _weight("gamma", shape, kind, gamma_initializer, gamma_regularizer,
                            gamma_constraint, trainable)  # fmt: skip
        if center:
            beta = _weight("beta", shape, kind, beta_initializer, beta_regularizer,
                           beta_constraint, trainable)  # fmt: skip
        moving_mean = _weight(
            "moving_mean", shape, kind, moving_mean_initializer, None, None, False
        )
        moving_variance = _weight(
            "moving_variance", shape, kind, moving_variance_initializer, None, None, False
        )
        axes = [i for i in range(rank) if i != axis]
        mean, variance = _moments(x, axes, moving_mean, moving_variance, training, momentum)
        mean, variance, beta, gamma = (
            None if p is None else tf.cast(tf.reshape(p, wide), x.dtype)
            for p in (mean, variance, beta, gamma)
        )
        return tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon)


def _moments(
    x: Tensor, axes: list[int], moving_mean: Any, moving_variance: Any, training: Any,
    momentum: float,
) -> tuple[Any, Any]:  # fmt: skip
    """The batch's moments while training (then the averages move), otherwise the averages."""
    static = training if isinstance(training, bool | int) else None
    if static is not None and not static:
        return moving_mean.read_value(), moving_variance.read_value()
    mean, variance = tf.nn.moments(tf.cast(x, moving_mean.dtype), axes)
    count = tf.cast(tf.size(x) // tf.size(mean), mean.dtype)
    # A batch of images: the averages take the unbiased variance, as TensorFlow's fused kernel does.
    unbiased = variance * (count / tf.maximum(count - 1, 1)) if x.shape.rank == 4 else variance
    rate = 1.0 - momentum
    chosen = None if static is not None else tf.cast(training, tf.bool)
    if chosen is not None:
        rate = tf.where(chosen, tf.cast(rate, mean.dtype), tf.cast(0.0, mean.dtype))
    updates = [
        average.assign_sub((average - value) * rate, name=name)
        for average, value, name in (
            (moving_mean, mean, "AssignMovingAvg"),
            (moving_variance, unbiased, "AssignMovingAvg_1"),
        )
    ]  # fmt: skip
    if STATE.graph is not None:
        for update in updates:
            STATE.graph.add_to_collection(GraphKeys.UPDATE_OPS, update.op)
    if chosen is not None:
        return tf.where(chosen, mean, moving_mean), tf.where(chosen, variance, moving_variance)
    return mean, variance


def separable_conv2d(
    inputs: TensorLike, filters: int, kernel_size: Any, strides: Any = (1, 1),
    padding: str = "valid", data_format: str = "channels_last", dilation_rate: Any = (1, 1),
    depth_multiplier: int = 1, activation: Activation = None, use_bias: bool = True,
    depthwise_initializer: Any = None, pointwise_initializer: Any = None,
    bias_initializer: Any = ZEROS, depthwise_regularizer: Any = None,
    pointwise_regularizer: Any = None, bias_regularizer: Any = None,
    activity_regularizer: Any = None, depthwise_constraint: Any = None,
    pointwise_constraint: Any = None, bias_constraint: Any = None, trainable: bool = True,
    name: str | None = None, reuse: Any = None,
) -> Tensor:  # fmt: skip
    """A convolution of each channel by itself, then one of size 1; see `conv2d`.

    Args:
        depth_multiplier: how many channels each channel becomes in between.
    """
    if _channels_first(data_format):
        raise ValueError("tf.layers.separable_conv2d: data_format must be 'channels_last'.")
    with variable_scope(name, "separable_conv2d", reuse=reuse):
        x = tf.convert_to_tensor(inputs)
        channels = _known(x.shape[-1], "SeparableConv2D")
        depthwise = _weight(
            "depthwise_kernel", [*_sizes(kernel_size, 2), channels, depth_multiplier], x.dtype,
            depthwise_initializer, depthwise_regularizer, depthwise_constraint, trainable,
        )  # fmt: skip
        pointwise = _weight(
            "pointwise_kernel", [1, 1, channels * depth_multiplier, filters], x.dtype,
            pointwise_initializer, pointwise_regularizer, pointwise_constraint, trainable,
        )  # fmt: skip
        y = tf.nn.separable_conv2d(
            x, depthwise, pointwise, [1, *_sizes(strides, 2), 1], padding.upper(),
            dilations=_sizes(dilation_rate, 2),
        )  # fmt: skip
        if use_bias:
            bias = _weight(
                "bias", [filters], x.dtype, bias_initializer, bias_regularizer, bias_constraint,
                trainable,
            )  # fmt: skip
            y = tf.nn.bias_add(y, bias)
        return _finished(y, activation, activity_regularizer)
