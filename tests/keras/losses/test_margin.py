"""Hinge losses, Dice and Tversky, Circle."""

from __future__ import annotations

import numpy as np
import pytest

from pellucid.keras import losses


def test_hinge_reads_0_1_labels_as_signs() -> None:
    scores = np.array([[0.5, -0.5]], "float32")
    zero_one = losses.hinge(np.array([[0.0, 1.0]], "float32"), scores).numpy()
    signs = losses.hinge(np.array([[-1.0, 1.0]], "float32"), scores).numpy()
    np.testing.assert_allclose(zero_one, signs)
    np.testing.assert_allclose(signs, [1.5])
    np.testing.assert_allclose(
        losses.squared_hinge(np.array([[-1.0, 1.0]], "float32"), scores).numpy(), [2.25]
    )


def test_categorical_hinge() -> None:
    value = losses.categorical_hinge([[0.0, 1.0, 0.0]], [[0.1, 0.7, 0.2]])
    assert value.numpy() == pytest.approx([0.5])


def test_dice_of_equal_masks_is_zero() -> None:
    mask = np.array([[1.0, 0.0, 1.0]], "float32")
    assert losses.Dice()(mask, mask).numpy() == pytest.approx(0.0, abs=1e-6)
    assert losses.Dice()(mask, 1 - mask).numpy() == pytest.approx(1.0)


def test_tversky_with_halves_is_dice() -> None:
    truth = np.array([[1.0, 0.0], [0.0, 1.0]], "float32")
    pred = np.array([[0.8, 0.3], [0.4, 0.6]], "float32")
    assert losses.tversky(truth, pred).numpy() == pytest.approx(losses.dice(truth, pred).numpy())
    # Keras's numbers: alpha weighs what is missed
    uneven = losses.tversky([[1.0, 0.0]], [[0.8, 0.3]], alpha=0.3, beta=0.7)
    assert uneven.numpy() == pytest.approx(0.25233656, rel=1e-5)


def test_circle_prefers_separated_classes() -> None:
    labels = np.array([0, 0, 1, 1])
    apart = np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]], "float32")
    mixed = apart[[0, 2, 1, 3]]
    loss = losses.Circle()
    assert loss(labels, apart).numpy() < 1.0 < loss(labels, mixed).numpy()
