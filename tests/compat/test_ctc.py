"""CTC with TensorFlow 1's arguments and with Keras 2's, on answers of TensorFlow 2.21."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

v1 = tf.compat.v1.nn
TIME, BATCH, CLASSES = 6, 2, 4
NUMBERS = tf.range(TIME * BATCH * CLASSES, dtype=tf.float32)
LOGITS = tf.reshape(tf.sin(NUMBERS * 1.7) * 2, [TIME, BATCH, CLASSES])
LABELS = tf.sparse.from_dense([[1, 2, 0], [2, 2, 1]])
STEPS = tf.constant([6, 5])
PROBABILITIES = tf.nn.softmax(tf.transpose(LOGITS, [1, 0, 2]))


@pytest.mark.parametrize("wrap", [lambda f: f, tf.function], ids=["eager", "function"])
def test_loss(wrap):
    loss = wrap(v1.ctc_loss)
    np.testing.assert_allclose(loss(LABELS, LOGITS, STEPS), [2.839176, 8.058839], rtol=1e-5)
    turned = tf.transpose(LOGITS, [1, 0, 2])
    found = loss(LABELS, sequence_length=STEPS, time_major=False, logits=turned)
    np.testing.assert_allclose(found, [2.839176, 8.058839], rtol=1e-5)
    merged = loss(LABELS, LOGITS, STEPS, preprocess_collapse_repeated=True)
    alike = loss(tf.sparse.from_dense([[1, 2], [2, 1]]), LOGITS, STEPS)
    np.testing.assert_allclose(merged, alike)


@pytest.mark.parametrize("wrap", [lambda f: f, tf.function], ids=["eager", "function"])
def test_labels_that_need_more_time(wrap):
    loss, short = wrap(v1.ctc_loss), tf.constant([6, 3])  # 2, 2, 1 needs a blank: 4 steps
    with pytest.raises(tf.errors.InvalidArgumentError, match="Not enough time"):
        loss(LABELS, LOGITS, short)
    with tf.GradientTape() as tape:
        tape.watch(LOGITS)
        found = loss(LABELS, LOGITS, short, ignore_longer_outputs_than_inputs=True)
    np.testing.assert_allclose(found, [2.839176, 0], rtol=1e-5)
    gradient = tape.gradient(found, LOGITS).numpy()
    assert np.isfinite(gradient).all()
    assert np.abs(gradient[:, 0]).sum() > 0
    assert np.abs(gradient[:, 1]).sum() == 0


def test_unsupported_is_refused():
    with pytest.raises(NotImplementedError, match="ctc_merge_repeated"):
        v1.ctc_loss(LABELS, LOGITS, STEPS, ctc_merge_repeated=False)


def test_beam_search():
    decoded, scores = v1.ctc_beam_search_decoder(LOGITS, STEPS, 5, 1, merge_repeated=False)
    assert tf.sparse.to_dense(decoded[0]).numpy().tolist() == [[1, 0, 2], [1, 0, 2]]
    np.testing.assert_allclose(scores, [[-1.0967897], [-1.01343]], rtol=1e-5)


def test_merged_once_more():
    sure = tf.one_hot([[0, 1], [2, 2], [0, 1]], 3) * 20  # 0 blank 0, 1 blank 1
    kept, _ = v1.ctc_beam_search_decoder(sure, [3, 3], merge_repeated=False)
    merged, _ = v1.ctc_beam_search_decoder(sure, [3, 3])
    assert tf.sparse.to_dense(kept[0]).numpy().tolist() == [[0, 0], [1, 1]]
    assert tf.sparse.to_dense(merged[0]).numpy().tolist() == [[0], [1]]


def test_lengths_that_do_not_fit():
    for decode in (tf.nn.ctc_greedy_decoder, tf.nn.ctc_beam_search_decoder):
        with pytest.raises(tf.errors.FailedPreconditionError, match="at most 6"):
            decode(LOGITS, tf.constant([7, 5]))


def test_keras_batch_cost():
    found = tf.keras.backend.ctc_batch_cost(
        tf.constant([[1, 2], [2, 1]]),
        PROBABILITIES,
        tf.constant([[6], [5]]),
        tf.constant([[2]] * 2),
    )
    np.testing.assert_allclose(found, [[2.839177], [7.310118]], rtol=1e-5)


def test_keras_decode():
    (labels,), score = tf.keras.backend.ctc_decode(PROBABILITIES, STEPS)
    assert labels.numpy().tolist() == [[1, 0, 2, -1, -1, -1]] * 2
    np.testing.assert_allclose(score, [[2.4835427], [2.2250435]], rtol=1e-5)
    paths, scores = tf.keras.backend.ctc_decode(PROBABILITIES, STEPS, False, 5, 2)
    assert len(paths) == 2
    assert scores.shape == (2, 2)
    np.testing.assert_array_equal(paths[0], labels)
