"""Cross-entropies: formulas, logits, clipping, labels, errors."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf
from pellucid.keras import losses

LOGITS = np.array([[2.0, -1.0, 0.5], [0.0, 3.0, -2.0]], "float32")
PROBS = np.exp(LOGITS) / np.exp(LOGITS).sum(-1, keepdims=True)
LABELS = np.array([2, 1])
HOT = np.eye(3, dtype="float32")[LABELS]
EXPECTED = -np.log(PROBS[np.arange(2), LABELS])


@pytest.mark.parametrize("from_logits", [False, True])
def test_categorical_and_sparse_agree(from_logits: bool) -> None:
    output = LOGITS if from_logits else PROBS
    hot = losses.categorical_crossentropy(HOT, output, from_logits=from_logits)
    sparse = losses.sparse_categorical_crossentropy(LABELS, output, from_logits=from_logits)
    np.testing.assert_allclose(hot.numpy(), EXPECTED, rtol=1e-5)
    np.testing.assert_allclose(sparse.numpy(), EXPECTED, rtol=1e-5)


def test_binary_from_logits_equals_from_probabilities() -> None:
    truth = np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]], "float32")
    sigmoid = 1 / (1 + np.exp(-LOGITS))
    one = losses.binary_crossentropy(truth, LOGITS, from_logits=True).numpy()
    other = losses.binary_crossentropy(truth, sigmoid).numpy()
    formula = -(truth * np.log(sigmoid) + (1 - truth) * np.log(1 - sigmoid)).mean(-1)
    np.testing.assert_allclose(one, formula, rtol=1e-5)
    np.testing.assert_allclose(other, formula, rtol=1e-5)


def test_binary_clips_at_1e_7() -> None:
    worst = losses.BinaryCrossentropy()([[1.0]], [[0.0]]).numpy()
    assert worst == pytest.approx(-np.log(1e-7), rel=1e-4)


def test_probabilities_are_rescaled() -> None:
    value = losses.CategoricalCrossentropy()([[0.0, 1.0]], [[2.0, 6.0]])
    assert value.numpy() == pytest.approx(-np.log(0.75), rel=1e-6)


def test_label_smoothing() -> None:
    smooth = HOT * 0.9 + 0.1 / 3
    expected = -(smooth * np.log(PROBS)).sum(-1)
    value = losses.categorical_crossentropy(HOT, PROBS, label_smoothing=0.1)
    np.testing.assert_allclose(value.numpy(), expected, rtol=1e-5)


def test_ignored_class_does_not_count() -> None:
    loss = losses.SparseCategoricalCrossentropy(ignore_class=-1)
    value = loss(np.array([2, -1]), PROBS)
    assert value.numpy() == pytest.approx(EXPECTED[0], rel=1e-5)


def test_focal_with_gamma_0_is_cross_entropy() -> None:
    focal = losses.categorical_focal_crossentropy(HOT, PROBS, alpha=1.0, gamma=0.0)
    np.testing.assert_allclose(focal.numpy(), EXPECTED, rtol=1e-5)
    truth = np.array([[1.0, 0.0, 1.0]], "float32")
    probs = np.array([[0.9, 0.2, 0.4]], "float32")
    binary = losses.binary_focal_crossentropy(truth, probs, gamma=0.0)
    np.testing.assert_allclose(
        binary.numpy(), losses.binary_crossentropy(truth, probs).numpy(), rtol=1e-5
    )


def test_softmax_in_a_function_keeps_its_logits() -> None:
    """Softmax rounds a hopeless class to 0; training still needs its gradient."""

    @tf.function
    def gradient(logits: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            tape.watch(logits)
            probs = tf.nn.softmax(logits)
            loss = losses.sparse_categorical_crossentropy(tf.constant([1]), probs)
        return tape.gradient(loss, logits)

    np.testing.assert_allclose(
        gradient(tf.constant([[200.0, 0.0]])).numpy(), [[1.0, -1.0]], atol=1e-6
    )


@pytest.mark.parametrize("axis", [1, -1])
def test_axis_of_the_classes(axis: int) -> None:
    probs = np.moveaxis(np.stack([PROBS, PROBS]), -1, axis)
    labels = np.stack([LABELS, LABELS])
    value = losses.sparse_categorical_crossentropy(labels, probs, axis=axis)
    np.testing.assert_allclose(value.numpy(), np.stack([EXPECTED, EXPECTED]), rtol=1e-5)


def test_wrong_shapes_say_what_to_do() -> None:
    with pytest.raises(ValueError, match="sparse loss, or one_hot"):
        losses.categorical_crossentropy(np.array([0, 1]), PROBS)
    with pytest.raises(ValueError, match="one-hot labels need categorical"):
        losses.sparse_categorical_crossentropy(HOT, PROBS)


def test_generalized_cross_entropy_near_1_is_the_absolute_error() -> None:
    value = losses.categorical_generalized_cross_entropy(LABELS, PROBS, q=1.0)
    np.testing.assert_allclose(value.numpy(), 1 - PROBS[np.arange(2), LABELS], rtol=1e-5)
    with pytest.raises(ValueError, match=r"\(0, 1\)"):
        losses.CategoricalGeneralizedCrossEntropy(q=2.0)


def test_kl_divergence() -> None:
    uniform = np.full((2, 3), 1 / 3, "float32")
    expected = (PROBS * np.log(PROBS / uniform)).sum(-1)
    np.testing.assert_allclose(losses.kld(PROBS, uniform).numpy(), expected, rtol=1e-5)
