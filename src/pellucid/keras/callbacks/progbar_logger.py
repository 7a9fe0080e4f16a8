"""ProgbarLogger: shows training as a progress bar."""

from __future__ import annotations

import time
from typing import Any

from pellucid.keras.callbacks.callback import Callback, Logs
from pellucid.keras.utils.progbar import Progbar

# the screen is drawn at most this often; values are fetched from the device only then
INTERVAL = 0.1


class ProgbarLogger(Callback):
    """Shows `Epoch 1/10`, then a bar of steps with the values so far; `fit` adds it itself."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0
        self.progbar: Progbar | None = None
        self.target: int | None = None
        self.verbose = 1
        self.epochs = 1
        self._called_in_fit = False
        self._next_draw = 0.0

    def set_params(self, params: dict[str, Any]) -> None:
        """Takes verbosity, epochs and steps."""
        verbose = params.get("verbose", 1)
        self.verbose = 1 if verbose == "auto" else int(verbose)
        self.epochs = params.get("epochs", 1)
        self.target = params.get("steps")
        self.params = params

    def on_train_begin(self, logs: Logs = None) -> None:
        """Notes that a `fit` runs, so that its validations stay silent."""
        self._called_in_fit = True

    def on_train_end(self, logs: Logs = None) -> None:
        """Ends an open line (after an interruption)."""
        self._called_in_fit = False
        if self.progbar is not None:
            self.progbar.close_line()

    def on_test_begin(self, logs: Logs = None) -> None:
        """Starts a bar, outside of `fit`."""
        if not self._called_in_fit:
            self._start()

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Starts a bar."""
        self._start()

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Starts the bar of an epoch."""
        self._start()
        if self.verbose and self.epochs > 1:
            print(f"Epoch {epoch + 1}/{self.epochs}", flush=True)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Moves the bar."""
        self._step(batch, logs)

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Moves the bar, outside of `fit`."""
        if not self._called_in_fit:
            self._step(batch, logs)

    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Moves the bar."""
        self._step(batch, None)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Draws the epoch's last line."""
        self._finish(logs)

    def on_test_end(self, logs: Logs = None) -> None:
        """Draws the last line, outside of `fit`."""
        if not self._called_in_fit:
            self._finish(logs)

    def on_predict_end(self, logs: Logs = None) -> None:
        """Draws the last line."""
        self._finish(None)

    def _start(self) -> None:
        self.seen = 0
        self._next_draw = 0.0
        self.progbar = Progbar(
            self.target, verbose=self.verbose, interval=0.0, stateless_metrics=()
        )

    def _step(self, batch: int, logs: Any) -> None:
        self.seen = batch + 1
        if self.verbose != 1 or self.progbar is None:
            return
        now = time.perf_counter()
        if now < self._next_draw:
            return
        self._next_draw = now + INTERVAL
        from pellucid.keras.callbacks.callback_list import host_logs

        self.progbar.update(self.seen, list(host_logs(logs).items()), finalize=False)

    def _finish(self, logs: Logs) -> None:
        if self.progbar is None or not self.verbose:
            return
        if self.target is None:
            self.target = self.seen
            self.progbar.target = self.seen
        self.progbar.update(self.seen, list((logs or {}).items()), finalize=True)
