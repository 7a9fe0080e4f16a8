"""Callbacks that change the learning rate: by a function of the epoch, or on a plateau."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.keras.callbacks.callback import Callback, Logs
from pellucid.keras.callbacks.monitor import MonitorCallback


def _rate(model: Any, callback: str) -> float:
    """Returns the model's learning rate as a float."""
    if model.optimizer is None or not hasattr(model.optimizer, "learning_rate"):
        raise ValueError(f"{callback}: the optimizer must have a learning_rate attribute.")
    rate = model.optimizer.learning_rate
    return float(rate.numpy() if hasattr(rate, "numpy") else rate)


class LearningRateScheduler(Callback):
    """Sets the learning rate at the start of each epoch.

    Args:
        schedule: a function of the epoch (from 0) and, if it takes two, the present rate.
        verbose: 1 prints a line each time.

    Example:
        >>> tf.keras.callbacks.LearningRateScheduler(lambda epoch, lr: lr if epoch < 10 else lr / 2)
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        super().__init__()
        self.schedule, self.verbose = schedule, verbose

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Asks the schedule, and sets the rate."""
        present = _rate(self.model, "LearningRateScheduler")
        try:
            rate = self.schedule(epoch, present)
        except TypeError:
            # the form of one argument
            rate = self.schedule(epoch)
        fetch = getattr(rate, "numpy", None)
        rate = rate if fetch is None else fetch()
        if not isinstance(rate, (float, np.floating, np.ndarray)):
            raise ValueError(
                "LearningRateScheduler [schedule]: must return a float, received "
                f"{rate!r} of type {type(rate).__name__}."
            )
        self.model.optimizer.learning_rate = float(rate)
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {rate}.")

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Adds the rate to the logs."""
        if logs is not None:
            logs["learning_rate"] = _rate(self.model, "LearningRateScheduler")


class ReduceLROnPlateau(MonitorCallback):
    """Lowers the learning rate when a value stops improving.

    Args:
        monitor: the value to watch, 'val_loss' by default.
        factor: the new rate is `rate * factor`; below 1.
        patience: epochs to wait.
        verbose: 1 prints a line each time.
        mode: 'min', 'max', or 'auto' to tell by the name.
        min_delta: smallest change that counts as improvement.
        cooldown: epochs to wait after lowering.
        min_lr: lowest rate.

    Example:
        >>> tf.keras.callbacks.ReduceLROnPlateau(factor=0.2, patience=5, min_lr=0.001)
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
        **kwargs: Any,
    ) -> None:
        if "epsilon" in kwargs:
            warnings.warn("`epsilon` is now called `min_delta`.", stacklevel=2)
            min_delta = kwargs.pop("epsilon")
        if kwargs:
            raise TypeError(f"ReduceLROnPlateau [{', '.join(kwargs)}]: unknown argument(s).")
        super().__init__(monitor, mode, min_delta=min_delta)
        if factor >= 1.0:
            raise ValueError(
                f"ReduceLROnPlateau [factor]: expected a number below 1, received {factor}."
            )
        self.factor, self.patience, self.verbose = factor, patience, verbose
        self.cooldown, self.min_lr = cooldown, min_lr
        self.wait = self.cooldown_counter = 0

    def on_train_begin(self, logs: Logs = None) -> None:
        """Starts anew."""
        self.best, self.wait, self.cooldown_counter = None, 0, 0

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Looks at the value; lowers the rate when it is time."""
        rate = _rate(self.model, "ReduceLROnPlateau")
        if logs is not None:
            logs["learning_rate"] = rate
        current = self.get_monitor_value(logs)
        if current is None:
            return
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.wait = 0
        if self._is_improvement(current, self.best):
            self.best, self.wait = current, 0
            return
        if self.cooldown_counter > 0:
            return
        self.wait += 1
        if self.wait < self.patience or rate <= np.float32(self.min_lr):
            return
        rate = max(rate * self.factor, self.min_lr)
        self.model.optimizer.learning_rate = rate
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {rate}.")
        self.cooldown_counter, self.wait = self.cooldown, 0
