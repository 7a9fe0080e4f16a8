"""Trainer: the half of `Model` that trains, evaluates and predicts.

`fit` → `_run_epoch` → `train_function` → `train_step` → `compute_loss`, `optimizer.apply_gradients`,
`compute_metrics`. Each of them may be overridden. `train_step` is traced once into a tf.function;
what runs for each batch in Python is in `_run_epoch` and `EpochIterator`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import pellucid as tf
from pellucid.keras import callbacks as callbacks_module
from pellucid.keras import optimizers
from pellucid.keras.callbacks.callback_list import host_logs
from pellucid.keras.metrics.reduction import Mean
from pellucid.keras.training import arrays
from pellucid.keras.training.compile_loss import CompileLoss
from pellucid.keras.training.compile_metrics import CompileMetrics
from pellucid.keras.training.data_adapter import make_adapter
from pellucid.keras.training.epochs import EpochIterator
from pellucid.keras.utils.sample_weight import unpack_x_y_sample_weight


class Trainer:
    """compile, fit, evaluate, predict; a mixin for `Model`.

    Attributes: `optimizer`, `loss`, `compiled`, `stop_training` (set it to True in a callback to
    end `fit` after the epoch), `history` (of the last `fit`), `run_eagerly`,
    `steps_per_execution`, `jit_compile`.
    """

    optimizer: Any = None
    loss: Any = None
    compiled: bool = False
    stop_training: bool = False
    history: Any = None
    run_eagerly: bool = False
    steps_per_execution: int = 1
    jit_compile: Any = None
    train_function: Any = None
    test_function: Any = None
    predict_function: Any = None
    _loss_tracker: Any = None
    _compile_loss: Any = None
    _compile_metrics: Any = None
    _compile_config: Any = None

    # compile -----------------------------------------------------------------------------------

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        metrics: Any = None,
        loss_weights: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True,
        **kwargs: Any,
    ) -> None:
        """Sets what the model is trained with.

        Args:
            optimizer: a name, or an `Optimizer`.
            loss: a name, function or `Loss`; for several outputs also a list or dict of them.
            metrics: a list of names, functions or `Metric`s; for several outputs a list of lists
                or a dict.
            loss_weights: factors of the outputs' losses, a list or dict.
            weighted_metrics: metrics that see sample weights.
            run_eagerly: whether steps run as plain Python, for debugging.
            steps_per_execution: batches between two calls of batch hooks.
            jit_compile: True refuses what XLA cannot compile; 'auto' lets it run beside.
            auto_scale_loss: whether a float16 policy puts a `LossScaleOptimizer` around.
            **kwargs: `experimental_run_tf_function`, `experimental_steps_per_execution` of Keras 2.

        Example:
            >>> model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        """
        given = {
            "optimizer": optimizer,
            "loss": loss,
            "loss_weights": loss_weights,
            "metrics": metrics,
            "weighted_metrics": weighted_metrics,
            "run_eagerly": run_eagerly,
            "steps_per_execution": steps_per_execution,
            "jit_compile": jit_compile,
        }
        # Keras 2.0 chose its engine by this flag; there is one engine now
        kwargs.pop("experimental_run_tf_function", None)
        steps_per_execution = kwargs.pop("experimental_steps_per_execution", steps_per_execution)
        if kwargs:
            raise TypeError(
                f"{type(self).__name__}.compile [{', '.join(kwargs)}]: unknown argument(s)."
            )
        optimizer = optimizers.get(optimizer)
        policy = getattr(self, "dtype_policy", None)
        if auto_scale_loss and getattr(policy, "name", "") == "mixed_float16":
            optimizer = _with_loss_scale(optimizer)
        names = getattr(self, "output_names", None)
        self.optimizer, self.loss = optimizer, loss
        self._compile_loss = CompileLoss(loss, loss_weights, names) if loss is not None else None
        self._compile_metrics = (
            CompileMetrics(metrics, weighted_metrics, output_names=names)
            if metrics or weighted_metrics
            else None
        )
        self._loss_tracker = Mean(name="loss")
        self.run_eagerly = run_eagerly
        self.steps_per_execution = int(steps_per_execution)
        self.jit_compile = jit_compile
        self.train_function = self.test_function = self.predict_function = None
        self.stop_training = False
        self.compiled = True
        self._compile_config = given

    def _require_compiled(self, method: str) -> None:
        if not self.compiled:
            raise ValueError(
                f"{type(self).__name__}.{method}: you must call `compile()` before using the "
                "model. Fix: model.compile(optimizer=..., loss=...)."
            )

    def get_compile_config(self) -> dict[str, Any] | None:
        """Returns the arguments of `compile`, serialized, or None."""
        if not self.compiled or self._compile_config is None:
            return None
        from pellucid.keras.saving.serialization import serialize_keras_object

        config = {key: serialize_keras_object(value) for key, value in self._compile_config.items()}
        if self.optimizer is not None:
            # its present state of settings, not the name it was given by
            config["optimizer"] = serialize_keras_object(self.optimizer)
        return config

    def compile_from_config(self, config: dict[str, Any]) -> None:
        """Compiles by `get_compile_config()`, and builds the optimizer where possible."""
        from pellucid.keras.saving.serialization import deserialize_keras_object

        self.compile(**{key: deserialize_keras_object(value) for key, value in config.items()})
        if self.optimizer is not None and getattr(self, "built", False):
            self.optimizer.build(self.trainable_variables)

    # metrics -----------------------------------------------------------------------------------

    @property
    def metrics(self) -> list[Any]:
        """The loss tracker, the compiled metrics, losses of single outputs, the model's own."""
        found = [m for m in (self._loss_tracker, self._compile_metrics) if m is not None]
        if self._compile_loss is not None:
            found.extend(self._compile_loss.metrics)
        known = {id(metric) for metric in found}
        own = getattr(super(), "metrics", ())
        return found + [metric for metric in own if id(metric) not in known]

    @property
    def metrics_names(self) -> list[str]:
        """Names of `metrics`."""
        return [metric.name for metric in self.metrics]

    @property
    def metrics_variables(self) -> list[Any]:
        """The state of `metrics`."""
        return [variable for metric in self.metrics for variable in metric.variables]

    def reset_metrics(self) -> None:
        """Sets all metrics to 0."""
        for metric in self.metrics:
            metric.reset_state()

    def get_metrics_result(self) -> dict[str, Any]:
        """Returns the results of all metrics by name, as tensors."""
        results: dict[str, Any] = {}
        for metric in self.metrics:
            result = metric.result()
            if isinstance(result, dict):
                results.update(result)
            else:
                results[metric.name] = result
        return results

    @property
    def compiled_loss(self) -> Callable[..., Any]:
        """Keras 2: `compiled_loss(y, y_pred, sample_weight, regularization_losses)`."""

        def loss(
            y_true: Any,
            y_pred: Any,
            sample_weight: Any = None,
            regularization_losses: Any = None,
        ) -> Any:
            total = self._compile_loss(y_true, y_pred, sample_weight)
            for penalty in regularization_losses or ():
                total = total + tf.cast(penalty, "float32")
            self._loss_tracker.update_state(total)
            return total

        return loss

    @property
    def compiled_metrics(self) -> Any:
        """Keras 2: `compiled_metrics.update_state(y, y_pred, sample_weight)`."""
        return self._compile_metrics if self._compile_metrics is not None else _NO_METRICS

    # one step ------------------------------------------------------------------------------------

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """Returns the compiled loss plus what layers added; may be overridden.

        Args:
            x: inputs.
            y: targets.
            y_pred: outputs.
            sample_weight: weights, or None.
            training: whether this is for training.
        """
        total = None
        if self._compile_loss is not None:
            total = self._compile_loss(y, y_pred, sample_weight)
        for penalty in self.losses:
            penalty = tf.cast(tf.reduce_sum(penalty), "float32")
            total = penalty if total is None else total + penalty
        if total is None:
            raise ValueError(
                f"{type(self).__name__}.compute_loss: no loss to compute. "
                "Fix: pass loss= to compile(), or targets y to fit()."
            )
        return total

    def _loss_of(self, x: Any, y: Any, y_pred: Any, weight: Any, training: bool) -> Any:
        """Calls `compute_loss`; overrides written before `training` existed do without it."""
        compute = self.compute_loss
        if "training" in _parameters(type(self).compute_loss):
            return compute(x=x, y=y, y_pred=y_pred, sample_weight=weight, training=training)
        return compute(x=x, y=y, y_pred=y_pred, sample_weight=weight)

    def compute_metrics(
        self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None
    ) -> dict[str, Any]:
        """Updates the compiled metrics and returns all results; may be overridden.

        Args:
            x: inputs.
            y: targets.
            y_pred: outputs.
            sample_weight: weights, or None.
        """
        if self._compile_metrics is not None:
            self._compile_metrics.update_state(y, y_pred, sample_weight)
        return self.get_metrics_result()

    def _track_loss(self, loss: Any, x: Any) -> None:
        leaf = tf.nest.flatten(x)[0]
        rows = leaf.dense_shape[0] if isinstance(leaf, tf.SparseTensor) else _rows(leaf)
        self._loss_tracker.update_state(loss, sample_weight=rows)

    def train_step(self, data: Any) -> dict[str, Any]:
        """Forward pass, loss, gradients, update, metrics of one batch; may be overridden.

        Args:
            data: `x`, `(x, y)` or `(x, y, sample_weight)`.

        Returns:
            Results by name.
        """
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self._loss_of(x, y, y_pred, sample_weight, True)
            self._track_loss(loss, x)
            scaled = loss if self.optimizer is None else self.optimizer.scale_loss(loss)
        variables = self.trainable_variables
        if variables and self.optimizer is not None:
            self.optimizer.apply_gradients(zip(tape.gradient(scaled, variables), variables))
        return self.compute_metrics(x, y, y_pred, sample_weight=sample_weight)

    def test_step(self, data: Any) -> dict[str, Any]:
        """Forward pass, loss and metrics of one batch; may be overridden.

        Args:
            data: `x`, `(x, y)` or `(x, y, sample_weight)`.

        Returns:
            Results by name.
        """
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        y_pred = self(x, training=False)
        self._track_loss(self._loss_of(x, y, y_pred, sample_weight, False), x)
        return self.compute_metrics(x, y, y_pred, sample_weight=sample_weight)

    def predict_step(self, data: Any) -> Any:
        """Forward pass of one batch; may be overridden.

        Args:
            data: `x`, or a tuple that starts with it.

        Returns:
            The outputs.
        """
        x, _, _ = unpack_x_y_sample_weight(data)
        return self(x, training=False)

    # functions -------------------------------------------------------------------------------

    def _compiled(self, step: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """Returns a step as a tf.function, unless steps run eagerly."""
        if self.run_eagerly or tf.config.functions_run_eagerly():
            return step
        jit = True if self.jit_compile is True else None
        return tf.function(step, reduce_retracing=True, jit_compile=jit)

    def _over_iterator(self, step: Callable[[Any], Any]) -> Callable[[Iterator[Any]], Any]:
        call = self._compiled(step)

        def run(iterator: Iterator[Any]) -> Any:
            outputs = None
            for data in iterator:
                outputs = call(data)
            return outputs

        return run

    def make_train_function(self, force: bool = False) -> Callable[[Iterator[Any]], Any]:
        """Returns what runs `train_step` on the batches of an iterator; makes it once.

        Args:
            force: whether to make it again.
        """
        if self.train_function is None or force:
            self.train_function = self._over_iterator(lambda data: self.train_step(data))
        return self.train_function

    def make_test_function(self, force: bool = False) -> Callable[[Iterator[Any]], Any]:
        """Returns what runs `test_step` on the batches of an iterator; makes it once.

        Args:
            force: whether to make it again.
        """
        if self.test_function is None or force:
            self.test_function = self._over_iterator(lambda data: self.test_step(data))
        return self.test_function

    def make_predict_function(self, force: bool = False) -> Callable[[Iterator[Any]], Any]:
        """Returns what runs `predict_step` on a batch of an iterator; makes it once.

        Args:
            force: whether to make it again.
        """
        if self.predict_function is None or force:
            self.predict_function = self._over_iterator(lambda data: self.predict_step(data))
        return self.predict_function

    def _ensure_built(self, data: Any, with_targets: bool) -> None:
        """Builds model and optimizer before the trace, by one forward pass if need be."""
        x, y, _ = unpack_x_y_sample_weight(data)
        if not _is_built(self):
            self(x, training=False)
        if with_targets and self.optimizer is not None and not self.optimizer.built:
            self.optimizer.build(self.trainable_variables)

    # loops -------------------------------------------------------------------------------------

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
            **kwargs: `workers`, `use_multiprocessing`, `max_queue_size` of Keras 2, for a PyDataset.

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
        self.make_train_function()
        logs: dict[str, Any] = {}
        hooks.on_train_begin()
        try:
            for epoch in range(initial_epoch, epochs):
                logs = self._run_epoch(epoch, iterator, hooks, validate) or logs
                if self.stop_training:
                    break
            if self.optimizer is not None and epochs > 0:
                self.optimizer.finalize_variable_values(self.trainable_variables)
        except KeyboardInterrupt:
            # a stopped run ends as others do: callbacks close their files, the history stays
            self.stop_training = True
            hooks.on_train_end(logs)
            raise
        hooks.on_train_end(logs)
        return self.history

    def _run_epoch(
        self, epoch: int, iterator: EpochIterator, hooks: Any, validate: _Validation
    ) -> dict[str, Any]:
        """Trains for an epoch; returns its logs, empty where there were no data."""
        self.reset_metrics()
        hooks.on_epoch_begin(epoch)
        listens = hooks.listens("on_train_batch_begin")
        train, logs = self.train_function, None
        for step, batches in iterator.epoch():
            if listens:
                hooks.on_train_batch_begin(step)
            logs = train(iter(batches))
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
        """The results at the end of an epoch: all metrics' where a step returns them, else its own."""
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
        if not _is_built(self):
            self._ensure_built(adapter.first_batch(), False)
        hooks = _callback_list(
            callbacks, self, verbose, False, epochs=1, steps=iterator.num_batches
        )
        test, logs = self.make_test_function(), None
        self.stop_evaluating = False
        self.reset_metrics()
        hooks.on_test_begin()
        for step, batches in iterator.epoch():
            hooks.on_test_batch_begin(step)
            logs = test(iter(batches))
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
        if not _is_built(self):
            self._ensure_built(adapter.first_batch(), False)
        hooks = _callback_list(
            callbacks, self, verbose, False, epochs=1, steps=iterator.num_batches
        )
        run, collected = self.make_predict_function(), []
        self.stop_predicting = False
        hooks.on_predict_begin()
        for step, batches in iterator.epoch():
            hooks.on_predict_batch_begin(step)
            outputs = tf.nest.map_structure(_to_host, run(iter(batches)))
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
            **kwargs: `reset_metrics` of Keras 2.

        Returns:
            The loss, a list of loss and metrics, or a dict: means since the last reset.
        """
        self._require_compiled("train_on_batch")
        if kwargs.pop("reset_metrics", False):
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
            **kwargs: `reset_metrics` of Keras 2.

        Returns:
            The loss, a list of loss and metrics, or a dict: means since the last reset.
        """
        self._require_compiled("test_on_batch")
        if kwargs.pop("reset_metrics", False):
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


class _NoMetrics:
    """Stands for `compiled_metrics` of a model without any."""

    metrics: tuple[Any, ...] = ()

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        """Does nothing: there are no metrics."""


_NO_METRICS = _NoMetrics()


def _callback_list(callbacks: Any, model: Trainer, verbose: Any, history: bool, **params: Any) -> Any:
    if not isinstance(callbacks, callbacks_module.CallbackList):
        callbacks = callbacks_module.CallbackList(
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


def _with_loss_scale(optimizer: Any) -> Any:
    if optimizer is None or isinstance(optimizer, optimizers.LossScaleOptimizer):
        return optimizer
    return optimizers.LossScaleOptimizer(optimizer, name="loss_scale_optimizer")


def _parameters(function: Callable[..., Any]) -> set[str]:
    parameters = inspect.signature(function).parameters
    if any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values()):
        return {"training", *parameters}
    return set(parameters)


def _rows(leaf: Any) -> Any:
    return leaf.nrows() if isinstance(leaf, tf.RaggedTensor) else tf.shape(leaf)[0]


def _is_built(model: Any) -> bool:
    """Whether the model and all its layers have their weights."""
    if not getattr(model, "built", False):
        return False
    sublayers = getattr(model, "_all_sublayers", None)
    return sublayers is None or all(layer.built for layer in sublayers())


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
    rows = max((arrays.rows_of(leaf) for leaf in tf.nest.flatten(arrays.standardize("x", x))), default=1)
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
