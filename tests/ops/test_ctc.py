"""Connectionist temporal classification against all paths one by one, and the decoders."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

LOGITS = np.random.default_rng(0).normal(size=(4, 2, 3))


def _labelling(path, blank):
    merged = [c for c, _ in itertools.groupby(path)]
    return [c for c in merged if c != blank]


def _loss(logits, labels, blank):
    """Minus the log of the sum over all paths that give `labels`."""
    p = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    paths = itertools.product(range(logits.shape[1]), repeat=logits.shape[0])
    fit = [path for path in paths if _labelling(path, blank) == labels]
    return -np.log(sum(np.prod([p[t, c] for t, c in enumerate(path)]) for path in fit))


@pytest.mark.parametrize("blank", [0, -1])
def test_loss(blank):
    labels = [[1, 2], [2, 0]] if blank == 0 else [[0, 1], [0, 0]]
    lengths, times = [2, 1 if blank == 0 else 2], [4, 3]
    wanted = [
        _loss(LOGITS[:n, b], labels[b][:k], blank % 3)
        for b, (k, n) in enumerate(zip(lengths, times))
    ]
    fn = lambda z: tf.nn.ctc_loss(labels, z, lengths, times, blank_index=blank)  # noqa: E731
    check_op(fn, LOGITS, expected=np.array(wanted))


def test_batch_major_and_sparse_labels():
    dense = tf.nn.ctc_loss([[1, 2], [2, 0]], LOGITS, [2, 1], [4, 3])
    z = LOGITS.transpose(1, 0, 2)
    major = tf.nn.ctc_loss([[1, 2], [2, 0]], z, [2, 1], [4, 3], logits_time_major=False)
    np.testing.assert_allclose(major, dense)
    sparse = tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [1, 2, 2], [2, 2])
    np.testing.assert_allclose(tf.nn.ctc_loss(sparse, LOGITS, None, [4, 3], blank_index=0), dense)
    with pytest.raises(ValueError, match="blank_index"):
        tf.nn.ctc_loss(sparse, LOGITS, None, [4, 3])


def test_impossible_labels_have_a_large_finite_loss():
    loss = tf.nn.ctc_loss([[1, 1, 1]], LOGITS[:, :1], [3], [4])
    assert 700 < float(loss[0]) < 1500


def test_beam_search_finds_the_best_labelling():
    logits = LOGITS[:, :1]
    decoded, score = tf.nn.ctc_beam_search_decoder(logits, [4], beam_width=50, top_paths=2)
    every = [list(c) for n in range(4) for c in itertools.product(range(2), repeat=n)]
    losses = {tuple(c): _loss(logits[:, 0], c, 2) for c in every if _possible(c)}
    ranked = sorted(losses, key=losses.get)
    assert [tuple(d.values.numpy().tolist()) for d in decoded] == ranked[:2]
    np.testing.assert_allclose(-score[0], [losses[c] for c in ranked[:2]], rtol=1e-6)


def _possible(labels):
    return len(labels) + sum(a == b for a, b in itertools.pairwise(labels)) <= 4


def test_greedy_decoder():
    logits = np.eye(3)[[[0], [0], [2], [0], [1]]] * 5.0
    decoded, score = tf.nn.ctc_greedy_decoder(logits, [5])
    assert decoded[0].values.numpy().tolist() == [0, 0, 1]
    np.testing.assert_allclose(score, [[-25]])
    decoded, _ = tf.nn.ctc_greedy_decoder(logits, [5], merge_repeated=False)
    assert decoded[0].values.numpy().tolist() == [0, 0, 0, 1]


def test_label_helpers():
    unique, index = tf.nn.ctc_unique_labels([[1, 1, 2], [3, 4, 3]])
    assert unique.numpy().tolist() == [[1, 2, 0], [3, 4, 0]]
    assert index.numpy().tolist() == [[0, 0, 1], [0, 1, 0]]
    merged, counts = tf.nn.collapse_repeated([[1, 1, 2, 2, 3], [1, 2, 2, 2, 3]], [5, 4])
    assert merged.numpy().tolist() == [[1, 2, 3], [1, 2, 0]]
    assert counts.numpy().tolist() == [3, 2]
