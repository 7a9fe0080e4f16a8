"""Cross-entropies: the per-sample functions, from probabilities or from logits."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.losses.loss import match_rank
from pellucid.keras.losses.regression import EPSILON, float_pair


def _logits_of(probabilities: tf.Tensor, op_type: str) -> tf.Tensor | None:
    """Returns the logits behind a softmax or sigmoid, where they can still be reached.

    log(softmax(x)) loses what softmax has rounded to 0; training on the logits does not.
    """
    logits = getattr(probabilities, "_keras_logits", None)
    if logits is not None:
        return logits
    if tf.executing_eagerly():
        return None
    op = getattr(probabilities, "op", None)
    if op is not None and op.type == op_type:
        return op.inputs[0]
    return None


def _check_shapes(function: str, target: tf.Tensor, output: tf.Tensor) -> None:
    """Refuses target and output of different shapes."""
    if target.shape.rank is None or output.shape.rank is None:
        return
    if target.shape.rank != output.shape.rank:
        raise ValueError(
            f"tf.keras.losses.{function} [y_true]: must have the rank of y_pred. Expected rank "
            f"{output.shape.rank} (from y_pred: {output.shape}), received {target.shape}. "
            "Fix: integer labels need the sparse loss, or one_hot them."
        )
    for one, other in zip(target.shape, output.shape):
        if one is not None and other is not None and one != other:
            raise ValueError(
                f"tf.keras.losses.{function} [y_true]: must have the shape of y_pred. Expected "
                f"{output.shape}, received {target.shape}. "
                "Fix: integer labels need the sparse loss, or one_hot them."
            )


def _clip(probabilities: tf.Tensor) -> tf.Tensor:
    return tf.clip_by_value(probabilities, EPSILON, 1.0 - EPSILON)


def _smooth(y_true: tf.Tensor, label_smoothing: float, classes: Any) -> tf.Tensor:
    if not label_smoothing:
        return y_true
    return y_true * (1.0 - label_smoothing) + label_smoothing / classes


def _classes(y: tf.Tensor, axis: int) -> Any:
    size = y.shape[axis] if y.shape.rank is not None else None
    return float(size) if size is not None else tf.cast(tf.shape(y)[axis], y.dtype)


def _binary(y_true: tf.Tensor, y_pred: tf.Tensor, from_logits: bool) -> tf.Tensor:
    """Element-wise binary cross-entropy."""
    logits = y_pred if from_logits else _logits_of(y_pred, "Sigmoid")
    if logits is not None:
        return tf.nn.sigmoid_cross_entropy_with_logits(labels=y_true, logits=logits)
    p = _clip(y_pred)
    return -(y_true * tf.math.log(p) + (1.0 - y_true) * tf.math.log(1.0 - p))


def binary_crossentropy(
    y_true: Any,
    y_pred: Any,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> tf.Tensor:
    """Binary cross-entropy: `mean(-(y * log(p) + (1 - y) * log(1 - p)), axis)`.

    Args:
        y_true: labels 0 or 1, shape `(..., d)`.
        y_pred: probabilities (clipped to [1e-7, 1 - 1e-7]), or logits, shape `(..., d)`.
        from_logits: whether `y_pred` are logits.
        label_smoothing: in [0, 1]; labels become `y * (1 - s) + s / 2`.
        axis: the axis of the mean.

    Returns:
        Losses, without `axis`.
    """
    y_true, y_pred = match_rank(*float_pair(y_true, y_pred))
    _check_shapes("binary_crossentropy", y_true, y_pred)
    y_true = _smooth(y_true, label_smoothing, 2.0)
    return tf.reduce_mean(_binary(y_true, y_pred, from_logits), axis=axis)


def binary_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> tf.Tensor:
    """Binary focal cross-entropy: binary cross-entropy times `(1 - p_true)^gamma`.

    Args:
        y_true: labels 0 or 1, shape `(..., d)`.
        y_pred: probabilities or logits, shape `(..., d)`.
        apply_class_balancing: whether to weigh class 1 by `alpha` and class 0 by `1 - alpha`.
        alpha: the weight of class 1.
        gamma: focusing exponent; 0 gives plain cross-entropy.
        from_logits: whether `y_pred` are logits.
        label_smoothing: in [0, 1].
        axis: the axis of the mean.

    Returns:
        Losses, without `axis`.

    Reference:
        Lin et al., Focal Loss for Dense Object Detection, arXiv:1708.02002.
    """
    y_true, y_pred = match_rank(*float_pair(y_true, y_pred))
    _check_shapes("binary_focal_crossentropy", y_true, y_pred)
    y_true = _smooth(y_true, label_smoothing, 2.0)
    if from_logits:
        y_pred = tf.sigmoid(y_pred)
    entropy = _binary(y_true, y_pred, False)
    p_true = y_true * y_pred + (1.0 - y_true) * (1.0 - y_pred)
    loss = tf.pow(1.0 - p_true, gamma) * entropy
    if apply_class_balancing:
        loss = (y_true * alpha + (1.0 - y_true) * (1.0 - alpha)) * loss
    return tf.reduce_mean(loss, axis=axis)


def categorical_crossentropy(
    y_true: Any,
    y_pred: Any,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> tf.Tensor:
    """Categorical cross-entropy: `-sum(y_true * log(p), axis)`.

    Args:
        y_true: one-hot labels or distributions, shape `(..., classes)`.
        y_pred: probabilities (rescaled to sum 1), or logits, of the same shape.
        from_logits: whether `y_pred` are logits.
        label_smoothing: in [0, 1]; labels become `y * (1 - s) + s / classes`.
        axis: the axis of the classes.

    Returns:
        Losses, without `axis`.
    """
    y_true, y_pred = float_pair(y_true, y_pred)
    _check_shapes("categorical_crossentropy", y_true, y_pred)
    if label_smoothing:
        y_true = _smooth(y_true, label_smoothing, _classes(y_true, -1))
    logits = y_pred if from_logits else _logits_of(y_pred, "Softmax")
    if logits is not None:
        return tf.nn.softmax_cross_entropy_with_logits(labels=y_true, logits=logits, axis=axis)
    p = _clip(y_pred / tf.reduce_sum(y_pred, axis=axis, keepdims=True))
    return -tf.reduce_sum(y_true * tf.math.log(p), axis=axis)


def categorical_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> tf.Tensor:
    """Categorical focal cross-entropy: `sum(-alpha * (1 - p)^gamma * y_true * log(p), axis)`.

    Args:
        y_true: one-hot labels, shape `(..., classes)`.
        y_pred: probabilities or logits, of the same shape.
        alpha: a weight, or one for each class.
        gamma: focusing exponent.
        from_logits: whether `y_pred` are logits.
        label_smoothing: in [0, 1].
        axis: the axis of the classes.

    Returns:
        Losses, without `axis`.

    Reference:
        Lin et al., Focal Loss for Dense Object Detection, arXiv:1708.02002.
    """
    y_true, y_pred = float_pair(y_true, y_pred)
    _check_shapes("categorical_focal_crossentropy", y_true, y_pred)
    if label_smoothing:
        y_true = _smooth(y_true, label_smoothing, _classes(y_true, -1))
    if from_logits:
        y_pred = tf.nn.softmax(y_pred, axis=axis)
    p = _clip(y_pred / tf.reduce_sum(y_pred, axis=axis, keepdims=True))
    focus = tf.pow(1.0 - p, gamma) * tf.convert_to_tensor(alpha, dtype=p.dtype)
    return tf.reduce_sum(-focus * y_true * tf.math.log(p), axis=axis)


def _last_axis(x: tf.Tensor, axis: int) -> tf.Tensor:
    """Moves `axis` to the end."""
    rank = len(x.shape)
    axis %= rank
    if axis == rank - 1:
        return x
    return tf.transpose(x, [i for i in range(rank) if i != axis] + [axis])


def _check_labels(labels: tf.Tensor, output: tf.Tensor) -> None:
    if output.shape.rank is None or labels.shape.rank is None:
        return
    if output.shape.rank < 1:
        raise ValueError(
            "tf.keras.losses.sparse_categorical_crossentropy [y_pred]: needs an axis of classes. "
            f"Expected rank >= 1, received {output.shape}."
        )
    want, got = output.shape[:-1], labels.shape
    if want.rank != got.rank or any(
        a is not None and b is not None and a != b for a, b in zip(want, got)
    ):
        raise ValueError(
            "tf.keras.losses.sparse_categorical_crossentropy [y_true]: must have the shape of "
            f"y_pred without the classes. Expected {want} (from y_pred: {output.shape}), "
            f"received {got}. Fix: one-hot labels need categorical_crossentropy."
        )


def sparse_categorical_crossentropy(
    y_true: Any,
    y_pred: Any,
    from_logits: bool = False,
    ignore_class: int | None = None,
    axis: int = -1,
) -> tf.Tensor:
    """Categorical cross-entropy of integer labels: `-log(p[y_true])`.

    Args:
        y_true: labels in [0, classes), shape `(...)` or `(..., 1)`.
        y_pred: probabilities (clipped to [1e-7, 1 - 1e-7]) or logits, shape `(..., classes)`.
        from_logits: whether `y_pred` are logits.
        ignore_class: a label that does not count (its loss is 0), or None.
        axis: the axis of the classes.

    Returns:
        Losses, without `axis`.
    """
    y_pred = tf.convert_to_tensor(y_pred)
    if not y_pred.dtype.is_floating:
        y_pred = tf.cast(y_pred, "float32")
    labels = tf.cast(tf.convert_to_tensor(y_true), "int64")
    if labels.shape.rank is not None and labels.shape.rank == y_pred.shape.rank:
        if labels.shape[-1] == 1:
            labels = tf.squeeze(labels, -1)
    valid = None
    if ignore_class is not None:
        valid = tf.not_equal(labels, ignore_class)
        labels = tf.where(valid, labels, tf.zeros_like(labels))
    logits = y_pred if from_logits else _logits_of(y_pred, "Softmax")
    if logits is None:
        logits = tf.math.log(_clip(y_pred))
    if axis != -1:
        logits = _last_axis(logits, axis)
    _check_labels(labels, logits)
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    if valid is None:
        return loss
    return tf.where(valid, loss, tf.zeros_like(loss))


def kl_divergence(y_true: Any, y_pred: Any) -> tf.Tensor:
    """Kullback-Leibler divergence: `sum(y_true * log(y_true / y_pred), axis=-1)`.

    Args:
        y_true: distributions, shape `(..., d)`; clipped to [1e-7, 1].
        y_pred: distributions, likewise.

    Returns:
        Divergences of shape `(...)`.
    """
    y_true, y_pred = match_rank(*float_pair(y_true, y_pred))
    y_true = tf.clip_by_value(y_true, EPSILON, 1.0)
    y_pred = tf.clip_by_value(y_pred, EPSILON, 1.0)
    return tf.reduce_sum(y_true * tf.math.log(y_true / y_pred), axis=-1)


def categorical_generalized_cross_entropy(y_true: Any, y_pred: Any, q: float) -> tf.Tensor:
    """Generalized cross-entropy, robust against wrong labels: `(1 - p[y_true]^q) / q`.

    Args:
        y_true: integer labels, shape `(...)` or `(..., 1)`.
        y_pred: probabilities, shape `(..., classes)`.
        q: in (0, 1); near 0 it is cross-entropy, at 1 the absolute error.

    Returns:
        Losses of shape `(...)`.

    Reference:
        Zhang and Sabuncu, Generalized Cross Entropy Loss, arXiv:1805.07836.
    """
    y_pred = tf.convert_to_tensor(y_pred)
    labels = tf.cast(tf.convert_to_tensor(y_true), "int64")
    if labels.shape.rank == y_pred.shape.rank and labels.shape[-1] == 1:
        labels = tf.squeeze(labels, -1)
    hot = tf.one_hot(labels, y_pred.shape[-1], dtype=y_pred.dtype)
    p = tf.reduce_sum(y_pred * hot, axis=-1)
    return (1.0 - tf.pow(p, q)) / q
