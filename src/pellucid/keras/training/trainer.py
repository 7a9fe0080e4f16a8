"""Trainer: fit, evaluate and predict, the half of `Model` that runs over data.

What runs for each batch in Python is in `_run_epoch` and `EpochIterator`; the step itself is in
`training/steps.py`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import pellucid as tf
from pellucid.keras.callbacks.callback_list import CallbackList, host_logs
from pellucid.keras.training import arrays
from pellucid.keras.training.data_adapter import make_adapter
from pellucid.keras.training.epochs import EpochIterator
from pellucid.keras.training.interrupts import SafeInterrupts
from pellucid.keras.training.steps import TrainingSteps, is_built
from pellucid.keras.utils.sample_weight import unpack_x_y_sample_weight


class Trainer(TrainingSteps):
    """compile, fit, evaluate, predict; a mixin for `Model`.

    Attributes: `stop_training` (set it to True in a callback to end `fit` after the epoch),
    `history` (of the last `fit`); see also `TrainingSteps`.
    """

    stop_training: bool = False
    stop_evaluating: bool = False
    stop_predicting: bool = False
    history: Any = None
    _validates: bool = False
    _interrupted: bool = False
    _initial_epoch: int = 0
    _fit_hooks: Any = None

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: Any = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool | str = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: Any = 1,
        **kwargs: Any,
    ) -> Any:
        """Trains the model.

        Args:
            x: inputs: arrays or a list or dict of them, a dataset, a PyDataset, a generator.
            y: targets, with arrays.
            batch_size: samples in a batch, 32 by default; with arrays.
            epochs: number of the last epoch.
            verbose: 0 silent, 1 a progress bar, 2 a line for each epoch; 'auto' is 1.
            callbacks: a list of callbacks.
            validation_split: share of the arrays, from their end, to validate with.
            validation_data: `(x, y)`, `(x, y, sample_weight)`, a dataset, ... to validate with.
            shuffle: whether arrays are shuffled each epoch; 'batch' shuffles whole batches.
            class_weight: weight of each class.
            sample_weight: weight of each sample, with arrays.
            initial_epoch: number of epochs done before.
            steps_per_epoch: batches in an epoch; by default the data are gone through once.
            validation_steps: batches of a validation.
            validation_batch_size: samples in a batch of a validation.
            validation_freq: validate every so many epochs, or at the epochs of a list.
            **kwargs: `workers`, `use_multiprocessing`, `max_queue_size` of Keras 2.

        Returns:
            A `History`: `history.history["loss"]` is a list of floats.

        Raises:
            ValueError: for data that do not fit together, or a model that is not compiled.

        Example:
            >>> history = model.fit(x, y, epochs=5, validation_split=0.2)
        """
        self._require_compiled("fit")
        _keras2_workers(x, kwargs, "fit")
        self.stop_training = False
        if validation_split and validation_data is None:
            (x, y, sample_weight), validation_data = arrays.split(
                (x, y, sample_weight), validation_split
            )
        adapter = make_adapter(x, y, sample_weight, batch_size, shuffle, class_weight)
        iterator = EpochIterator(adapter, steps_per_epoch, self.steps_per_execution)
        first = adapter.first_batch()
        if first is not None:
            self._ensure_built(first, True)
        hooks = _callback_list(
            callbacks, self, verbose, True, epochs=epochs, steps=iterator.num_batches
        )
        validate = _Validation(
            self, validation_data, validation_freq, validation_steps,
            validation_batch_size or batch_size,
        )  # fmt: skip
        self._validates = validate.adapter is not None
        self._initial_epoch, self._interrupted = initial_epoch, False
        self.make_train_function()
        hooks.on_train_begin()
        try:
            with SafeInterrupts() as interrupts:
                logs = self._run_epochs(epochs, iterator, hooks, validate, interrupts)
        except KeyboardInterrupt:
            # a stopped run ends as others do: callbacks close their files, the history stays
            self.stop_training = self._interrupted = True
            hooks.on_train_end({})
            raise
        hooks.on_train_end(logs)
        return self.history

    def _run_epochs(
        self,
        epochs: int,
        iterator: EpochIterator,
        hooks: CallbackList,
        validate: _Validation,
        interrupts: SafeInterrupts,
    ) -> dict[str, Any]:
        """Trains until the last epoch, or until something stops; returns the last logs."""
        logs: dict[str, Any] = {}
        # a callback may have moved the start (BackupAndRestore)
        for epoch in range(self._initial_epoch, epochs):
            logs = self._run_epoch(epoch, iterator, hooks, validate, interrupts) or logs
            if self.stop_training:
                break
        if self.optimizer is not None and epochs > 0:
            self.optimizer.finalize_variable_values(self.trainable_variables)
        return logs

    def _run_epoch(
        self,
        epoch: int,
        iterator: EpochIterator,
        hooks: CallbackList,
        validate: _Validation,
        interrupts: SafeInterrupts,
    ) -> dict[str, Any]:
        """Trains for an epoch; returns its logs, empty where there were no data."""
        self.reset_metrics()
        hooks.on_epoch_begin(epoch)
        listens = hooks.listens("on_train_batch_begin")
        train, logs = self.train_function, None
        for step, batches in iterator.epoch():
            if listens:
                hooks.on_train_batch_begin(step)
            logs = interrupts.call(train, iter(batches))
            hooks.on_train_batch_end(step + len(batches) - 1, logs)
            if self.stop_training:
                break
        if logs is None:
            self.stop_training = True
            return {}
        epoch_logs = host_logs(self._epoch_results(logs))
        epoch_logs.update(validate(epoch))
        hooks.on_epoch_end(epoch, epoch_logs)
        return epoch_logs

    def _epoch_results(self, logs: Any) -> dict[str, Any]:
        """The results of an epoch: all metrics' where a step returns them, else the last step's."""
        if not isinstance(logs, dict):
            return {}
        if set(logs) == {metric.name for metric in self.metrics}:
            return self.get_metrics_result()
        return logs

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: Any = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Returns loss and metrics on data.

        Args:
            x: inputs, as in `fit`.
            y: targets, with arrays.
            batch_size: samples in a batch, 32 by default.
            verbose: 0 silent, 1 a progress bar, 2 a line; 'auto' is 1.
            sample_weight: weight of each sample, with arrays.
            steps: batches to take; by default all.
            callbacks: a list of callbacks.
            return_dict: whether to return a dict by name.
            **kwargs: `workers`, `use_multiprocessing`, `max_queue_size` of Keras 2.

        Returns:
            The loss, a list of loss and metrics, or a dict.
        """
        self._require_compiled("evaluate")
        adapter = kwargs.pop("_adapter", None)
        _keras2_workers(x, kwargs, "evaluate")
        if adapter is None:
            adapter = make_adapter(x, y, sample_weight, batch_size)
        iterator = EpochIterator(adapter, steps, self.steps_per_execution)
        if not is_built(self):
            self._ensure_built(adapter.first_batch(), False)
        hooks = _callback_list(
            callbacks, self, verbose, False, epochs=1, steps=iterator.num_batches
        )
        test, logs = self.make_test_function(), None
        self.stop_evaluating = False
        self.reset_metrics()
        hooks.on_test_begin()
        with SafeInterrupts() as interrupts:
            for step, batches in iterator.epoch():
                hooks.on_test_batch_begin(step)
                logs = interrupts.call(test, iter(batches))
                hooks.on_test_batch_end(step + len(batches) - 1, logs)
                if self.stop_evaluating:
                    break
        results = host_logs(self._epoch_results(logs)) if logs is not None else {}
        hooks.on_test_end(results)
        return results if return_dict else self._in_order(results)

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: Any = "auto",
        steps: int | None = None,
        callbacks: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Returns the outputs for data, as NumPy arrays.

        Args:
            x: inputs, as in `fit`.
            batch_size: samples in a batch, 32 by default.
            verbose: 0 silent, 1 a progress bar, 2 a line; 'auto' is 1.
            steps: batches to take; by default all.
            callbacks: a list of callbacks.
            **kwargs: `workers`, `use_multiprocessing`, `max_queue_size` of Keras 2.

        Returns:
            An array, or the model's structure of arrays.
        """
        _keras2_workers(x, kwargs, "predict")
        adapter = make_adapter(x, batch_size=batch_size)
        iterator = EpochIterator(adapter, steps)
        if not is_built(self):
            self._ensure_built(adapter.first_batch(), False)
        hooks = _callback_list(
            callbacks, self, verbose, False, epochs=1, steps=iterator.num_batches
        )
        run, collected = self.make_predict_function(), []
        self.stop_predicting = False
        hooks.on_predict_begin()
        with SafeInterrupts() as interrupts:
            for step, batches in iterator.epoch():
                hooks.on_predict_batch_begin(step)
                results = interrupts.call(run, iter(batches))
                outputs = tf.nest.map_structure(_to_host, results)
                collected.append(outputs)
                hooks.on_predict_batch_end(step, {"outputs": outputs})
                if self.stop_predicting:
                    break
        hooks.on_predict_end()
        if not collected:
            raise ValueError(
                f"{type(self).__name__}.predict [x]: no data. Expected at least one batch."
            )
        return tf.nest.map_structure(_concatenated, *collected)

    # single batches ------------------------------------------------------------------------------

    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: dict[int, float] | None = None,
        return_dict: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Trains on one batch.

        Args:
            x: inputs.
            y: targets.
            sample_weight: weights of samples.
            class_weight: weights of classes.
            return_dict: whether to return a dict by name.
            **kwargs: `reset_metrics` of Keras 2: False goes on from the batches before.

        Returns:
            The loss, a list of loss and metrics, or a dict, of this batch alone.
        """
        self._require_compiled("train_on_batch")
        if kwargs.pop("reset_metrics", True):
            self.reset_metrics()
        _refuse(kwargs, "train_on_batch")
        data = _one_batch(x, y, sample_weight, class_weight)
        self._ensure_built(data, True)
        logs = host_logs(self.make_train_function()(iter((data,))))
        return logs if return_dict else self._in_order(logs)

    def test_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        return_dict: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Evaluates one batch.

        Args:
            x: inputs.
            y: targets.
            sample_weight: weights of samples.
            return_dict: whether to return a dict by name.
            **kwargs: `reset_metrics` of Keras 2: False goes on from the batches before.

        Returns:
            The loss, a list of loss and metrics, or a dict, of this batch alone.
        """
        self._require_compiled("test_on_batch")
        if kwargs.pop("reset_metrics", True):
            self.reset_metrics()
        _refuse(kwargs, "test_on_batch")
        data = _one_batch(x, y, sample_weight, None)
        self._ensure_built(data, False)
        logs = host_logs(self.make_test_function()(iter((data,))))
        return logs if return_dict else self._in_order(logs)

    def predict_on_batch(self, x: Any) -> Any:
        """Returns the outputs for one batch, as NumPy arrays.

        Args:
            x: inputs.
        """
        data = _one_batch(x, None, None, None)
        self._ensure_built(data, False)
        outputs = self.make_predict_function()(iter((data,)))
        return tf.nest.map_structure(_to_host, outputs)

    def _in_order(self, logs: dict[str, Any]) -> Any:
        """Returns results as a list: those of `metrics` by their order, then the rest by name."""
        names = [name for name in self.metrics_names if name in logs]
        names += sorted(name for name in logs if name not in names)
        values = [logs[name] for name in names]
        return values[0] if len(values) == 1 else values

    fit_generator = fit
    evaluate_generator = evaluate
    predict_generator = predict


class _Validation:
    """What `fit` validates with, and when; the data are prepared once."""

    def __init__(
        self, model: Trainer, data: Any, freq: Any, steps: int | None, batch_size: int | None
    ) -> None:
        self.model, self.freq, self.steps = model, freq, steps
        self.adapter: Any = None
        if data is None:
            return
        if isinstance(data, (tuple, list)) and len(data) in (2, 3) and arrays.is_array_like(data):
            x, y, weight = unpack_x_y_sample_weight(tuple(data))
            self.adapter = make_adapter(x, y, weight, batch_size)
        else:
            self.adapter = make_adapter(data, batch_size=batch_size)

    def __call__(self, epoch: int) -> dict[str, Any]:
        """Returns the 'val_...' logs of an epoch."""
        if self.adapter is None or not self._due(epoch + 1):
            return {}
        logs = self.model.evaluate(
            _adapter=self.adapter,
            steps=self.steps,
            callbacks=self.model._fit_hooks,
            verbose=0,
            return_dict=True,
        )
        return {f"val_{name}": value for name, value in logs.items()}

    def _due(self, epoch: int) -> bool:
        if isinstance(self.freq, int):
            return epoch % self.freq == 0
        return epoch in list(self.freq)


def _callback_list(
    callbacks: Any, model: Trainer, verbose: Any, history: bool, **params: Any
) -> CallbackList:
    if not isinstance(callbacks, CallbackList):
        callbacks = CallbackList(
            callbacks,
            add_history=history,
            add_progbar=verbose != 0,
            model=model,
            verbose=verbose,
            **params,
        )
    if history:
        object.__setattr__(model, "_fit_hooks", callbacks)
    return callbacks


def _to_host(value: Any) -> Any:
    if isinstance(value, (tf.RaggedTensor, tf.SparseTensor)):
        return value
    return value.numpy() if hasattr(value, "numpy") else np.asarray(value)


def _concatenated(*parts: Any) -> Any:
    if isinstance(parts[0], tf.RaggedTensor):
        return tf.concat(parts, axis=0)
    if isinstance(parts[0], tf.SparseTensor):
        return tf.sparse.concat(0, parts)
    if np.ndim(parts[0]) == 0:
        return np.stack(parts)
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=0)


def _one_batch(x: Any, y: Any, sample_weight: Any, class_weight: Any) -> Any:
    leaves = tf.nest.flatten(arrays.standardize("x", x))
    rows = max((arrays.rows_of(leaf) for leaf in leaves), default=1)
    return make_adapter(x, y, sample_weight, max(rows, 1), class_weight=class_weight).first_batch()


def _keras2_workers(x: Any, kwargs: dict[str, Any], method: str) -> None:
    """Hands Keras 2's arguments about workers to the PyDataset; refuses unknown ones."""
    names = ("workers", "use_multiprocessing", "max_queue_size")
    found = {name: kwargs.pop(name) for name in names if name in kwargs}
    _refuse(kwargs, method)
    if found and hasattr(x, "num_batches"):
        for name, value in found.items():
            setattr(x, name, value)


def _refuse(kwargs: dict[str, Any], method: str) -> None:
    if kwargs:
        raise TypeError(f"Model.{method} [{', '.join(kwargs)}]: unknown argument(s).")
