"""CompileMetrics: the `metrics` and `weighted_metrics` of `compile`, for one output or many."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import metrics as metrics_module
from pellucid.keras.metrics.metric import Metric
from pellucid.keras.training import outputs
from pellucid.keras.training.compile_loss import crossentropy_name


class CompileMetrics(Metric):
    """All metrics of `compile` as one, whose result is a dict.

    Args:
        metrics: a list for one output; for several a list of lists, a dict by output name, or a
            list for all outputs.
        weighted_metrics: the same, for metrics that see sample weights.
        name: a name.
        output_names: names of the model's outputs, where it has any.
    """

    def __init__(
        self,
        metrics: Any,
        weighted_metrics: Any = None,
        name: str = "compile_metrics",
        output_names: list[str] | None = None,
    ) -> None:
        super().__init__(name=name)
        for argument, value in (("metrics", metrics), ("weighted_metrics", weighted_metrics)):
            if value is not None and not isinstance(value, (list, tuple, dict)):
                raise ValueError(
                    f"compile [{argument}]: expected a list, tuple or dict, received {value!r}. "
                    f"Fix: {argument}=[{value!r}]."
                )
        self._user_metrics, self._user_weighted = metrics, weighted_metrics
        self.output_names = output_names
        self.built = False
        self._names: list[str | None] = []
        self._rows: list[tuple[list[Metric], list[Metric]]] = []

    @property
    def metrics(self) -> list[Metric]:
        """All metrics, in order."""
        return [metric for plain, weighted in self._rows for metric in (*plain, *weighted)]

    @property
    def variables(self) -> list[Any]:
        """The state of all metrics."""
        return [variable for metric in self.metrics for variable in metric.variables]

    def build(self, y_true: Any, y_pred: Any) -> None:
        """Chooses the metrics of each output by the form of the outputs."""
        self._names = outputs.output_names(y_pred, self.output_names)
        targets = outputs.match("y", y_true, y_pred, self._names)
        predictions = outputs.as_list(y_pred)
        plain = self._by_output("metrics", self._user_metrics)
        weighted = self._by_output("weighted_metrics", self._user_weighted)
        self._rows = [
            (
                [_metric(one, target, prediction) for one in first],
                [_metric(one, target, prediction) for one in second],
            )
            for first, second, target, prediction in zip(plain, weighted, targets, predictions)
        ]
        self.built = True

    def _by_output(self, argument: str, given: Any) -> list[list[Any]]:
        """Returns a list of metrics for each output."""
        count = len(self._names)
        if not given:
            return [[] for _ in range(count)]
        if isinstance(given, dict):
            if self._names == [None] and len(given) == 1:
                return [_as_list(value) for value in given.values()]
            unknown = [name for name in given if name not in self._names]
            if unknown:
                raise ValueError(
                    f"compile [{argument}]: unknown output name(s) {unknown}. Expected of "
                    f"{self._names}, received {list(given)}."
                )
            return [_as_list(given.get(name)) for name in self._names]
        if count == 1:
            return [list(tf.nest.flatten(given))]
        if len(given) == count:
            return [_as_list(value) for value in given]
        if any(isinstance(value, (list, tuple)) for value in given):
            raise ValueError(
                f"compile [{argument}]: wrong number for the model's outputs. Expected {count} "
                f"lists ({self._names}), received {len(given)}."
            )
        # Keras 2: a flat list counts for every output
        return [[_copy(metric) for metric in given] for _ in range(count)]

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch."""
        if not self.built:
            self.build(y_true, y_pred)
        targets = outputs.match("y", y_true, y_pred, self._names)
        weights = outputs.match("sample_weight", sample_weight, y_pred, self._names)
        rows = zip(self._rows, targets, outputs.as_list(y_pred), weights)
        for (plain, weighted), target, prediction, weight in rows:
            if target is None:
                continue
            for metric in plain:
                metric.update_state(target, prediction)
            for metric in weighted:
                metric.update_state(target, prediction, sample_weight=weight)

    def result(self) -> dict[str, Any]:
        """Returns the results by name; with several outputs the output's name is put before."""
        if not self.built:
            raise ValueError(
                "CompileMetrics.result: the metrics are not built yet. Fix: run a batch first."
            )
        results: dict[str, Any] = {}
        several = len(self._names) > 1
        for i, (name, (plain, weighted)) in enumerate(zip(self._names, self._rows)):
            prefix = f"{name or f'output_{i}'}_" if several else ""
            for metric in (*plain, *weighted):
                key = prefix + metric.name
                if key in results and metric in weighted:
                    key = f"{prefix}weighted_{metric.name}"
                base, n = key, 1
                while key in results:
                    key, n = f"{base}_{n}", n + 1
                results[key] = metric.result()
        return results

    def reset_state(self) -> None:
        """Resets all metrics."""
        for metric in self.metrics:
            metric.reset_state()

    def get_config(self) -> dict[str, Any]:
        """Refused: `compile` itself is what is saved."""
        raise NotImplementedError("CompileMetrics.get_config: use Model.get_compile_config().")


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _copy(metric: Any) -> Any:
    return type(metric).from_config(metric.get_config()) if isinstance(metric, Metric) else metric


def _metric(given: Any, y_true: Any, y_pred: Any) -> Metric:
    """Returns a metric object; 'accuracy' and 'crossentropy' are chosen by the shapes."""
    if isinstance(given, Metric):
        return given
    name = given if isinstance(given, str) else None
    found: Any
    if name is not None and name.lower() in ("accuracy", "acc"):
        found = _accuracy(y_true, y_pred)
    elif name is not None and name.lower() in ("crossentropy", "ce"):
        found = metrics_module.get(crossentropy_name(y_true, y_pred))
    else:
        found = metrics_module.get(given)
    if isinstance(found, Metric):
        if name is not None:
            found.name = name
        return found
    if name is None:
        from pellucid.keras.naming import to_snake_case

        name = to_snake_case(getattr(found, "__name__", None) or type(found).__name__)
    return metrics_module.MeanMetricWrapper(found, name=name)


def _accuracy(y_true: Any, y_pred: Any) -> Metric:
    binary, sparse = outputs.is_binary_or_sparse(y_true, y_pred)
    if binary:
        return metrics_module.BinaryAccuracy()
    if sparse:
        return metrics_module.SparseCategoricalAccuracy()
    return metrics_module.CategoricalAccuracy()
