"""Connectionist temporal classification of Keras 2's backend, on probabilities.

Functions: ctc_batch_cost, ctc_decode, ctc_label_dense_to_sparse.
"""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.config import epsilon


def ctc_label_dense_to_sparse(labels: Any, label_lengths: Any) -> Any:
    """The first labels of each row as a SparseTensor.

    Args:
        labels: (batch, labels), padded.
        label_lengths: (batch,): how many of each row to keep.
    """
    labels = tf.convert_to_tensor(labels)
    kept = tf.sequence_mask(tf.reshape(label_lengths, [-1]), tf.shape(labels)[1])
    shape = tf.cast(tf.shape(labels), tf.int64)
    return tf.SparseTensor(tf.where(kept), tf.boolean_mask(labels, kept), shape)


def ctc_batch_cost(y_true: Any, y_pred: Any, input_length: Any, label_length: Any) -> Any:
    """The CTC loss of each example.

    Args:
        y_true: labels (batch, labels), padded.
        y_pred: probabilities (batch, time, classes); the last class is the blank.
        input_length, label_length: (batch, 1): how many time steps and labels count.

    Returns: (batch, 1).

    Reference: Graves et al., "Connectionist Temporal Classification", ICML 2006.
    """
    steps = tf.cast(tf.reshape(input_length, [-1]), tf.int32)
    counts = tf.cast(tf.reshape(label_length, [-1]), tf.int32)
    logits = tf.math.log(tf.transpose(y_pred, [1, 0, 2]) + epsilon())
    labels = tf.cast(ctc_label_dense_to_sparse(y_true, counts), tf.int32)
    return tf.expand_dims(tf.compat.v1.nn.ctc_loss(labels, logits, steps), 1)


def ctc_decode(
    y_pred: Any, input_length: Any, greedy: bool = True, beam_width: int = 100, top_paths: int = 1
) -> tuple[list[Any], Any]:
    """The labels that probabilities say.

    Args:
        y_pred: probabilities (batch, time, classes); the last class is the blank.
        input_length: (batch,): how many time steps count.
        greedy: take the likeliest class of every step; False: search with a beam.
        beam_width, top_paths: of the beam search.

    Returns: a list of labels (batch, time), filled up with -1, and the scores (batch, paths).
    """
    y_pred = tf.convert_to_tensor(y_pred)
    logits = tf.math.log(tf.transpose(y_pred, [1, 0, 2]) + epsilon())
    steps = tf.cast(input_length, tf.int32)
    if greedy:
        decoded, score = tf.nn.ctc_greedy_decoder(logits, steps)
    else:
        decoded, score = tf.nn.ctc_beam_search_decoder(logits, steps, beam_width, top_paths)
    shape = tf.cast(tf.shape(y_pred)[:2], tf.int64)
    whole = [tf.SparseTensor(d.indices, d.values, shape) for d in decoded]
    return [tf.sparse.to_dense(d, default_value=-1) for d in whole], score
