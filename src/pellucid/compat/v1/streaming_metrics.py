"""The metrics of `tf.compat.v1.metrics`: a value, and an operation that takes in one more batch.

What they sum up is kept in local variables: run `local_variables_initializer` before. Each returns
`(value, update)`; `session.run(update)` also gives the new value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pellucid as tf
from pellucid.compat.v1.default_graph import get_default_graph
from pellucid.compat.v1.graph_keys import GraphKeys
from pellucid.compat.v1.variable_scope import variable_scope
from pellucid.compat.v1.variables import Variable
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike

Metric = tuple[Tensor, Any]
Collections = Sequence[str] | None


def _refuse_eager(name: str) -> None:
    if tf.executing_eagerly():
        raise RuntimeError(
            f"tf.metrics.{name} is not supported when eager execution is enabled. "
            "Fix: tf.keras.metrics"
        )


def _local(name: str, shape: Sequence[int] = (), dtype: Any = tf.float32) -> Any:
    """A variable that is no part of the model, all zeros."""
    return Variable(
        lambda: tf.zeros(shape, dtype), trainable=False, name=name,
        collections=[GraphKeys.LOCAL_VARIABLES, GraphKeys.METRIC_VARIABLES],
    )  # fmt: skip


def _collected(
    value: Tensor, update: Any, metrics_collections: Collections, updates_collections: Collections
) -> Metric:
    graph = get_default_graph()
    graph.add_to_collections(metrics_collections or (), value)
    graph.add_to_collections(updates_collections or (), update)
    return value, update


def _flat(labels: Any, predictions: Any) -> tuple[Tensor, Tensor]:
    """Both of one rank: a last dimension of size 1 too many is dropped."""
    labels, predictions = tf.convert_to_tensor(labels), tf.convert_to_tensor(predictions)
    if predictions.shape.rank == (labels.shape.rank or 0) + 1:
        predictions = tf.squeeze(predictions, -1)
    elif labels.shape.rank == (predictions.shape.rank or 0) + 1:
        labels = tf.squeeze(labels, -1)
    predictions.shape.assert_is_compatible_with(labels.shape)
    return labels, predictions


def _weights(weights: Any, values: Tensor, dtype: Any = tf.float32) -> Tensor:
    """The weights as they count for each element."""
    factors = tf.cast(1.0 if weights is None else weights, dtype)
    rank = values.shape.rank or 0
    if factors.shape.rank == rank + 1:
        factors = tf.squeeze(factors, -1)
    while factors.shape.rank and factors.shape.rank < rank:
        factors = factors[..., tf.newaxis]
    return tf.broadcast_to(factors, tf.shape(values))


def mean(
    values: TensorLike, weights: TensorLike | None = None, metrics_collections: Collections = None,
    updates_collections: Collections = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The weighted mean of all values so far.

    Args:
        values: the values of a batch.
        weights: their weights, default 1.
        metrics_collections, updates_collections: where to add the value and the update.
        name: a variable scope.
    """
    _refuse_eager("mean")
    with variable_scope(name, "mean", (values, weights)):
        numbers: Tensor = tf.cast(values, tf.float32)
        total, count = _local("total"), _local("count")
        factors = _weights(weights, numbers)
        added = total.assign_add(tf.reduce_sum(numbers * factors))
        with tf.control_dependencies([numbers]):
            counted = count.assign_add(tf.reduce_sum(factors))
        value = tf.math.divide_no_nan(total.read_value(), count.read_value(), name="value")
        update = tf.math.divide_no_nan(added.read_value(), counted.read_value(), name="update_op")
        return _collected(value, update, metrics_collections, updates_collections)


def accuracy(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None,
    metrics_collections: Collections = None, updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """How often predictions equal labels. Args: see `mean`."""
    _refuse_eager("accuracy")
    labels, predictions = _flat(labels, predictions)
    same = tf.cast(tf.equal(tf.cast(predictions, labels.dtype), labels), tf.float32)
    return mean(same, weights, metrics_collections, updates_collections, name or "accuracy")


def mean_absolute_error(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None,
    metrics_collections: Collections = None, updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean of |labels - predictions|. Args: see `mean`."""
    _refuse_eager("mean_absolute_error")
    labels, predictions = _flat(labels, predictions)
    error = tf.abs(predictions - tf.cast(labels, predictions.dtype))
    return mean(
        error, weights, metrics_collections, updates_collections, name or "mean_absolute_error"
    )


def mean_squared_error(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None,
    metrics_collections: Collections = None, updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean of (labels - predictions)². Args: see `mean`."""
    _refuse_eager("mean_squared_error")
    labels, predictions = _flat(labels, predictions)
    error = tf.math.squared_difference(predictions, tf.cast(labels, predictions.dtype))
    return mean(
        error, weights, metrics_collections, updates_collections, name or "mean_squared_error"
    )


def root_mean_squared_error(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None,
    metrics_collections: Collections = None, updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """The root of the mean of (labels - predictions)². Args: see `mean`."""
    value, update = mean_squared_error(
        labels, predictions, weights, None, None, name or "root_mean_squared_error"
    )
    return _collected(tf.sqrt(value), tf.sqrt(update), metrics_collections, updates_collections)


def mean_relative_error(
    labels: TensorLike, predictions: TensorLike, normalizer: TensorLike,
    weights: TensorLike | None = None, metrics_collections: Collections = None,
    updates_collections: Collections = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean of |labels - predictions| / normalizer; 0 where that is 0. Args: see `mean`."""
    _refuse_eager("mean_relative_error")
    labels, predictions = _flat(labels, predictions)
    error = tf.abs(tf.cast(labels, predictions.dtype) - predictions)
    ratio = tf.math.divide_no_nan(error, tf.cast(normalizer, predictions.dtype))
    return mean(
        ratio, weights, metrics_collections, updates_collections, name or "mean_relative_error"
    )


def percentage_below(
    values: TensorLike, threshold: TensorLike, weights: TensorLike | None = None,
    metrics_collections: Collections = None, updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """The share of values below `threshold`. Args: see `mean`."""
    _refuse_eager("percentage_below")
    below = tf.cast(tf.less(values, threshold), tf.float32)
    return mean(
        below, weights, metrics_collections, updates_collections, name or "percentage_below"
    )


def _count(name: str, wanted: Tensor, weights: Any) -> Metric:
    """How often `wanted` was true."""
    with variable_scope(name, None):
        count = _local("count")
        found = tf.cast(wanted, tf.float32) * _weights(weights, wanted)
        return count.read_value(), count.assign_add(tf.reduce_sum(found)).read_value()


def _outcomes(labels: Any, predictions: Any) -> tuple[Tensor, Tensor]:
    labels, predictions = _flat(labels, predictions)
    return tf.cast(labels, tf.bool), tf.cast(predictions, tf.bool)


def _counting(name: str, label: bool, prediction: bool) -> Callable[..., Metric]:
    def metric(
        labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None,
        metrics_collections: Collections = None, updates_collections: Collections = None,
        scope: str | None = None,
    ) -> Metric:  # fmt: skip
        _refuse_eager(name)
        labels, predictions = _outcomes(labels, predictions)
        wanted = (labels if label else ~labels) & (predictions if prediction else ~predictions)
        value, update = _count(scope or name, wanted, weights)
        return _collected(value, update, metrics_collections, updates_collections)

    return metric


def true_positives(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None,
    metrics_collections: Collections = None, updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """How often label and prediction are true. Args: see `mean`."""
    return _counting("true_positives", True, True)(
        labels, predictions, weights, metrics_collections, updates_collections, name
    )


def true_negatives(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None,
    metrics_collections: Collections = None, updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """How often label and prediction are false. Args: see `mean`."""
    return _counting("true_negatives", False, False)(
        labels, predictions, weights, metrics_collections, updates_collections, name
    )


def false_positives(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None,
    metrics_collections: Collections = None, updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """How often a prediction is true although the label is false. Args: see `mean`."""
    return _counting("false_positives", False, True)(
        labels, predictions, weights, metrics_collections, updates_collections, name
    )


def false_negatives(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None,
    metrics_collections: Collections = None, updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """How often a prediction is false although the label is true. Args: see `mean`."""
    return _counting("false_negatives", True, False)(
        labels, predictions, weights, metrics_collections, updates_collections, name
    )


def _share(name: str, labels: Any, predictions: Any, weights: Any, missed: Any) -> Metric:
    """True positives as a share of them and of what `missed` says."""
    with variable_scope(name, None):
        labels, predictions = _outcomes(labels, predictions)
        hits, hit = _count("true_positives", labels & predictions, weights)
        key, wrong = missed(labels, predictions)
        misses, miss = _count(key, wrong, weights)
        value = tf.math.divide_no_nan(hits, hits + misses, name="value")
        return value, tf.math.divide_no_nan(hit, hit + miss, name="update_op")


def precision(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None,
    metrics_collections: Collections = None, updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """The share of true predictions that are right. Args: see `mean`."""
    _refuse_eager("precision")
    value, update = _share(
        name or "precision", labels, predictions, weights,
        lambda label, chosen: ("false_positives", ~label & chosen),
    )  # fmt: skip
    return _collected(value, update, metrics_collections, updates_collections)


def recall(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None,
    metrics_collections: Collections = None, updates_collections: Collections = None,
    name: str | None = None,
) -> Metric:  # fmt: skip
    """The share of true labels that are found. Args: see `mean`."""
    _refuse_eager("recall")
    value, update = _share(
        name or "recall",
        labels,
        predictions,
        weights,
        lambda label, chosen: ("false_negatives", label & ~chosen),
    )
    return _collected(value, update, metrics_collections, updates_collections)


def mean_iou(
    labels: TensorLike, predictions: TensorLike, num_classes: int,
    weights: TensorLike | None = None, metrics_collections: Collections = None,
    updates_collections: Collections = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean over classes of intersection over union.

    Args:
        labels, predictions: class numbers.
        num_classes: how many classes there are.
        (others): see `mean`. The update is the confusion matrix so far.
    """
    _refuse_eager("mean_iou")
    with variable_scope(name, "mean_iou", (labels, predictions, weights)):
        matrix, update = _confusion(labels, predictions, num_classes, weights)
        hits = tf.linalg.diag_part(matrix)
        union = tf.reduce_sum(matrix, 0) + tf.reduce_sum(matrix, 1) - hits
        present = tf.reduce_sum(tf.cast(tf.not_equal(union, 0), tf.float32))
        value = tf.math.divide_no_nan(
            tf.reduce_sum(tf.math.divide_no_nan(hits, union)), present, name="mean_iou"
        )
        return _collected(value, update, metrics_collections, updates_collections)


def mean_per_class_accuracy(
    labels: TensorLike, predictions: TensorLike, num_classes: int,
    weights: TensorLike | None = None, metrics_collections: Collections = None,
    updates_collections: Collections = None, name: str | None = None,
) -> Metric:  # fmt: skip
    """The mean over classes of the share of their examples that is right. Args: see `mean_iou`."""
    _refuse_eager("mean_per_class_accuracy")
    with variable_scope(name, "mean_accuracy", (labels, predictions, weights)):
        total, count = _local("total", [num_classes]), _local("count", [num_classes])
        labels, predictions = _flat(labels, predictions)
        labels, predictions = tf.reshape(labels, [-1]), tf.reshape(predictions, [-1])
        factors = _weights(weights if weights is None else tf.reshape(weights, [-1]), labels)
        classes = tf.one_hot(labels, num_classes)
        right = tf.cast(tf.equal(tf.cast(predictions, labels.dtype), labels), tf.float32) * factors
        counted = total.assign_add(tf.reduce_sum(classes * factors[:, tf.newaxis], 0))
        found = count.assign_add(tf.reduce_sum(classes * right[:, tf.newaxis], 0))
        value = tf.reduce_mean(tf.math.divide_no_nan(count.read_value(), total.read_value()))
        update = tf.math.divide_no_nan(found.read_value(), counted.read_value(), name="update_op")
        return _collected(value, update, metrics_collections, updates_collections)


def _confusion(labels: Any, predictions: Any, num_classes: int, weights: Any) -> tuple[Tensor, Any]:
    kept = _local("total_confusion_matrix", [num_classes, num_classes])
    labels = tf.reshape(tf.cast(labels, tf.int64), [-1])
    predictions = tf.reshape(tf.cast(predictions, tf.int64), [-1])
    factors = None if weights is None else tf.reshape(tf.cast(weights, tf.float32), [-1])
    batch = tf.math.confusion_matrix(labels, predictions, num_classes, factors, tf.float32)
    return kept.read_value(), kept.assign_add(batch).read_value()


def auc(
    labels: TensorLike, predictions: TensorLike, weights: TensorLike | None = None,
    num_thresholds: int = 200, metrics_collections: Collections = None,
    updates_collections: Collections = None, curve: str = "ROC", name: str | None = None,
    summation_method: str = "trapezoidal", thresholds: Sequence[float] | None = None,
) -> Metric:  # fmt: skip
    """The area under the curve of hits against false alarms, or of precision against recall.

    Args:
        labels: truth values.
        predictions: in [0, 1].
        num_thresholds: the curve's number of points.
        curve: `"ROC"` or `"PR"`.
        summation_method: `"trapezoidal"`, `"minoring"` or `"majoring"`.
        thresholds: the points between 0 and 1 themselves.
        (others): see `mean`.
    """
    _refuse_eager("auc")
    if curve not in ("ROC", "PR"):
        raise ValueError(f"curve must be either ROC or PR, {curve} unknown")
    if summation_method not in ("trapezoidal", "minoring", "majoring"):
        raise ValueError(f"Invalid summation_method: {summation_method}.")
    inner = (
        [(i + 1) / (num_thresholds - 1) for i in range(num_thresholds - 2)]
        if thresholds is None else sorted(thresholds)
    )  # fmt: skip
    levels = tf.constant([-1e-7, *inner, 1.0 + 1e-7])[:, tf.newaxis]
    with variable_scope(name, "auc", (labels, predictions, weights)):
        labels, predictions = _flat(labels, predictions)
        factors = tf.reshape(_weights(weights, predictions), [1, -1])
        is_true = tf.reshape(tf.cast(labels, tf.bool), [1, -1])
        positive = tf.reshape(tf.cast(predictions, tf.float32), [1, -1]) > levels
        outcomes = {
            "true_positives": is_true & positive, "false_negatives": is_true & ~positive,
            "true_negatives": ~is_true & ~positive, "false_positives": ~is_true & positive,
        }  # fmt: skip
        old, new = [], []
        for key, wanted in outcomes.items():
            kept = _local(key, [len(inner) + 2])
            old.append(kept.read_value())
            batch = tf.reduce_sum(tf.cast(wanted, tf.float32) * factors, 1)
            new.append(kept.assign_add(batch).read_value())
        value = _area(old, curve, summation_method)
        update = _area(new, curve, summation_method)
        return _collected(value, update, metrics_collections, updates_collections)


def _area(counts: list[Tensor], curve: str, method: str) -> Tensor:
    tp, fn, tn, fp = counts
    epsilon = 1e-6
    recalled = (tp + epsilon) / (tp + fn + epsilon)
    if curve == "ROC":
        x, y = fp / (fp + tn + epsilon), recalled
    else:
        x, y = recalled, (tp + epsilon) / (tp + fp + epsilon)
    widths = x[:-1] - x[1:]
    if method == "trapezoidal":
        heights = (y[:-1] + y[1:]) / 2
    else:
        heights = (tf.minimum if method == "minoring" else tf.maximum)(y[:-1], y[1:])
    return tf.reduce_sum(widths * heights)
