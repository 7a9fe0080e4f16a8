"""Connectionist temporal classification with TensorFlow 1's arguments; the last class is blank."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.compat.v1.argument_names import either
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike


def ctc_loss(
    labels: Any, inputs: Any = None, sequence_length: Any = None,
    preprocess_collapse_repeated: bool = False, ctc_merge_repeated: bool = True,
    ignore_longer_outputs_than_inputs: bool = False, time_major: bool = True, logits: Any = None,
) -> Tensor:  # fmt: skip
    """Minus the log probability of a labelling. See `tf.nn.ctc_loss`.

    Args:
        labels: an int32 SparseTensor (batch, labels).
        inputs, logits: two names for the float tensor (time, batch, classes).
        sequence_length: how many time steps each example has.
        preprocess_collapse_repeated: merge equal neighbours among the labels first.
        ctc_merge_repeated: merge equal neighbours along a path; only True.
        ignore_longer_outputs_than_inputs: the loss of labels that need more time than there is
            becomes 0, without a gradient; otherwise they are an error.
        time_major: False for logits (batch, time, classes).

    Returns: the loss of each example (batch,).

    Raises:
        InvalidArgumentError: labels need more time than there is.
        NotImplementedError: `ctc_merge_repeated=False`.
    """
    if not ctc_merge_repeated:
        raise NotImplementedError(
            explain(
                "tf.compat.v1.nn.ctc_loss [ctc_merge_repeated]", "only True is supported",
                received=False,
                fix="leave it out; with False paths are not those of the paper (Graves 2006)",
            )
        )  # fmt: skip
    x = tf.convert_to_tensor(either("logits", logits, "inputs", inputs))
    if not time_major:
        x = tf.transpose(x, [1, 0, 2])
    ones = tf.SparseTensor(labels.indices, tf.ones_like(labels.values), labels.dense_shape)
    dense = tf.sparse.to_dense(labels)
    lengths = tf.reduce_sum(tf.cast(tf.sparse.to_dense(ones), tf.int32), 1)
    if preprocess_collapse_repeated:
        dense, lengths = tf.nn.collapse_repeated(dense, lengths)
    present = tf.sequence_mask(lengths, tf.shape(dense)[1])
    again = (dense[:, 1:] == dense[:, :-1]) & present[:, 1:]
    # Between equal labels a blank is needed.
    needed = lengths + tf.reduce_sum(tf.cast(again, tf.int32), 1)
    steps = tf.cast(sequence_length, tf.int32)
    if not ignore_longer_outputs_than_inputs:
        enough = tf.debugging.assert_less_equal(
            needed, steps, "Not enough time for target transition sequence"
        )
        with tf.control_dependencies([] if enough is None else [enough]):
            x = tf.identity(x)
        return tf.nn.ctc_loss(dense, x, lengths, steps, blank_index=-1)
    possible = needed <= steps
    lengths = tf.where(possible, lengths, 0)
    found = tf.nn.ctc_loss(dense, x, lengths, steps, blank_index=-1)
    return tf.where(possible, found, tf.zeros_like(found))


def ctc_beam_search_decoder(
    inputs: TensorLike, sequence_length: TensorLike, beam_width: int = 100, top_paths: int = 1,
    merge_repeated: bool = True,
) -> tuple[list[Any], Tensor]:  # fmt: skip
    """The most likely labellings. See `tf.nn.ctc_beam_search_decoder`.

    Args:
        merge_repeated: merge equal neighbours in the labellings that are returned, although the
            paths were merged already.
    """
    decoded, scores = tf.nn.ctc_beam_search_decoder(
        inputs, sequence_length, beam_width=beam_width, top_paths=top_paths
    )
    if merge_repeated:
        decoded = [_merged(labels) for labels in decoded]
    return decoded, scores


def _merged(labels: Any) -> Any:
    """Rows of labels without what equals its left neighbour."""
    ragged = tf.RaggedTensor.from_sparse(labels)
    values, rows = ragged.values, ragged.value_rowids()
    changes = (values[1:] != values[:-1]) | (rows[1:] != rows[:-1])
    keep = tf.concat([tf.ones_like(values[:1], tf.bool), changes], 0)
    merged = tf.RaggedTensor.from_value_rowids(
        tf.boolean_mask(values, keep), tf.boolean_mask(rows, keep), ragged.nrows()
    )
    return merged.to_sparse()
