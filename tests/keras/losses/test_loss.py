"""Loss: reductions, weights, masks, ranks, errors."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf
from pellucid.keras import losses

TRUE = np.array([[1.0, 2.0], [3.0, 4.0]], "float32")
PRED = np.array([[1.0, 4.0], [0.0, 4.0]], "float32")  # squared errors by sample: 2, 4.5


@pytest.mark.parametrize(
    ("reduction", "weight", "expected"),
    [
        ("sum_over_batch_size", None, 3.25),
        ("mean", None, 3.25),
        ("sum", None, 6.5),
        ("none", None, [2.0, 4.5]),
        (None, None, [2.0, 4.5]),
        # weights do not enter the denominator, but for mean_with_sample_weight
        ("sum_over_batch_size", [0.5, 2.0], 5.0),
        ("sum", [0.5, 2.0], 10.0),
        ("mean_with_sample_weight", [0.5, 2.0], 4.0),
        ("auto", None, 3.25),
    ],
)
def test_reductions(reduction: str | None, weight: list[float] | None, expected: object) -> None:
    value = losses.MeanSquaredError(reduction=reduction)(TRUE, PRED, sample_weight=weight)
    np.testing.assert_allclose(value.numpy(), expected, rtol=1e-6)


def test_keras2_reduction_names() -> None:
    assert losses.MeanSquaredError(losses.Reduction.SUM).reduction == "sum"
    assert losses.Reduction.NONE == "none"


def test_unknown_reduction_names_the_choices() -> None:
    with pytest.raises(ValueError, match=r"sum_over_batch_size.*'bad'"):
        losses.MeanSquaredError(reduction="bad")


def test_column_and_vector_are_squeezed_not_broadcast() -> None:
    value = losses.MeanSquaredError()(np.ones((3, 1), "float32"), np.zeros(3, "float32"))
    assert value.numpy() == 1.0


def test_mask_leaves_entries_out_of_the_mean() -> None:
    pred = tf.constant(PRED)
    pred._keras_mask = tf.constant([True, False])
    assert losses.MeanSquaredError()(TRUE, pred).numpy() == pytest.approx(2.0)


def test_dtype_of_the_calculation() -> None:
    assert losses.MeanSquaredError(dtype="float64")(TRUE, PRED).dtype == tf.float64
    assert losses.MeanSquaredError()([[1]], [[3]]).dtype == tf.float32


def test_own_loss_class() -> None:
    class Absolute(losses.Loss):
        def call(self, y_true: tf.Tensor, y_pred: tf.Tensor) -> tf.Tensor:
            return tf.reduce_mean(tf.abs(y_true - y_pred), axis=-1)

    loss = Absolute(name="mine")
    assert loss(TRUE, PRED).numpy() == pytest.approx(1.25)
    assert loss.get_config() == {"name": "mine", "reduction": "sum_over_batch_size"}


def test_lists_of_different_lengths() -> None:
    with pytest.raises(ValueError, match=r"."):
        losses.MeanSquaredError()([[1.0, 2.0]], [[1.0, 2.0, 3.0]])


def test_empty_batch_is_zero() -> None:
    empty = np.zeros((0, 2, 3), "float32")
    assert losses.MeanSquaredError()(empty, empty).numpy() == 0.0


def test_gradient_flows() -> None:
    pred = tf.constant(PRED)
    with tf.GradientTape() as tape:
        tape.watch(pred)
        loss = losses.MeanSquaredError()(TRUE, pred)
    np.testing.assert_allclose(tape.gradient(loss, pred).numpy(), (PRED - TRUE) / 2, rtol=1e-6)
