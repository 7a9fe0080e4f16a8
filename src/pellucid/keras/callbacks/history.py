"""History: the values of all epochs; what `fit` returns."""

from __future__ import annotations

from typing import Any

from pellucid.keras.callbacks.callback import Callback, Logs


class History(Callback):
    """Keeps the logs of every epoch: `history.history["loss"]` is a list of floats.

    Attributes: `history`, a dict of lists; `epoch`, the epochs' numbers.
    """

    def __init__(self) -> None:
        super().__init__()
        self.history: dict[str, list[Any]] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Logs = None) -> None:
        """Starts empty, unless the same history goes on."""
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Adds an epoch."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
        self.model.history = self
