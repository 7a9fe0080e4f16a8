"""LambdaCallback: hooks as functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.keras.callbacks.callback import Callback


class LambdaCallback(Callback):
    """A callback of functions.

    Args:
        on_epoch_begin: called with (epoch, logs).
        on_epoch_end: called with (epoch, logs).
        on_train_begin: called with (logs).
        on_train_end: called with (logs).
        on_train_batch_begin: called with (batch, logs).
        on_train_batch_end: called with (batch, logs).
        **kwargs: any other hook by its name, such as `on_test_end`.

    Example:
        >>> tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: print(logs))
    """

    def __init__(
        self,
        on_epoch_begin: Callable[..., Any] | None = None,
        on_epoch_end: Callable[..., Any] | None = None,
        on_train_begin: Callable[..., Any] | None = None,
        on_train_end: Callable[..., Any] | None = None,
        on_train_batch_begin: Callable[..., Any] | None = None,
        on_train_batch_end: Callable[..., Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        hooks = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end,
        } | kwargs
        for name, function in hooks.items():
            if function is not None:
                self.__dict__[name] = function
