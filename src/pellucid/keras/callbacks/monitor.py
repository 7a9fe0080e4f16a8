"""What callbacks that watch one value share: which is better, more or less?"""

from __future__ import annotations

import warnings
from typing import Any

from pellucid.keras.callbacks.callback import Callback, Logs

_MORE_IS_BETTER = ("acc", "auc", "precision", "recall", "f1", "fbeta", "iou", "r2_score", "top_k")


class MonitorCallback(Callback):
    """Base of callbacks that watch one value.

    Args:
        monitor: its name in the logs, such as 'val_loss'.
        mode: 'min', 'max', or 'auto' to tell by the name.
        initial_value_threshold: the value to beat first, or None.
        min_delta: smallest change that counts.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        mode: str = "auto",
        initial_value_threshold: float | None = None,
        min_delta: float = 0,
    ) -> None:
        super().__init__()
        if mode not in ("auto", "min", "max"):
            warnings.warn(
                f"{type(self).__name__} mode '{mode}' is unknown, fallback to auto mode.",
                stacklevel=3,
            )
            mode = "auto"
        self.monitor, self.mode = monitor, mode
        self.best: float | None = initial_value_threshold
        self.min_delta = abs(min_delta)

    def _more_is_better(self) -> bool:
        if self.mode != "auto":
            return self.mode == "max"
        name = self.monitor.removeprefix("val_")
        for metric in getattr(self.model, "metrics", ()):
            for one in getattr(metric, "metrics", None) or [metric]:
                direction = getattr(one, "_direction", None)
                if one.name == name and direction in ("up", "down"):
                    return direction == "up"
        return any(word in name for word in _MORE_IS_BETTER)

    def _is_improvement(self, current: float, reference: float | None) -> bool:
        """Whether `current` is better than `reference` by more than `min_delta`."""
        if reference is None:
            return True
        if self._more_is_better():
            return current > reference + self.min_delta
        return current < reference - self.min_delta

    def get_monitor_value(self, logs: Logs) -> Any:
        """Returns the watched value, or None with a warning where the logs lack it."""
        value = (logs or {}).get(self.monitor)
        if value is None:
            available = ",".join((logs or {}).keys())
            warnings.warn(
                f"{type(self).__name__} [monitor]: metric `{self.monitor}` is not available. "
                f"Available metrics are: {available}",
                stacklevel=3,
            )
        return value
