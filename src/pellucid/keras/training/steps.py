"""TrainingSteps: what `compile` sets, and one step of training, evaluation, prediction.

`train_step` → `compute_loss`, `optimizer.apply_gradients`, `compute_metrics`. Each may be
overridden. `train_step` is traced once into a tf.function, by `make_train_function`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pellucid as tf
from pellucid.keras import optimizers
from pellucid.keras.metrics.reduction import Mean
from pellucid.keras.training.compile_loss import CompileLoss
from pellucid.keras.training.compile_metrics import CompileMetrics
from pellucid.keras.utils.sample_weight import unpack_x_y_sample_weight


class TrainingSteps:
    """compile and the steps; a mixin for `Model`.

    Attributes: `optimizer`, `loss`, `compiled`, `run_eagerly`, `steps_per_execution`,
    `jit_compile`.
    """

    if TYPE_CHECKING:
        # what `Model` brings
        @property
        def trainable_variables(self) -> list[Any]: ...
        @property
        def losses(self) -> list[Any]: ...
        def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

    optimizer: Any = None
    loss: Any = None
    compiled: bool = False
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
        x = unpack_x_y_sample_weight(data)[0]
        if not is_built(self):
            self(x, training=False)
        if with_targets and self.optimizer is not None and not self.optimizer.built:
            self.optimizer.build(self.trainable_variables)


class _NoMetrics:
    """Stands for `compiled_metrics` of a model without any."""

    metrics: tuple[Any, ...] = ()

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        """Does nothing: there are no metrics."""


_NO_METRICS = _NoMetrics()


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


def is_built(model: Any) -> bool:
    """Whether the model and all its layers have their weights."""
    if not getattr(model, "built", False):
        return False
    sublayers = getattr(model, "_all_sublayers", None)
    return sublayers is None or all(layer.built for layer in sublayers())
