"""SwapEMAWeights: evaluates and saves with the averaged weights."""

from __future__ import annotations

from typing import Any

from pellucid.keras.callbacks.callback import Callback, Logs


class SwapEMAWeights(Callback):
    """Puts the optimizer's moving averages in place of the weights while evaluating.

    Args:
        swap_on_epoch: whether they stand there at the end of epochs too, so that a
            `ModelCheckpoint` after this callback saves them.
    """

    def __init__(self, swap_on_epoch: bool = False) -> None:
        super().__init__()
        self.swap_on_epoch = swap_on_epoch
        self._swapped = False

    def _optimizer(self) -> Any:
        optimizer = self.model.optimizer
        optimizer = getattr(optimizer, "inner_optimizer", optimizer)
        if optimizer is None or not optimizer.use_ema:
            raise ValueError(
                "SwapEMAWeights: needs an optimizer with averages. "
                "Fix: compile with an optimizer made with use_ema=True."
            )
        return optimizer

    def _swap(self, into_place: bool) -> None:
        optimizer = self._optimizer()
        if self._swapped == into_place or not optimizer.built:
            return
        for variable, average in zip(optimizer._trainable_variables, optimizer._averages):
            weight, mean = variable.numpy(), average.numpy()
            variable.assign(mean)
            average.assign(weight)
        self._swapped = into_place

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Puts the weights back."""
        if self.swap_on_epoch:
            self._swap(False)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Puts the averages in place."""
        if self.swap_on_epoch:
            self._swap(True)

    def on_train_end(self, logs: Logs = None) -> None:
        """Puts the weights back."""
        self._swap(False)

    def on_test_begin(self, logs: Logs = None) -> None:
        """Puts the averages in place."""
        self._swap(True)

    def on_test_end(self, logs: Logs = None) -> None:
        """Puts the weights back."""
        self._swap(False)

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Puts the averages in place."""
        self._swap(True)

    def on_predict_end(self, logs: Logs = None) -> None:
        """Puts the weights back."""
        self._swap(False)
