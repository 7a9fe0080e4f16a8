"""Samples of classes, and the losses that use them."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

R = tf.random


def test_numbers_of_tensorflow():
    tf.random.set_seed(None)  # as in a fresh process, whatever ran before
    found = R.uniform_candidate_sampler([[0, 1]], 2, 3, True, 10, seed=1)
    assert found.sampled_candidates.numpy().tolist() == [1, 5, 4]
    np.testing.assert_allclose(found.true_expected_count, [[0.3439, 0.3439]], rtol=1e-5)
    found = R.log_uniform_candidate_sampler([[0, 1]], 2, 3, True, 10, seed=1)
    assert found.sampled_candidates.numpy().tolist() == [7, 1, 4]
    np.testing.assert_allclose(
        found.sampled_expected_count, [0.147358, 0.507276, 0.228102], rtol=1e-5
    )


def test_given_weights():
    found = R.fixed_unigram_candidate_sampler(
        [[0, 1]], 2, 2000, False, 5, unigrams=[1.0, 2.0, 3.0, 4.0], num_reserved_ids=1, seed=1
    )
    share = np.bincount(found.sampled_candidates, minlength=5) / 2000
    np.testing.assert_allclose(share, [0, 0.1, 0.2, 0.3, 0.4], atol=0.04)
    np.testing.assert_allclose(found.true_expected_count, [[0, 200]], rtol=1e-5)


def test_all_and_hits():
    assert R.all_candidate_sampler([[0]], 1, 3, True)[0].numpy().tolist() == [0, 1, 2]
    hits = tf.nn.compute_accidental_hits([[0, 1], [2, 3]], [5, 2, 1], 2)
    assert hits.indices.numpy().tolist() == [0, 1]
    assert hits.ids.numpy().tolist() == [2, 1]


def test_unique_samples():
    found = R.uniform_candidate_sampler([[0]], 1, 10, True, 10, seed=3)[0]
    assert sorted(found.numpy().tolist()) == list(range(10))
    with pytest.raises(tf.errors.InvalidArgumentError, match="too small"):
        R.uniform_candidate_sampler([[0]], 1, 11, True, 10)


def test_losses_over_all_classes_are_the_full_ones():
    weights, biases, x = (np.random.default_rng(0).normal(size=s) for s in ((6, 3), (6,), (2, 3)))
    labels = tf.constant([[1], [2]], tf.int64)
    sample = R.all_candidate_sampler(labels, 1, 6, True)
    found = tf.nn.sampled_softmax_loss(weights, biases, labels, x, 6, 6, sampled_values=sample)
    logits = x @ weights.T + biases
    expected = tf.nn.sparse_softmax_cross_entropy_with_logits([1, 2], logits)
    np.testing.assert_allclose(found, expected)
    found = tf.nn.nce_loss(
        weights, biases, labels, x, 6, 6, sampled_values=sample, remove_accidental_hits=True
    )
    expected = tf.nn.sigmoid_cross_entropy_with_logits(np.eye(6)[[1, 2]], logits)
    np.testing.assert_allclose(found, tf.reduce_sum(expected, 1))
