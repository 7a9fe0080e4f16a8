"""TerminateOnNaN: ends training when the loss is no number any more."""

from __future__ import annotations

import math

from pellucid.keras.callbacks.callback import Callback, Logs


class TerminateOnNaN(Callback):
    """Stops `fit` at the first batch whose loss is NaN or infinite.

    Args:
        raise_error: whether to raise RuntimeError instead.
    """

    def __init__(self, raise_error: bool = False) -> None:
        super().__init__()
        self.raise_error = raise_error

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Looks at the loss."""
        loss = (logs or {}).get("loss")
        if loss is None or math.isfinite(loss):
            return
        if self.raise_error:
            raise RuntimeError(
                f"TerminateOnNaN: the loss is {loss} at batch {batch}. Fix: a smaller learning "
                "rate, clipnorm, or a look at the data for NaN."
            )
        print(f"Batch {batch}: Invalid loss, terminating training")
        self.model.stop_training = True
