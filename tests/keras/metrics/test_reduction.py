"""Mean, Sum, MeanTensor."""

from __future__ import annotations

import numpy as np
import pytest

from pellucid.keras import metrics


def test_mean_and_sum_over_calls() -> None:
    mean, total = metrics.Mean(), metrics.Sum()
    for values, weight in (([1.0, 3.0], None), ([5.0], None), (2.0, 4.0)):
        mean.update_state(values, sample_weight=weight)
        total.update_state(values, sample_weight=weight)
    assert mean.result().numpy() == pytest.approx(17 / 7)
    assert total.result().numpy() == pytest.approx(17.0)


@pytest.mark.parametrize("weight", [[1.0, 0.0], [[1.0], [0.0]], [[1.0, 1.0], [0.0, 0.0]]])
def test_weights_of_any_rank(weight: list[object]) -> None:
    metric = metrics.Mean()
    metric.update_state([[1.0, 2.0], [3.0, 4.0]], sample_weight=weight)
    assert metric.result().numpy() == 1.5


def test_nothing_is_zero() -> None:
    assert metrics.Mean().result().numpy() == 0.0


def test_mean_tensor() -> None:
    metric = metrics.MeanTensor()
    metric.update_state([0.0, 1.0])
    metric.update_state([2.0, 3.0], sample_weight=[1.0, 0.0])
    np.testing.assert_allclose(metric.result().numpy(), [1.0, 1.0])
    with pytest.raises(ValueError, match="one shape"):
        metric.update_state([1.0])
