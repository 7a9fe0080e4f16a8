"""EarlyStopping: ends training when a value stops improving."""

from __future__ import annotations

from pellucid.keras.callbacks.callback import Logs
from pellucid.keras.callbacks.monitor import MonitorCallback


class EarlyStopping(MonitorCallback):
    """Stops `fit` after `patience` epochs without improvement.

    Args:
        monitor: the value to watch, 'val_loss' by default.
        min_delta: smallest change that counts as improvement.
        patience: epochs to wait.
        verbose: 1 prints a line when training stops.
        mode: 'min', 'max', or 'auto' to tell by the name.
        baseline: value that must be beaten within `patience`, or None.
        restore_best_weights: whether the model gets the weights of its best epoch.
        start_from_epoch: epochs to let pass first.

    Example:
        >>> model.fit(x, y, epochs=100, validation_split=0.2,
        ...           callbacks=[tf.keras.callbacks.EarlyStopping(patience=3)])
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        super().__init__(monitor, mode, min_delta=min_delta)
        self.patience, self.verbose, self.baseline = patience, verbose, baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = start_from_epoch
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best_weights = None

    def on_train_begin(self, logs: Logs = None) -> None:
        """Starts anew."""
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best, self.best_weights = None, None

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Looks at the value; sets `model.stop_training` when it is time."""
        current = self.get_monitor_value(logs)
        if current is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            # should nothing ever improve on the baseline, the first epoch is the best known
            self.best_weights, self.best_epoch = self.model.get_weights(), epoch
        self.wait += 1
        if self._is_improvement(current, self.best):
            self.best, self.best_epoch = current, epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            if self.baseline is None or self._is_improvement(current, self.baseline):
                self.wait = 0
            return
        if self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Logs = None) -> None:
        """Gives the model its best weights, where wanted."""
        if self.stopped_epoch > 0 and self.verbose > 0:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose > 0:
                print(
                    "Restoring model weights from the end of the best epoch: "
                    f"{self.best_epoch + 1}."
                )
            self.model.set_weights(self.best_weights)
