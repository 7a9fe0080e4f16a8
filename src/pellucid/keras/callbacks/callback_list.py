"""All callbacks of a run as one; calls only those that listen, and fetches values only for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pellucid as tf
from pellucid.keras.callbacks.callback import Callback, Logs

_BATCH_HOOKS = {
    "on_train_batch_begin": "on_batch_begin",
    "on_train_batch_end": "on_batch_end",
    "on_test_batch_begin": None,
    "on_test_batch_end": None,
    "on_predict_batch_begin": None,
    "on_predict_batch_end": None,
}


def host_logs(logs: Any) -> dict[str, Any]:
    """Returns logs as Python numbers, nested metric results flattened, sorted by name."""
    flat: dict[str, Any] = {}
    for name, value in (logs or {}).items():
        if isinstance(value, dict):
            flat.update(host_logs(value))
            continue
        if hasattr(value, "numpy"):
            value = value.numpy()
        # metrics with a value for each class stay arrays
        plain = isinstance(value, str) or getattr(value, "ndim", 0) > 0
        flat[name] = value if plain else float(value)
    return dict(sorted(flat.items()))


class CallbackList(Callback):
    """Callbacks of a run, called in order.

    Args:
        callbacks: the callbacks, or nested lists of them.
        add_history: whether to add a `History`.
        add_progbar: whether to add a `ProgbarLogger`.
        model: the model in training.
        **params: verbose, epochs, steps: what callbacks find as `params`.
    """

    def __init__(
        self,
        callbacks: Any = None,
        add_history: bool = False,
        add_progbar: bool = False,
        model: Any = None,
        **params: Any,
    ) -> None:
        super().__init__()
        self.callbacks: list[Any] = tf.nest.flatten(callbacks) if callbacks else []
        self._add_defaults(add_history, add_progbar)
        self._listeners: dict[str, list[Any]] = {}
        self._find_listeners()
        if model is not None:
            self.set_model(model)
        self.set_params(params)

    def _add_defaults(self, add_history: bool, add_progbar: bool) -> None:
        from pellucid.keras.callbacks.history import History
        from pellucid.keras.callbacks.progbar_logger import ProgbarLogger

        self._history = next((c for c in self.callbacks if isinstance(c, History)), None)
        self._progbar = next((c for c in self.callbacks if isinstance(c, ProgbarLogger)), None)
        if self._progbar is None and add_progbar:
            self._progbar = ProgbarLogger()
            self.callbacks.append(self._progbar)
        if self._history is None and add_history:
            self._history = History()
            self.callbacks.append(self._history)

    def _find_listeners(self) -> None:
        """Notes which callbacks override which batch hook."""
        for hook, alias in _BATCH_HOOKS.items():
            names = [name for name in (hook, alias) if name]
            self._listeners[hook] = [
                callback
                for callback in self.callbacks
                if any(_overrides(callback, name) for name in names)
            ]

    def listens(self, hook: str) -> bool:
        """Whether a callback other than the progress bar overrides this batch hook."""
        return any(callback is not self._progbar for callback in self._listeners[hook])

    def append(self, callback: Any) -> None:
        """Adds a callback."""
        self.callbacks.append(callback)
        self._find_listeners()

    def set_params(self, params: dict[str, Any]) -> None:
        """Hands `params` to all."""
        self.params = params
        for callback in self.callbacks:
            callback.set_params(params)

    def set_model(self, model: Any) -> None:
        """Hands the model to all; the history becomes `model.history`."""
        super().set_model(model)
        if self._history is not None:
            model.history = self._history
        for callback in self.callbacks:
            callback.set_model(model)

    def _call(self, hook: str, *args: Any, logs: Logs = None) -> None:
        logs = {} if logs is None else logs
        for callback in self.callbacks:
            getattr(callback, hook)(*args, logs)

    def _call_batch(self, hook: str, batch: int, logs: Any) -> None:
        """Calls listeners; the progress bar gets the raw values, others Python numbers."""
        listeners = self._listeners[hook]
        if not listeners:
            return
        fetched: Any = None
        for callback in listeners:
            if callback is self._progbar:
                getattr(callback, hook)(batch, logs)
                continue
            if fetched is None:
                plain = "predict" in hook or not logs
                fetched = (logs or {}) if plain else host_logs(logs)
            getattr(callback, hook)(batch, fetched)

    def on_train_begin(self, logs: Logs = None) -> None:
        """Calls all."""
        self._call("on_train_begin", logs=logs)

    def on_train_end(self, logs: Logs = None) -> None:
        """Calls all."""
        self._call("on_train_end", logs=logs)

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Calls all."""
        self._call("on_epoch_begin", epoch, logs=logs)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Calls all."""
        self._call("on_epoch_end", epoch, logs=logs)

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Calls those that listen."""
        self._call_batch("on_train_batch_begin", batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Calls those that listen."""
        self._call_batch("on_train_batch_end", batch, logs)

    def on_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Calls those that listen."""
        self.on_train_batch_begin(batch, logs)

    def on_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Calls those that listen."""
        self.on_train_batch_end(batch, logs)

    def on_test_begin(self, logs: Logs = None) -> None:
        """Calls all."""
        self._call("on_test_begin", logs=logs)

    def on_test_end(self, logs: Logs = None) -> None:
        """Calls all."""
        self._call("on_test_end", logs=logs)

    def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Calls those that listen."""
        self._call_batch("on_test_batch_begin", batch, logs)

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Calls those that listen."""
        self._call_batch("on_test_batch_end", batch, logs)

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Calls all."""
        self._call("on_predict_begin", logs=logs)

    def on_predict_end(self, logs: Logs = None) -> None:
        """Calls all."""
        self._call("on_predict_end", logs=logs)

    def on_predict_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Calls those that listen."""
        self._call_batch("on_predict_batch_begin", batch, logs)

    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Calls those that listen."""
        self._call_batch("on_predict_batch_end", batch, logs)


def _overrides(callback: Any, hook: str) -> bool:
    method = getattr(callback, hook, None)
    return method is not None and getattr(method, "__func__", method) is not getattr(Callback, hook)


def as_callback_list(callbacks: CallbackList | Iterable[Any] | None, **kwargs: Any) -> CallbackList:
    """Returns a `CallbackList`, the given one or a new one."""
    if isinstance(callbacks, CallbackList):
        return callbacks
    return CallbackList(callbacks, **kwargs)
