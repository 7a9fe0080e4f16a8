"""Losses of logits and rates: cross entropies, Poisson, L2, and how a loss becomes one number."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import FLOATING
from pellucid.core.errors import explain
from pellucid.core.shapes import broadcast_shapes, merge_shapes
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import scalar
from pellucid.ops.constants import convert_to_tensor
from pellucid.runtime.dispatch import op

_NOT_TWO = explain("", "logits and labels must be 2-dimensional", expected="(batch, classes)")

SoftmaxCrossEntropyWithLogits = op(
    "SoftmaxCrossEntropyWithLogits", "features: T, labels: T -> loss: T, backprop: T", T=FLOATING
)


@SoftmaxCrossEntropyWithLogits.kernel
def _(xp: Any, logits: Any, labels: Any) -> Any:
    if logits.ndim != 2 or labels.ndim != 2:
        raise ValueError(_NOT_TWO)
    _check_broadcast(logits.shape, labels.shape)
    shape = tuple(
        max(a, b) if a and b else 0 for a, b in zip(logits.shape, labels.shape, strict=True)
    )
    if 0 in shape:
        return xp.zeros(shape[:1], logits.dtype), xp.zeros(shape, logits.dtype)
    if logits.shape != shape:
        logits = xp.broadcast_to(logits, shape)
    z = logits - xp.max(logits, -1, keepdims=True)
    e = xp.exp(z)
    total = xp.sum(e, -1, keepdims=True, dtype=e.dtype)
    loss = xp.sum(labels * (xp.log(total) - z), -1, dtype=z.dtype)
    return loss, e / total - labels


def _check_broadcast(logits: tuple[int, ...], labels: tuple[int, ...]) -> None:
    if any(a != b and 1 not in (a, b) for a, b in zip(logits, labels, strict=True)):
        expected = "dimensions of logits and labels that are equal or 1"
        raise ValueError(explain("", "logits and labels must be broadcastable", expected=expected))


@SoftmaxCrossEntropyWithLogits.infer
def _(call: Any) -> Any:
    shape = broadcast_shapes(call.shape(0), call.shape(1))
    if shape is not None and len(shape) != 2:
        raise ValueError(_NOT_TWO)
    return [None, None] if shape is None else [shape[:1], shape]


@SoftmaxCrossEntropyWithLogits.gradient
def _(node: Any, dloss: Tensor, dback: Tensor) -> Any:
    from pellucid.ops.activation import log_softmax, softmax
    from pellucid.ops.array import expand_dims
    from pellucid.ops.broadcasting import unbroadcast
    from pellucid.ops.reduction import reduce_sum

    logits, labels = node.inputs
    column = expand_dims(dloss, -1)
    to_logits = column * node.outputs[1]
    to_labels = -column * log_softmax(logits)
    # `backprop` is softmax(logits) - labels; somebody differentiates it in second-order gradients.
    if not is_zero(dback):
        p = softmax(logits)
        to_logits += (dback - reduce_sum(dback * p, -1, keepdims=True)) * p
        to_labels -= dback
    return [unbroadcast(to_logits, logits), unbroadcast(to_labels, labels)]


def is_zero(dy: Any) -> bool:
    """Whether a cotangent is known to be zero: the output that it belongs to was not used."""
    if isinstance(dy, EagerTensor):
        return not np.any(dy.array())
    node = dy.op
    if node.type == "ZerosLike":
        return True
    if node.type == "Fill":
        node = node.inputs[1].op
    return node.type == "Const" and not np.any(node.attrs["value"])


def softmax_cross_entropy_with_logits(
    labels: TensorLike, logits: TensorLike, axis: int = -1, name: str | None = None
) -> Tensor:
    """Cross entropy between `labels` and softmax(`logits`): -sum(labels * log_softmax(logits)).

    Args:
        labels: probabilities along `axis`, same shape as `logits` (or broadcastable).
        logits: unnormalised log probabilities, float tensor (…, classes).
        axis: the axis of the classes.
        name: name of the operation.

    Returns: the loss of each example: the shape of `logits` without `axis`, dtype of `logits`.
        Gradients flow into logits and labels.

    Raises:
        InvalidArgumentError: the shapes do not fit.

    Example:
        >>> tf.nn.softmax_cross_entropy_with_logits(labels=[[0., 1.]], logits=[[0., 0.]]).numpy()
        array([0.6931472], dtype=float32)
    """
    if labels is None or logits is None:
        raise ValueError(
            explain("tf.nn.softmax_cross_entropy_with_logits", "both labels and logits are needed")
        )
    from pellucid.ops.casting import cast

    x = convert_to_tensor(logits)
    wanted = convert_to_tensor(labels, dtype_hint=x.dtype)
    out_dtype = x.dtype
    if out_dtype in (dtypes.float16, dtypes.bfloat16):
        x = cast(x, dtypes.float32)
    if wanted.dtype is not x.dtype:
        wanted = cast(wanted, x.dtype)
    loss = _softmax_loss(wanted, x, axis, name)
    return loss if loss.dtype is out_dtype else cast(loss, out_dtype)


def _softmax_loss(labels: Tensor, logits: Tensor, axis: int, name: str | None) -> Tensor:
    """Bring the classes to the last axis and everything else to the first."""
    rank = None if logits.dims is None else len(logits.dims)
    if rank == 2 and axis in (-1, 1) and labels.dims is not None and len(labels.dims) == 2:
        return SoftmaxCrossEntropyWithLogits(logits, labels, name=name)[0]
    from pellucid.ops.array import reshape, transpose
    from pellucid.ops.broadcasting import shape_of

    if rank is None:
        raise ValueError(
            explain("tf.nn.softmax_cross_entropy_with_logits [logits]", "the rank is unknown",
                    fix="logits.set_shape")
        )  # fmt: skip
    if axis not in (-1, rank - 1):
        order = [i for i in range(rank) if i != axis % rank] + [axis % rank]
        logits, labels = transpose(logits, order), transpose(labels, order)
    shape = shape_of(logits)
    flat = [reshape(x, [-1, _last(x)]) for x in (logits, labels)]
    loss = SoftmaxCrossEntropyWithLogits(*flat, name=name)[0]
    dims = (logits.dims or ())[:-1]
    return reshape(loss, dims if None not in dims else shape[:-1])


def _last(x: Tensor) -> Any:
    """The length of the last axis, as a number if it is known."""
    from pellucid.ops.broadcasting import shape_of

    size = None if x.dims is None else x.dims[-1]
    return shape_of(x)[-1] if size is None else size


SparseSoftmaxCrossEntropyWithLogits = op(
    "SparseSoftmaxCrossEntropyWithLogits",
    "features: T, labels: Tlabels -> loss: T, backprop: T",
    T=FLOATING,
    Tlabels=frozenset({dtypes.int32, dtypes.int64}),
)


def _sparse(xp: Any, logits: Any, labels: Any) -> Any:
    if logits.ndim != 2 or labels.ndim != 1 or logits.shape[0] != labels.shape[0]:
        problem = "logits and labels must have the same first dimension"
        expected = "logits of shape (batch, classes), labels of shape (batch,)"
        raise ValueError(explain("", problem, expected=expected))
    if logits.size == 0:
        return xp.zeros(logits.shape[:1], logits.dtype), xp.zeros(logits.shape, logits.dtype)
    z = logits - xp.max(logits, -1, keepdims=True)
    e = xp.exp(z)
    total = xp.sum(e, -1, keepdims=True, dtype=e.dtype)
    column = labels[:, None]
    picked = xp.take_along_axis(z, xp.clip(column, 0, z.shape[1] - 1), 1)
    loss = (xp.log(total) - picked)[:, 0]
    hot = column == xp.arange(z.shape[1], dtype=labels.dtype)
    return loss, xp.where(hot, e / total - z.dtype.type(1), e / total)


@SparseSoftmaxCrossEntropyWithLogits.kernel("numpy")
def _(logits: Any, labels: Any) -> Any:
    if labels.ndim == 1 and logits.ndim == 2:
        wrong = labels[(labels < 0) | (labels >= logits.shape[1])]
        if wrong.size:
            expected = f"0 <= label < {logits.shape[1]}, the number of classes"
            raise ValueError(
                explain(
                    "",
                    f"label value of {wrong[0]} out of range",
                    expected=expected,
                    received=wrong[0],
                )
            )
    return _sparse(np, logits, labels)


@SparseSoftmaxCrossEntropyWithLogits.kernel("xla")
def _(jax: Any, logits: Any, labels: Any) -> Any:
    """A compiled program can't raise: labels out of range give NaN."""
    loss, back = _sparse(jax.numpy, logits, labels)
    valid = (labels >= 0) & (labels < logits.shape[1])
    nan = jax.numpy.asarray(np.nan, logits.dtype)
    return jax.numpy.where(valid, loss, nan), jax.numpy.where(valid[:, None], back, nan)


@SparseSoftmaxCrossEntropyWithLogits.infer
def _(call: Any) -> Any:
    logits, labels = call.shape(0), call.shape(1)
    if logits is not None and len(logits) != 2:
        raise ValueError(explain("", "logits must be 2-dimensional", expected="(batch, classes)"))
    if labels is not None and len(labels) != 1:
        raise ValueError(explain("", "labels must be 1-dimensional", expected="(batch,)"))
    if logits is None:
        return [labels or (None,), (None, None)]
    batch = logits[0] if logits[0] is not None else labels[0] if labels else None
    return [(batch,), (batch, logits[1])]


@SparseSoftmaxCrossEntropyWithLogits.gradient
def _(node: Any, dloss: Tensor, dback: Tensor) -> Any:
    from pellucid.ops.activation import softmax
    from pellucid.ops.array import expand_dims
    from pellucid.ops.reduction import reduce_sum

    to_logits = expand_dims(dloss, -1) * node.outputs[1]
    if not is_zero(dback):
        p = softmax(node.inputs[0])
        to_logits += (dback - reduce_sum(dback * p, -1, keepdims=True)) * p
    return [to_logits, None]


def sparse_softmax_cross_entropy_with_logits(
    labels: TensorLike, logits: TensorLike, name: str | None = None
) -> Tensor:
    """Cross entropy of softmax(`logits`) where every example has one class: -log p[label].

    Args:
        labels: int32 or int64 class indices, the shape of `logits` without its last axis.
        logits: unnormalised log probabilities, float tensor (…, classes).
        name: name of the operation.

    Returns: the loss of each example, shape of `labels`, dtype of `logits`.

    Raises:
        InvalidArgumentError: a label is outside [0, classes) (NaN in compiled functions).
        ValueError: the ranks do not fit.
    """
    if labels is None or logits is None:
        raise ValueError(
            explain(
                "tf.nn.sparse_softmax_cross_entropy_with_logits",
                "both labels and logits are needed",
            )
        )
    from pellucid.ops.casting import cast

    x = convert_to_tensor(logits)
    out_dtype = x.dtype
    if out_dtype in (dtypes.float16, dtypes.bfloat16):
        x = cast(x, dtypes.float32)
    loss = _sparse_loss(convert_to_tensor(labels), x, name)
    return loss if loss.dtype is out_dtype else cast(loss, out_dtype)


def _sparse_loss(labels: Tensor, logits: Tensor, name: str | None) -> Tensor:
    given, rank = (None if t.dims is None else len(t.dims) for t in (labels, logits))
    if rank == 0:
        raise ValueError(
            explain(
                "tf.nn.sparse_softmax_cross_entropy_with_logits [logits]",
                "logits cannot be scalars",
            )
        )
    if given is not None and rank is not None and given != rank - 1:
        raise ValueError(
            explain("tf.nn.sparse_softmax_cross_entropy_with_logits [labels]", "ranks do not fit",
                    expected=f"rank {rank - 1} (from logits: {logits.shape})",
                    received=f"{labels.shape}")
        )  # fmt: skip
    if given is not None and rank is not None:
        try:
            merge_shapes(labels.dims, logits.dims[:-1])
        except ValueError as error:
            raise ValueError(
                explain("tf.nn.sparse_softmax_cross_entropy_with_logits [labels]",
                        "the shape does not fit", expected=f"{logits.shape[:-1]} (from logits)",
                        received=labels.shape)
            ) from error  # fmt: skip
    if rank == 2:
        return SparseSoftmaxCrossEntropyWithLogits(logits, labels, name=name)[0]
    from pellucid.ops.array import reshape
    from pellucid.ops.broadcasting import shape_of

    flat = reshape(logits, [-1, _last(logits)])
    loss = SparseSoftmaxCrossEntropyWithLogits(flat, reshape(labels, [-1]), name=name)[0]
    return reshape(loss, shape_of(labels))


def sigmoid_cross_entropy_with_logits(
    labels: TensorLike | None = None, logits: TensorLike | None = None, name: str | None = None
) -> Tensor:
    """Cross entropy of independent yes/no decisions, element-wise and without overflow.

    With x the logits and z the labels: max(x, 0) - x * z + log(1 + e^-|x|).

    Args:
        labels: probabilities, shape and dtype of `logits`.
        logits: float tensor of any shape.
        name: name of the operation.

    Returns: same shape and dtype.

    Raises:
        ValueError: the shapes differ.
    """
    from pellucid.ops.exponential import exp, log1p
    from pellucid.ops.gather import where

    labels, x = _pair("tf.nn.sigmoid_cross_entropy_with_logits", labels, logits)
    positive = x >= 0
    zeros = _zeros_like(x)
    floor = where(positive, x, zeros)
    # -|x| by `where`, so that the derivative at 0 is -1 and that of the loss 1/2 - z.
    minus = where(positive, -x, x)
    return floor - x * labels + log1p(exp(minus))


def _zeros_like(x: Tensor) -> Tensor:
    from pellucid.ops.creation import zeros_like

    return zeros_like(x)


def _pair(where: str, labels: Any, logits: Any) -> tuple[Tensor, Tensor]:
    if labels is None or logits is None:
        raise ValueError(explain(where, "both labels and logits are needed"))
    x = convert_to_tensor(logits)
    labels = convert_to_tensor(labels, dtype_hint=x.dtype)
    if not labels.shape.is_compatible_with(x.shape):
        raise ValueError(
            explain(f"{where} [labels]", "`logits` and `labels` must have the same shape",
                    expected=x.shape, received=labels.shape)
        )  # fmt: skip
    return labels, x


def weighted_cross_entropy_with_logits(
    labels: TensorLike, logits: TensorLike, pos_weight: TensorLike, name: str | None = None
) -> Tensor:
    """Sigmoid cross entropy in which positive examples weigh `pos_weight` times as much.

    With x the logits, z the labels, q the weight:
    (1 - z) * x + (1 + (q - 1) * z) * (log(1 + e^-|x|) + max(-x, 0)).

    Args:
        labels: probabilities, shape and dtype of `logits`.
        logits: float tensor of any shape.
        pos_weight: a number or tensor that broadcasts to `logits`.
        name: name of the operation.

    Returns: same shape and dtype.

    Raises:
        ValueError: the shapes of labels and logits differ.
    """
    from pellucid.ops.exponential import exp, log1p
    from pellucid.ops.math import abs

    z, x = _pair("tf.nn.weighted_cross_entropy_with_logits", labels, logits)
    q: Any = pos_weight
    weight = 1 + (q - 1) * z
    from pellucid.ops.activation import relu

    return (1 - z) * x + weight * (log1p(exp(-abs(x))) + relu(-x))


L2Loss = op("L2Loss", "t: T -> output: T", T=FLOATING, infer=scalar)


@L2Loss.kernel
def _(xp: Any, t: Any) -> Any:
    return xp.sum(t * t) * t.dtype.type(0.5)


@L2Loss.gradient
def _(node: Any, dy: Tensor) -> Any:
    return node.inputs[0] * dy


def l2_loss(t: TensorLike, name: str | None = None) -> Tensor:
    """Half the sum of squares: sum(t^2) / 2.

    t: float tensor, any shape.  Returns: a scalar of the same dtype.
    """
    return L2Loss(t, name=name)


def log_poisson_loss(
    targets: TensorLike,
    log_input: TensorLike,
    compute_full_loss: bool = False,
    name: str | None = None,
) -> Tensor:
    """Negative log likelihood of counts under Poisson rates e^c: e^c - z * c (+ log z!).

    Args:
        targets: counts z, shape of `log_input`.
        log_input: c, the logarithms of the rates, float tensor.
        compute_full_loss: add Stirling's approximation z log z - z + log(2 pi z) / 2 of log z!
            where z > 1.
        name: name of the operation.

    Returns: same shape and dtype.

    Raises:
        ValueError: the shapes differ.
    """
    from pellucid.ops.exponential import exp, log
    from pellucid.ops.gather import where

    c = convert_to_tensor(log_input)
    z = convert_to_tensor(targets, dtype_hint=c.dtype)
    if not z.shape.is_compatible_with(c.shape):
        raise ValueError(
            explain(
                "tf.nn.log_poisson_loss [targets]",
                "shapes differ",
                expected=c.shape,
                received=z.shape,
            )
        )
    loss = exp(c) - c * z
    if not compute_full_loss:
        return loss
    zeros, ones = _zeros_like(z), _zeros_like(z) + 1
    small = (z >= zeros) & (z <= ones)
    safe = where(small, ones, z)
    stirling = z * log(safe) - z + 0.5 * log(2 * math.pi * safe)
    return loss + where(small, zeros, stirling)


def compute_average_loss(
    per_example_loss: TensorLike,
    sample_weight: TensorLike | None = None,
    global_batch_size: Any = None,
) -> Tensor:
    """Sum of the losses of the examples on this replica, divided by the global batch size.

    Args:
        per_example_loss: float tensor, first axis the examples.
        sample_weight: weights of the examples.
        global_batch_size: number of examples on all replicas; by default those given here times
            the number of replicas.

    Returns: a scalar, so that summing over replicas gives the mean loss.

    Raises:
        ValueError: `global_batch_size` is not a positive integer, or the losses are a scalar.
    """
    from pellucid.ops.casting import cast
    from pellucid.ops.reduction import reduce_sum

    losses = convert_to_tensor(per_example_loss)
    where = "tf.nn.compute_average_loss"
    if losses.dims == () and global_batch_size is None:
        raise ValueError(
            explain(f"{where} [per_example_loss]", "a scalar has no examples to count")
        )
    if sample_weight is not None:
        weight = cast(convert_to_tensor(sample_weight), losses.dtype)
        extra = len(losses.dims or ()) - len(weight.dims or ())
        for _ in range(extra):
            from pellucid.ops.array import expand_dims

            weight = expand_dims(weight, -1)
        losses = losses * weight
    size = global_batch_size
    if size is None:
        from pellucid.ops.broadcasting import shape_of

        size = losses.dims[0] if losses.dims and losses.dims[0] else shape_of(losses)[0]
        size = size * _replicas()
    if isinstance(size, bool | float) or (isinstance(size, int) and size < 0):
        raise ValueError(
            explain(f"{where} [global_batch_size]", "a non-negative int is needed", received=size)
        )
    count = cast(convert_to_tensor(size), losses.dtype)
    return reduce_sum(losses) / count


def scale_regularization_loss(regularization_loss: TensorLike) -> Tensor:
    """The sum of a regularization loss, divided by the number of replicas that will add it up.

    Args:
        regularization_loss: float tensor, any shape.

    Returns: a scalar.
    """
    from pellucid.ops.reduction import reduce_sum

    return reduce_sum(regularization_loss) / _replicas()


def _replicas() -> int:
    from pellucid.core.context import STATE

    strategy = getattr(STATE, "strategy", None)
    return 1 if strategy is None else strategy.num_replicas_in_sync
