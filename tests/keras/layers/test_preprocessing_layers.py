"""Normalization, Discretization, CategoryEncoding, and the layers that draw random numbers."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

L = tf.keras.layers


def test_normalization_of_data_in_parts():
    x = np.random.default_rng(0).normal(3, 2, size=(20, 3)).astype("float32")
    whole, parts = L.Normalization(), L.Normalization()
    whole.adapt(x)
    parts.adapt(iter([x[:5], x[5:]]))
    np.testing.assert_allclose(parts.variance, whole.variance, rtol=1e-5)
    y = whole(x).numpy()
    np.testing.assert_allclose(y.mean(0), np.zeros(3), atol=1e-5)
    np.testing.assert_allclose(y.std(0), np.ones(3), rtol=1e-4)
    undo = L.Normalization(mean=whole.mean[0], variance=whole.variance[0], invert=True)
    np.testing.assert_allclose(undo(y), x, rtol=1e-4, atol=1e-4)


def test_normalization_in_a_model_after_adapt():
    x = np.arange(6.0, dtype="float32").reshape(3, 2)
    layer = L.Normalization()
    layer.adapt(x)
    model = tf.keras.Sequential([tf.keras.Input((2,)), layer])
    np.testing.assert_allclose(model.predict(x, verbose=0), layer(x), rtol=1e-6)
    with pytest.raises(ValueError, match="both `mean` and `variance`"):
        L.Normalization(mean=1.0)


def test_discretization():
    layer = L.Discretization([0.0, 1.0])
    assert layer(np.array([-1.0, 0.0, 0.5, 1.0])).numpy().tolist() == [0, 1, 1, 2]
    found = L.Discretization(num_bins=4)
    found.adapt(np.arange(100.0))
    assert np.bincount(found(np.arange(100.0)).numpy()).tolist() == pytest.approx([25] * 4, abs=1)
    one_hot = L.Discretization([0.0], output_mode="one_hot")
    np.testing.assert_array_equal(one_hot(np.array([-1.0, 2.0])), [[1, 0], [0, 1]])
    with pytest.raises(ValueError, match="num_bins"):
        L.Discretization()


def test_category_encoding():
    x = np.array([[0, 1], [3, 3]])
    np.testing.assert_array_equal(L.CategoryEncoding(4)(x), [[1, 1, 0, 0], [0, 0, 0, 1]])
    count = L.CategoryEncoding(4, output_mode="count")
    np.testing.assert_array_equal(count(x), [[1, 1, 0, 0], [0, 0, 0, 2]])
    np.testing.assert_array_equal(count(x, count_weights=x * 1.0)[1], [0, 0, 0, 6])
    one_hot = L.CategoryEncoding(3, output_mode="one_hot")
    np.testing.assert_array_equal(one_hot(np.array([[1], [2]])), [[0, 1, 0], [0, 0, 1]])
    sparse = L.CategoryEncoding(4, sparse=True)(x)
    np.testing.assert_array_equal(tf.sparse.to_dense(sparse), [[1, 1, 0, 0], [0, 0, 0, 1]])
    with pytest.raises(ValueError, match="output_mode"):
        L.CategoryEncoding(3, output_mode="int")


def test_reversible_embedding():
    layer = L.ReversibleEmbedding(5, 3)
    vectors = layer(np.array([[0, 2]]))
    logits = layer(vectors, reverse=True)
    np.testing.assert_allclose(logits, vectors @ tf.transpose(layer.embeddings), rtol=1e-6)
    capped = L.ReversibleEmbedding(5, 3, tie_weights=False, logit_soft_cap=0.01)
    assert capped(np.array([[0, 2]])).shape == (1, 2, 3)
    assert np.abs(capped(100 * vectors, reverse=True)).max() <= 0.01
    assert len(capped.weights) == 2


def test_noise_has_the_moments_it_promises():
    ones = np.ones((100, 100), "float32")
    noisy = L.GaussianNoise(0.5, seed=1)(ones, training=True).numpy()
    assert noisy.mean() == pytest.approx(1, abs=0.02)
    assert noisy.std() == pytest.approx(0.5, abs=0.02)
    factors = L.GaussianDropout(0.2, seed=1)(ones, training=True).numpy()
    assert factors.std() == pytest.approx(0.5, abs=0.02)
    x = np.random.default_rng(0).normal(size=(200, 200)).astype("float32")
    kept = L.AlphaDropout(0.3, seed=1)(x, training=True).numpy()
    assert kept.mean() == pytest.approx(0, abs=0.02)
    assert kept.std() == pytest.approx(1, abs=0.02)


def test_spatial_dropout_drops_channels():
    y = L.SpatialDropout2D(0.5, seed=1)(np.ones((4, 3, 2, 8), "float32"), training=True).numpy()
    assert (y == y[:, :1, :1]).all()
    assert set(np.unique(y)) == {0.0, 2.0}


def test_spectral_normalization_brings_the_norm_to_one():
    layer = L.SpectralNormalization(L.Dense(3), power_iterations=20)
    layer(np.ones((1, 4), "float32"), training=True)
    norm = np.linalg.svd(layer.layer.kernel.numpy(), compute_uv=False)[0]
    assert norm == pytest.approx(1, rel=1e-3)


def test_activity_regularization_counts_in_the_losses():
    layer = L.ActivityRegularization(l1=0.5)
    layer(np.array([[1.0, -3.0], [2.0, 0.0]]))
    np.testing.assert_allclose(layer.losses, [0.5 * 6 / 2])
