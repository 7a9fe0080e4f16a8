"""The losses of `tf.compat.v1.losses`: weighted, reduced to one number, collected in the graph."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.compat.v1.argument_names import either
from pellucid.compat.v1.default_graph import get_default_graph
from pellucid.compat.v1.graph_keys import GraphKeys
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike


class Reduction:
    """How the losses of examples become one."""

    NONE = "none"
    SUM = "weighted_sum"
    SUM_OVER_BATCH_SIZE = "weighted_sum_over_batch_size"
    MEAN = "weighted_mean"
    SUM_BY_NONZERO_WEIGHTS = "weighted_sum_by_nonzero_weights"
    SUM_OVER_NONZERO_WEIGHTS = SUM_BY_NONZERO_WEIGHTS

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """All of them."""
        return (
            cls.NONE, cls.SUM, cls.MEAN, cls.SUM_OVER_BATCH_SIZE, cls.SUM_OVER_NONZERO_WEIGHTS,
            cls.SUM_BY_NONZERO_WEIGHTS,
        )  # fmt: skip

    @classmethod
    def validate(cls, key: str) -> None:
        """Raise ValueError if `key` is none of them."""
        if key not in cls.all():
            raise ValueError(f"Invalid Reduction Key {key}.")


_DEFAULT = Reduction.SUM_BY_NONZERO_WEIGHTS


def compute_weighted_loss(
    losses: TensorLike, weights: TensorLike = 1.0, scope: str | None = None,
    loss_collection: str | None = "losses", reduction: str = _DEFAULT,
) -> Tensor:  # fmt: skip
    """Weighted losses, reduced; and added to a collection.

    Args:
        losses: the loss of each element.
        weights: factors: a scalar, or of the same rank with dimensions of size 1 where they apply
            to all.
        scope: a name scope.
        loss_collection: the collection to add the result to, or None.
        reduction: one of `Reduction`: by default the sum over the number of elements whose weight
            is not 0.

    Raises:
        ValueError: the weights do not fit, or `reduction` is unknown.
    """
    Reduction.validate(reduction)
    with tf.name_scope(scope or "weighted_loss"):
        values = tf.convert_to_tensor(losses)
        kind = values.dtype
        values, factors = tf.cast(values, tf.float32), tf.cast(weights, tf.float32)
        if factors.shape.rank not in (0, values.shape.rank, None):
            raise ValueError(
                f"weights can not be broadcast to values. values.rank={values.shape.rank}. "
                f"weights.rank={factors.shape.rank}."
            )
        weighted = values * factors
        loss = weighted
        if reduction != Reduction.NONE:
            loss = tf.reduce_sum(weighted)
            spread = tf.broadcast_to(factors, tf.shape(values))
            if reduction == Reduction.MEAN:
                loss = tf.math.divide_no_nan(loss, tf.reduce_sum(spread))
            elif reduction == _DEFAULT:
                present = tf.reduce_sum(tf.cast(tf.not_equal(spread, 0.0), tf.float32))
                loss = tf.math.divide_no_nan(loss, present, name="value")
            elif reduction == Reduction.SUM_OVER_BATCH_SIZE:
                loss = tf.math.divide_no_nan(loss, tf.cast(tf.size(values), tf.float32))
        loss = tf.cast(loss, kind)
        add_loss(loss, loss_collection)
        return loss


def add_loss(loss: Any, loss_collection: str | None = "losses") -> None:
    """Add a loss to a collection of the graph, of which `get_total_loss` is the sum."""
    if loss_collection and not tf.executing_eagerly():
        get_default_graph().add_to_collection(loss_collection, loss)


def get_losses(scope: str | None = None, loss_collection: str = "losses") -> list[Any]:
    """The losses collected so far; those whose name `scope` matches."""
    return get_default_graph().get_collection(loss_collection, scope)


def get_regularization_losses(scope: str | None = None) -> list[Any]:
    """The losses of regularizers; those whose name `scope` matches."""
    return get_default_graph().get_collection(GraphKeys.REGULARIZATION_LOSSES, scope)


def get_regularization_loss(
    scope: str | None = None, name: str = "total_regularization_loss"
) -> Tensor:
    """The sum of the losses of regularizers; 0 without any."""
    found = get_regularization_losses(scope)
    return tf.add_n(found, name=name) if found else tf.constant(0.0)


def get_total_loss(
    add_regularization_losses: bool = True, name: str = "total_loss", scope: str | None = None
) -> Tensor:
    """The sum of all losses collected.

    Args:
        add_regularization_losses: whether those of regularizers belong to it.
        name: the node's name.
        scope: only those whose name this matches.
    """
    found = get_losses(scope)
    if add_regularization_losses:
        found += get_regularization_losses(scope)
    return tf.add_n(found, name=name)


def _pair(labels: Any, predictions: Any) -> tuple[Tensor, Tensor]:
    """Both as float32, of one shape."""
    if labels is None or predictions is None:
        raise ValueError("labels and predictions must not be None.")
    labels, predictions = tf.cast(labels, tf.float32), tf.cast(predictions, tf.float32)
    predictions.shape.assert_is_compatible_with(labels.shape)
    return labels, predictions


def absolute_difference(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike = 1.0,
    scope: str | None = None, loss_collection: str | None = "losses", reduction: str = _DEFAULT,
) -> Tensor:  # fmt: skip
    """|labels - predictions|. See `compute_weighted_loss` for the other arguments."""
    labels, predictions = _pair(labels, predictions)
    losses = tf.abs(predictions - labels)
    return compute_weighted_loss(
        losses, weights, scope or "absolute_difference", loss_collection, reduction
    )


def mean_squared_error(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike = 1.0,
    scope: str | None = None, loss_collection: str | None = "losses", reduction: str = _DEFAULT,
) -> Tensor:  # fmt: skip
    """(labels - predictions)². See `compute_weighted_loss` for the other arguments."""
    labels, predictions = _pair(labels, predictions)
    losses = tf.math.squared_difference(predictions, labels)
    return compute_weighted_loss(
        losses, weights, scope or "mean_squared_error", loss_collection, reduction
    )


def huber_loss(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike = 1.0, delta: float = 1.0,
    scope: str | None = None, loss_collection: str | None = "losses", reduction: str = _DEFAULT,
) -> Tensor:  # fmt: skip
    """Half the square of errors up to `delta`, linear beyond. See `compute_weighted_loss`."""
    labels, predictions = _pair(labels, predictions)
    error = tf.abs(predictions - labels)
    quadratic = tf.minimum(error, delta)
    losses = 0.5 * quadratic * quadratic + delta * (error - quadratic)
    return compute_weighted_loss(losses, weights, scope or "huber_loss", loss_collection, reduction)


def log_loss(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike = 1.0, epsilon: float = 1e-7,
    scope: str | None = None, loss_collection: str | None = "losses", reduction: str = _DEFAULT,
) -> Tensor:  # fmt: skip
    """-l·log(p + ε) - (1 - l)·log(1 - p + ε). See `compute_weighted_loss`."""
    labels, predictions = _pair(labels, predictions)
    losses = -labels * tf.math.log(predictions + epsilon)
    losses -= (1 - labels) * tf.math.log(1 - predictions + epsilon)
    return compute_weighted_loss(losses, weights, scope or "log_loss", loss_collection, reduction)


def hinge_loss(
    labels: TensorLike, logits: TensorLike, weights: TensorLike = 1.0, scope: str | None = None,
    loss_collection: str | None = "losses", reduction: str = _DEFAULT,
) -> Tensor:  # fmt: skip
    """max(0, 1 - (2l - 1)·logits), labels being 0 and 1. See `compute_weighted_loss`."""
    labels, logits = _pair(labels, logits)
    losses = tf.nn.relu(1 - (2 * labels - 1) * logits)
    return compute_weighted_loss(losses, weights, scope or "hinge_loss", loss_collection, reduction)


def cosine_distance(
    labels: TensorLike, predictions: TensorLike, axis: int | None = None,
    weights: TensorLike = 1.0, scope: str | None = None, loss_collection: str | None = "losses",
    reduction: str = _DEFAULT, dim: int | None = None,
) -> Tensor:  # fmt: skip
    """1 - labels · predictions along `axis` (older: `dim`), both of length 1."""
    axis = either("axis", axis, "dim", dim)
    if axis is None:
        raise ValueError("You must specify argument `axis`.")
    labels, predictions = _pair(labels, predictions)
    losses = 1 - tf.reduce_sum(predictions * labels, [axis], True)
    return compute_weighted_loss(
        losses, weights, scope or "cosine_distance_loss", loss_collection, reduction
    )


def sigmoid_cross_entropy(
    multi_class_labels: TensorLike, logits: TensorLike, weights: TensorLike = 1.0,
    label_smoothing: float = 0, scope: str | None = None, loss_collection: str | None = "losses",
    reduction: str = _DEFAULT,
) -> Tensor:  # fmt: skip
    """Cross entropy of independent classes. See `compute_weighted_loss`.

    Args:
        multi_class_labels, logits: of one shape.
        label_smoothing: move the labels this far towards 1/2.
    """
    logits = tf.convert_to_tensor(logits)
    labels = tf.cast(multi_class_labels, logits.dtype)
    logits.shape.assert_is_compatible_with(labels.shape)
    if label_smoothing > 0:
        labels = labels * (1 - label_smoothing) + 0.5 * label_smoothing
    losses = tf.nn.sigmoid_cross_entropy_with_logits(labels, logits)
    return compute_weighted_loss(
        losses, weights, scope or "sigmoid_cross_entropy_loss", loss_collection, reduction
    )


def softmax_cross_entropy(
    onehot_labels: TensorLike, logits: TensorLike, weights: TensorLike = 1.0,
    label_smoothing: float = 0, scope: str | None = None, loss_collection: str | None = "losses",
    reduction: str = _DEFAULT,
) -> Tensor:  # fmt: skip
    """Cross entropy of classes that exclude each other. See `compute_weighted_loss`.

    Args:
        onehot_labels, logits: (…, classes).
        label_smoothing: move the labels this far towards 1/classes.
    """
    logits = tf.convert_to_tensor(logits)
    labels = tf.cast(onehot_labels, logits.dtype)
    logits.shape.assert_is_compatible_with(labels.shape)
    if label_smoothing > 0:
        classes = tf.cast(tf.shape(labels)[-1], logits.dtype)
        labels = labels * (1 - label_smoothing) + label_smoothing / classes
    losses = tf.nn.softmax_cross_entropy_with_logits(tf.stop_gradient(labels), logits)
    return compute_weighted_loss(
        losses, weights, scope or "softmax_cross_entropy_loss", loss_collection, reduction
    )


def sparse_softmax_cross_entropy(
    labels: TensorLike, logits: TensorLike, weights: TensorLike = 1.0, scope: str | None = None,
    loss_collection: str | None = "losses", reduction: str = _DEFAULT,
) -> Tensor:  # fmt: skip
    """Cross entropy with class numbers, (…) or (…, 1). See `compute_weighted_loss`."""
    labels, logits = tf.convert_to_tensor(labels), tf.convert_to_tensor(logits)
    if labels.shape.rank == logits.shape.rank and labels.shape.rank:
        labels = tf.squeeze(labels, -1)
    factors: Tensor = tf.cast(weights, tf.float32)
    if factors.shape.rank and factors.shape.rank == (labels.shape.rank or 0) + 1:
        factors = tf.squeeze(factors, -1)
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
    return compute_weighted_loss(
        losses, factors, scope or "sparse_softmax_cross_entropy_loss", loss_collection, reduction
    )


def mean_pairwise_squared_error(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike = 1.0,
    scope: str | None = None, loss_collection: str | None = "losses",
) -> Tensor:  # fmt: skip
    """The mean of (dᵢ - dⱼ)² over all pairs of errors d of an example; summed over the examples.

    Args:
        labels, predictions: (batch, …), of one shape.
        weights: a factor for each example.
        scope: a name scope.
        loss_collection: the collection to add the result to, or None.
    """
    labels, predictions = _pair(labels, predictions)
    factors = tf.cast(weights, tf.float32)
    with tf.name_scope(scope or "mean_pairwise_squared_error"):
        errors = predictions - labels
        axes = list(range(1, errors.shape.rank or 1))
        count = tf.cast(tf.size(errors[0]), tf.float32)
        squares, total = tf.reduce_sum(tf.square(errors), axes), tf.reduce_sum(errors, axes)
        pairs = 2 * tf.math.divide_no_nan(squares, count - 1)
        pairs -= 2 * tf.math.divide_no_nan(tf.square(total), count * (count - 1))
        factors = tf.reshape(factors, [-1]) if factors.shape.rank else factors
        loss = tf.reduce_sum(pairs * factors, name="value")
        add_loss(loss, loss_collection)
        return loss
