"""Metric: state, reset, names, own metrics."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf
from pellucid.keras import metrics
from pellucid.keras.metrics.registry import ALL_OBJECTS


class Count(metrics.Metric):
    def __init__(self, name: str = "count", **kwargs: object) -> None:
        super().__init__(name=name, **kwargs)
        # Keras 2's order, the name first
        self.total = self.add_weight("total", initializer="zeros")

    def update_state(
        self, y_true: object, y_pred: object = None, sample_weight: object = None
    ) -> None:
        self.total.assign_add(tf.cast(tf.size(y_true), tf.float32))

    def result(self) -> tf.Tensor:
        return tf.identity(self.total)


def test_own_metric() -> None:
    metric = Count()
    assert metric(tf.zeros((2, 3))).numpy() == 6.0
    assert metric([1.0]).numpy() == 7.0
    metric.reset_state()
    assert metric.result().numpy() == 0.0
    assert [v.path for v in metric.variables] == ["count/total"]


def test_reset_states_of_keras_2_is_called() -> None:
    class Old(Count):
        def reset_states(self) -> None:
            self.total.assign(-1.0)

    metric = Old()
    metric.reset_state()
    assert metric.result().numpy() == -1.0


def test_metric_inside_a_function() -> None:
    metric = metrics.Mean()

    @tf.function
    def step(x: tf.Tensor) -> tf.Tensor:
        metric.update_state(x)
        return metric.result()

    step(tf.constant([1.0, 2.0]))
    assert step(tf.constant([6.0, 7.0])).numpy() == 4.0


def test_nested_metrics_belong_to_the_state() -> None:
    class Two(metrics.Metric):
        def __init__(self) -> None:
            super().__init__(name="two")
            self.mean = metrics.Mean()

        def update_state(self, x: object) -> None:
            self.mean.update_state(x)

        def result(self) -> tf.Tensor:
            return self.mean.result()

    metric = Two()
    assert metric([2.0]).numpy() == 2.0
    assert len(metric.variables) == 2
    metric.reset_state()
    assert metric.result().numpy() == 0.0


def test_stateless_forms_leave_the_state_alone() -> None:
    metric = metrics.Mean()
    state = metric.stateless_update_state([tf.constant(4.0), tf.constant(1.0)], [2.0])
    assert [v.numpy() for v in state] == [6.0, 2.0]
    assert metric.stateless_result(state).numpy() == 3.0
    assert metric.result().numpy() == 0.0


ARGUMENTS: dict[str, dict[str, object]] = {
    "MeanMetricWrapper": {"fn": "skip"},
    "IoU": {"num_classes": 2, "target_class_ids": [0]},
    "MeanIoU": {"num_classes": 2},
    "OneHotIoU": {"num_classes": 2, "target_class_ids": [0]},
    "OneHotMeanIoU": {"num_classes": 2},
    "PrecisionAtRecall": {"recall": 0.5},
    "RecallAtPrecision": {"precision": 0.5},
    "SensitivityAtSpecificity": {"specificity": 0.5},
    "SpecificityAtSensitivity": {"sensitivity": 0.5},
}


@pytest.mark.parametrize("name", [n for n in ALL_OBJECTS if n != "MeanMetricWrapper"])
def test_config_round_trip(name: str) -> None:
    metric = ALL_OBJECTS[name](**ARGUMENTS.get(name, {}))
    again = metrics.deserialize(metrics.serialize(metric))
    assert type(again) is type(metric)
    assert again.get_config() == metric.get_config()


@pytest.mark.parametrize(
    ("name", "cls"),
    [("mse", metrics.MeanSquaredError), ("AUC", metrics.AUC), ("auc", metrics.AUC)],
)
def test_get(name: str, cls: type) -> None:
    assert type(metrics.get(name)) is cls


def test_get_unknown() -> None:
    with pytest.raises(ValueError, match="could not interpret metric identifier"):
        metrics.get("nope")


def test_mean_metric_wrapper() -> None:
    metric = metrics.MeanMetricWrapper(lambda t, p: tf.abs(t - p), name="diff")
    metric.update_state(np.array([1.0, 2.0], "float32"), np.array([2.0, 5.0], "float32"))
    assert metric.result().numpy() == 2.0
    assert metric.name == "diff"
