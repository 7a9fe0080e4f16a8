"""Losses of embeddings and sequences: Circle, CTC."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.losses.loss import LossFunctionWrapper


def circle(
    y_true: Any,
    y_pred: Any,
    ref_labels: Any = None,
    ref_embeddings: Any = None,
    remove_diagonal: bool = True,
    gamma: float = 80,
    margin: float = 0.4,
) -> tf.Tensor:
    """Circle loss of pair similarities.

    Formula: `softplus(logsumexp_neg(gamma * a_n * (s_n - margin))
    + logsumexp_pos(-gamma * a_p * (s_p - 1 + margin)))` with weights
    `a_n = max(s_n + margin, 0)`, `a_p = max(1 + margin - s_p, 0)`.

    Args:
        y_true: integer labels, shape `(n,)`.
        y_pred: L2-normalized embeddings, shape `(n, d)`.
        ref_labels: labels to compare with; `y_true` by default.
        ref_embeddings: embeddings to compare with; `y_pred` by default.
        remove_diagonal: whether a sample is not compared with itself.
        gamma: scale.
        margin: relaxation.

    Returns:
        Losses of shape `(n,)`.

    Reference:
        Sun et al., Circle Loss, arXiv:2002.10857.
    """
    y_pred = tf.convert_to_tensor(y_pred)
    labels = tf.cast(tf.convert_to_tensor(y_true), "int32")
    references = y_pred if ref_embeddings is None else tf.convert_to_tensor(ref_embeddings)
    ref_labels = labels if ref_labels is None else tf.cast(ref_labels, "int32")
    similarity = tf.matmul(y_pred, references, transpose_b=True)
    same = tf.equal(tf.reshape(labels, (-1, 1)), tf.reshape(ref_labels, (1, -1)))
    positive, negative = same, tf.logical_not(same)
    if remove_diagonal:
        positive = tf.logical_and(
            positive, tf.logical_not(tf.eye(tf.shape(labels)[0], dtype="bool"))
        )
    weight_pos = tf.nn.relu(tf.stop_gradient(1.0 + margin - similarity))
    weight_neg = tf.nn.relu(tf.stop_gradient(similarity + margin))
    logits_pos = weight_pos * (similarity - (1.0 - margin)) * -float(gamma)
    logits_neg = weight_neg * (similarity - margin) * float(gamma)
    nothing = tf.fill(tf.shape(similarity), tf.constant(-1e30, similarity.dtype))
    total_pos = tf.reduce_logsumexp(tf.where(positive, logits_pos, nothing), axis=1)
    total_neg = tf.reduce_logsumexp(tf.where(negative, logits_neg, nothing), axis=1)
    return tf.math.softplus(total_pos + total_neg)


def ctc(y_true: Any, y_pred: Any) -> tf.Tensor:
    """Connectionist temporal classification; class 0 is the blank and pads the labels.

    Args:
        y_true: integer labels, shape `(batch, length)`, padded with 0.
        y_pred: logits, shape `(batch, time, classes)`.

    Returns:
        Losses of shape `(batch,)`.

    Reference:
        Graves et al., Connectionist Temporal Classification, ICML 2006.
    """
    y_pred = tf.convert_to_tensor(y_pred)
    labels = tf.cast(tf.convert_to_tensor(y_true), "int32")
    if labels.shape.rank != 2 or y_pred.shape.rank != 3:
        raise ValueError(
            "tf.keras.losses.ctc [y_true, y_pred]: wrong ranks. Expected labels (batch, length) "
            "and logits (batch, time, classes), "
            f"received {labels.shape} and {y_pred.shape}."
        )
    steps = tf.ones_like(labels[:, 0]) * tf.shape(y_pred)[1]
    lengths = tf.reduce_sum(tf.cast(tf.not_equal(labels, 0), "int32"), axis=1)
    return tf.nn.ctc_loss(
        labels=labels,
        logits=y_pred,
        label_length=lengths,
        logit_length=steps,
        blank_index=0,
        logits_time_major=False,
    )


class Circle(LossFunctionWrapper):
    """Circle loss of embeddings; see `circle`.

    Args:
        gamma: scale.
        margin: relaxation.
        remove_diagonal: whether a sample is not compared with itself.
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.

    Reference:
        Sun et al., Circle Loss, arXiv:2002.10857.
    """

    def __init__(
        self,
        gamma: float = 80.0,
        margin: float = 0.4,
        remove_diagonal: bool = True,
        reduction: str | None = "sum_over_batch_size",
        name: str = "circle",
        dtype: Any = None,
    ) -> None:
        config = {"gamma": gamma, "margin": margin, "remove_diagonal": remove_diagonal}
        super().__init__(circle, reduction, name, dtype, **config)
        self.gamma, self.margin, self.remove_diagonal = gamma, margin, remove_diagonal
        self._config = config

    def call(self, y_true: tf.Tensor, y_pred: tf.Tensor) -> tf.Tensor:
        """Compares all pairs; labels and embeddings keep their own ranks."""
        return circle(y_true, y_pred, **self._fn_kwargs)


class CTC(LossFunctionWrapper):
    """Connectionist temporal classification loss; see `ctc`.

    Args:
        reduction: how the values of the samples become one, 'sum_over_batch_size' by default.
        name: a name.
        dtype: dtype of the calculation.
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "ctc",
        dtype: Any = None,
    ) -> None:
        super().__init__(ctc, reduction, name, dtype)
