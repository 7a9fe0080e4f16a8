"""The base of all optimizers: slots, clipping, decay, averages, accumulation, the update loop.

`apply(grads, variables)` is the one entry: it builds the slots on its first call, prepares the
gradients (`_prepare`), calls the subclass's `update_step` for each variable and counts the step.
What is not switched on costs one `is None` test, since an eager step is a few microseconds.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypedDict

import pellucid as tf
from pellucid.keras.optimizers.gradients import dense, scaled
from pellucid.keras.optimizers.optimizer_state import OptimizerState
from pellucid.keras.optimizers.schedules.schedule import LearningRateSchedule


class CommonOptions(TypedDict, total=False):
    """Arguments that every optimizer accepts beside its own.

    clipnorm, global_clipnorm, clipvalue: limits of a gradient's norm, of the norm of all
        gradients together, of single values; at most one of them.
    use_ema, ema_momentum, ema_overwrite_frequency: keep moving averages of the weights, and
        every so many steps (at the end of training where None) put them in place of the weights.
    loss_scale_factor: the loss was multiplied by this; gradients are divided by it.
    gradient_accumulation_steps: update the weights once every so many (>= 2) calls.
    name: name of the optimizer.
    lr, decay: Keras 2 spellings; `decay` means `learning_rate / (1 + decay * iterations)`.
    """

    clipnorm: float | None
    clipvalue: float | None
    global_clipnorm: float | None
    use_ema: bool
    ema_momentum: float
    ema_overwrite_frequency: int | None
    loss_scale_factor: float | None
    gradient_accumulation_steps: int | None
    name: str | None
    lr: float
    decay: float


class OptimizerOptions(CommonOptions, total=False):
    """`CommonOptions`, and decoupled decay: `var -= var * weight_decay * learning_rate`."""

    weight_decay: float | None


class Optimizer(OptimizerState):
    """Base class of optimizers: write `build(variables)` and `update_step(gradient, variable, lr)`.

    Args:
        learning_rate: a number, a `LearningRateSchedule`, or a function without arguments.
        weight_decay: decoupled decay: `var -= var * weight_decay * learning_rate`, or None.
        clipnorm: limit of the norm of each gradient, or None.
        clipvalue: limit of each value of a gradient, or None.
        global_clipnorm: limit of the norm of all gradients together, or None.
        use_ema: whether to keep moving averages of the weights.
        ema_momentum: of the averages, in [0, 1].
        ema_overwrite_frequency: put averages in place of weights every so many steps; None:
            at the end of training.
        loss_scale_factor: gradients are divided by it (the loss was multiplied), or None.
        gradient_accumulation_steps: update once every so many (>= 2) calls, or None.
        name: a name, by default that of the class in snake case.
        **kwargs: `lr` and `decay` of Keras 2.

    Raises:
        ValueError: for unknown or contradictory arguments.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        from pellucid.keras.training.state import auto_name

        learning_rate = self._keras2_arguments(learning_rate, kwargs)
        self.name = name or auto_name(type(self).__name__)
        self.weight_decay = weight_decay
        self.clipnorm, self.clipvalue, self.global_clipnorm = clipnorm, clipvalue, global_clipnorm
        self.use_ema, self.ema_momentum = use_ema, ema_momentum
        self.ema_overwrite_frequency = ema_overwrite_frequency
        self.loss_scale_factor = loss_scale_factor
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self._check_arguments()
        self.built = False
        self._variables: list[Any] = []
        self._trainable_variables: list[Any] = []
        self._index: dict[int, int] = {}
        self._averages: list[Any] = []
        self._accumulators: list[Any] = []
        self._decay_excluded: set[int] = set()
        self._constrained: list[Any] = []
        self._iterations = self.add_variable((), "int64", name="iteration")
        self._set_up_learning_rate(learning_rate)

    def _keras2_arguments(self, learning_rate: Any, kwargs: dict[str, Any]) -> Any:
        self._time_decay = 0.0
        if "lr" in kwargs:
            warnings.warn("`lr` is the Keras 2 spelling of `learning_rate`.", stacklevel=4)
            learning_rate = kwargs.pop("lr")
        decay = kwargs.pop("decay", None)
        if decay:
            warnings.warn(
                "`decay` is an argument of Keras 2: the learning rate is divided by "
                "1 + decay * iterations. Today one uses schedules.InverseTimeDecay.",
                stacklevel=4,
            )
            self._time_decay = float(decay)
        if kwargs:
            raise ValueError(
                f"{type(self).__name__} [{', '.join(kwargs)}]: argument(s) not recognized. "
                f"Received {kwargs}."
            )
        return learning_rate

    def _check_arguments(self) -> None:
        clips = (self.clipnorm, self.clipvalue, self.global_clipnorm)
        if sum(clip is not None for clip in clips) > 1:
            raise ValueError(
                f"{type(self).__name__} [clipnorm, clipvalue, global_clipnorm]: only one can be "
                f"set. Received clipnorm={clips[0]}, clipvalue={clips[1]}, "
                f"global_clipnorm={clips[2]}."
            )
        if self.use_ema and not 0 <= self.ema_momentum <= 1:
            raise ValueError(
                f"{type(self).__name__} [ema_momentum]: out of range. Expected a number in "
                f"[0, 1], received {self.ema_momentum}."
            )
        frequency = self.ema_overwrite_frequency
        if self.use_ema and frequency and (not isinstance(frequency, int) or frequency < 1):
            raise ValueError(
                f"{type(self).__name__} [ema_overwrite_frequency]: expected an integer >= 1 or "
                f"None, received {frequency}."
            )
        steps = self.gradient_accumulation_steps
        if steps is not None and (not isinstance(steps, int) or steps < 2):
            raise ValueError(
                f"{type(self).__name__} [gradient_accumulation_steps]: expected an integer >= 2 "
                f"or None, received {steps}."
            )

    def _set_up_learning_rate(self, learning_rate: Any) -> None:
        if isinstance(learning_rate, LearningRateSchedule) or callable(learning_rate):
            self._learning_rate: Any = learning_rate
            self._scheduled = True
            return
        try:
            value = float(learning_rate)
        except (TypeError, ValueError):
            raise ValueError(
                f"{type(self).__name__} [learning_rate]: expected a number, a "
                f"LearningRateSchedule or a function, received {learning_rate!r}."
            ) from None
        from pellucid.keras import config

        self._scheduled = False
        self._learning_rate = self.add_variable(
            (), config.floatx(), value=value, name="learning_rate"
        )

    # state ---------------------------------------------------------------------------------

    @property
    def iterations(self) -> Any:
        """Number of updates so far, an int64 variable."""
        if self.gradient_accumulation_steps:
            return tf.math.floordiv(
                tf.convert_to_tensor(self._iterations),
                tf.constant(self.gradient_accumulation_steps, "int64"),
            )
        return self._iterations

    @property
    def learning_rate(self) -> Any:
        """The current learning rate; assign a number, or a schedule, to change it."""
        if self._scheduled:
            return self._current_learning_rate()
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        if isinstance(value, LearningRateSchedule) or callable(value):
            if not self._scheduled:
                rate = self._learning_rate
                self._variables = [v for v in self._variables if v is not rate]
            self._learning_rate, self._scheduled = value, True
            return
        if self._scheduled:
            raise TypeError(
                f"{type(self).__name__} [learning_rate]: is given by a schedule, hence not "
                "settable. Fix: make the optimizer with a number, or assign another schedule."
            )
        self._learning_rate.assign(value)

    @property
    def lr(self) -> Any:
        """The learning rate, in the spelling of Keras 2."""
        return self.learning_rate

    @lr.setter
    def lr(self, value: Any) -> None:
        self.learning_rate = value

    def _current_learning_rate(self) -> Any:
        """The learning rate of this step, as a tensor."""
        rate: Any = self._learning_rate
        if isinstance(rate, LearningRateSchedule):
            rate = rate(self._iterations)
        elif self._scheduled:
            rate = rate()
        else:
            rate = tf.convert_to_tensor(rate)
        if self._time_decay:
            steps = tf.cast(tf.convert_to_tensor(self._iterations), rate.dtype)
            rate = rate / (1.0 + self._time_decay * steps)
        return rate

    def build(self, variables: Sequence[Any]) -> None:
        """Makes the state for these variables; subclasses add their slots after `super().build`."""
        self._trainable_variables = list(variables)
        self._index = {id(variable): i for i, variable in enumerate(variables)}
        if self.use_ema:
            self._averages = self.add_optimizer_variables(variables, "average")
        if self.gradient_accumulation_steps:
            self._accumulators = self.add_optimizer_variables(variables, "gradient_accumulator")
        self._constrained = [v for v in variables if getattr(v, "constraint", None) is not None]
        self.built = True

    def _get_variable_index(self, variable: Any) -> int:
        """The position of a variable among those the optimizer was built with."""
        index = self._index.get(id(variable))
        if index is None:
            raise ValueError(
                f"{type(self).__name__}.apply [trainable_variables]: unknown variable {variable}. "
                "An optimizer serves the variables it was built with. "
                "Fix: make a new optimizer, or build() this one with all variables first."
            )
        return index

    # the step ------------------------------------------------------------------------------

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Updates one variable; written by the subclass."""
        raise NotImplementedError(
            f"{type(self).__name__} [update_step]: an Optimizer subclass must define "
            "update_step(gradient, variable, learning_rate)."
        )

    def apply_gradients(
        self,
        grads_and_vars: Iterable[tuple[Any, Any]],
        name: str | None = None,
        skip_gradients_aggregation: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Updates variables by their gradients.

        Args:
            grads_and_vars: pairs (gradient, variable); gradients may be None or IndexedSlices.
            name: accepted for Keras 2.
            skip_gradients_aggregation: whether replicas leave gradients as they are.
            **kwargs: `experimental_aggregate_gradients` of Keras 2.

        Returns:
            `iterations`.

        Raises:
            ValueError: where no variable has a gradient, or a variable is unknown.

        Example:
            >>> optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        """
        if kwargs and set(kwargs) != {"experimental_aggregate_gradients"}:
            raise TypeError(
                f"{type(self).__name__}.apply_gradients [{', '.join(kwargs)}]: unknown argument."
            )
        grads, variables = zip(*grads_and_vars)
        self.apply(grads, variables)
        return self.iterations

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Any] | None = None) -> None:
        """Updates variables by their gradients.

        Args:
            grads: gradients, None or IndexedSlices among them.
            trainable_variables: the variables; by default those given to `build`.
        """
        if trainable_variables is None:
            trainable_variables = self._known_variables(grads)
        elif not self.built:
            self.build(list(trainable_variables))
        if len(grads) == 0:
            return
        pairs = list(zip(grads, trainable_variables))
        for gradient, variable in pairs:
            if id(variable) not in self._index:
                self._get_variable_index(variable)
            if gradient is None:
                pairs = self._without_missing(pairs)
                break
        if self.gradient_accumulation_steps:
            self._accumulate(pairs)
        else:
            self._update(pairs)
        for variable in self._constrained:
            variable.assign(variable.constraint(tf.convert_to_tensor(variable)))
        self._iterations.assign_add(1)

    def _known_variables(self, grads: Sequence[Any]) -> list[Any]:
        if not self.built:
            raise ValueError(
                f"{type(self).__name__}.apply [trainable_variables]: needed unless the optimizer "
                "is built. Fix: call optimizer.build(trainable_variables) first."
            )
        if len(grads) != len(self._trainable_variables):
            raise ValueError(
                f"{type(self).__name__}.apply [grads]: wrong number. Expected "
                f"{len(self._trainable_variables)} (the variables given to build), received "
                f"{len(grads)}."
            )
        return self._trainable_variables

    def _without_missing(self, pairs: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
        """Leaves out variables without gradient, with a warning."""
        kept = [pair for pair in pairs if pair[0] is not None]
        if not kept:
            raise ValueError(
                f"{type(self).__name__}.apply [grads]: no gradients provided for any variable. "
                "Fix: does the loss depend on the variables, and was it computed inside the tape?"
            )
        missing = [getattr(v, "path", None) or v.name for g, v in pairs if g is None]
        warnings.warn(
            f"Gradients do not exist for variables {missing} when minimizing the loss. If using "
            "`model.compile()`, did you forget to provide a `loss` argument?",
            stacklevel=4,
        )
        return kept

    def _update(self, pairs: list[tuple[Any, Any]]) -> None:
        """One update of the weights by these gradients."""
        if self.loss_scale_factor is not None:
            scale = 1.0 / self.loss_scale_factor
            pairs = [(scaled(gradient, scale), variable) for gradient, variable in pairs]
        if not (self.clipnorm is None and self.global_clipnorm is None and self.clipvalue is None):
            pairs = self._clipped(pairs)
        rate = self._current_learning_rate()
        if self.weight_decay is not None:
            self._decay_weights([variable for _, variable in pairs], rate)
        for gradient, variable in pairs:
            dtype = variable.dtype
            if gradient.dtype is not dtype:
                gradient = tf.cast(gradient, dtype)
            self.update_step(gradient, variable, rate if rate.dtype is dtype else _at(rate, dtype))
        if self.use_ema:
            self._update_averages()

    def _clipped(self, pairs: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
        grads = [gradient for gradient, _ in pairs]
        if self.clipnorm is not None and self.clipnorm > 0:
            grads = [tf.clip_by_norm(gradient, self.clipnorm) for gradient in grads]
        elif self.global_clipnorm is not None and self.global_clipnorm > 0:
            # the norm counts repeated rows one by one; what follows sees their sum
            grads = [dense(g) for g in tf.clip_by_global_norm(grads, self.global_clipnorm)[0]]
        elif self.clipvalue is not None and self.clipvalue > 0:
            limit = self.clipvalue
            grads = [tf.clip_by_value(gradient, -limit, limit) for gradient in grads]
        return [(gradient, variable) for gradient, (_, variable) in zip(grads, pairs)]

    def exclude_from_weight_decay(
        self, var_list: Iterable[Any] | None = None, var_names: Iterable[str] | None = None
    ) -> None:
        """Leaves variables out of weight decay; to be called before `build`.

        Args:
            var_list: variables.
            var_names: regular expressions; variables whose path contains a match are left out.
        """
        if self.built:
            raise ValueError(
                f"{type(self).__name__}.exclude_from_weight_decay: must be called before the "
                "optimizer is built."
            )
        self._decay_excluded = {id(variable) for variable in var_list or ()}
        self._decay_excluded_names = list(var_names or ())

    _decay_excluded_names: Sequence[str] = ()

    def _decays(self, variable: Any) -> bool:
        """Whether weight decay is applied to a variable."""
        if id(variable) in self._decay_excluded:
            return False
        if not self._decay_excluded_names:
            return True
        import re

        path = getattr(variable, "path", None) or variable.name
        return not any(re.search(name, path) for name in self._decay_excluded_names)

    def _decay_weights(self, variables: Sequence[Any], rate: Any) -> None:
        for variable in variables:
            if self._decays(variable):
                factor = _at(rate, variable.dtype) * self.weight_decay
                variable.assign_sub(tf.convert_to_tensor(variable) * factor)

    def _accumulate(self, pairs: list[tuple[Any, Any]]) -> None:
        """Collects gradients; every so many calls updates by their mean."""
        steps = self.gradient_accumulation_steps
        slots = [self._accumulators[self._get_variable_index(v)] for _, v in pairs]
        sums = [dense(g) + tf.convert_to_tensor(slot) for (g, _), slot in zip(pairs, slots)]

        def collect() -> tf.Tensor:
            for slot, total in zip(slots, sums):
                slot.assign(total)
            return tf.constant(0)

        def update() -> tf.Tensor:
            self._update([(total / steps, v) for total, (_, v) in zip(sums, pairs)])
            for slot in slots:
                slot.assign(tf.zeros_like(slot))
            return tf.constant(0)

        count = tf.convert_to_tensor(self._iterations) + 1
        full = tf.equal(count % steps, 0)
        if tf.executing_eagerly():
            update() if bool(full) else collect()
        else:
            tf.cond(full, update, collect)

    # averages --------------------------------------------------------------------------------

    def _update_averages(self) -> None:
        """Moves the averages of the weights, and puts them in place where it is time."""
        step = tf.convert_to_tensor(self.iterations)
        for variable, average in zip(self._trainable_variables, self._averages):
            momentum = tf.cast(tf.not_equal(step, 0), average.dtype) * self.ema_momentum
            value = momentum * average + (1.0 - momentum) * tf.convert_to_tensor(variable)
            average.assign(value)
            if self.ema_overwrite_frequency:
                due = tf.equal((step + 1) % self.ema_overwrite_frequency, 0)
                variable.assign(tf.where(due, value, tf.convert_to_tensor(variable)))

    def finalize_variable_values(self, var_list: Sequence[Any]) -> None:
        """Puts the averages in place of the weights (at the end of training), if there are any.

        Args:
            var_list: the variables to set.
        """
        if not self.use_ema:
            return
        if len(var_list) != len(self._averages):
            raise ValueError(
                f"{type(self).__name__}.finalize_variable_values [var_list]: wrong number. "
                f"Expected {len(self._averages)}, received {len(var_list)}."
            )
        for variable, average in zip(self._trainable_variables, self._averages):
            variable.assign(tf.convert_to_tensor(average))

    # use ---------------------------------------------------------------------------------------

    def minimize(
        self,
        loss: Any,
        var_list: Any,
        tape: tf.GradientTape | None = None,
        name: str | None = None,
    ) -> Any:
        """Computes gradients and applies them (Keras 2).

        Args:
            loss: a function without arguments, or with `tape` a tensor.
            var_list: variables, or a function that returns them.
            tape: the tape that recorded `loss`.
            name: accepted for Keras 2.

        Returns:
            `iterations`.
        """
        if not callable(loss) and tape is None:
            raise ValueError(
                f"{type(self).__name__}.minimize [tape]: needed where loss is a tensor. "
                "Fix: pass tape=, or loss as a function."
            )
        tape = tape or tf.GradientTape()
        if callable(loss):
            with tape:
                loss = loss()
        chosen: Any = var_list() if callable(var_list) else var_list
        variables = list(chosen)
        grads: Any = tape.gradient(loss, variables)
        return self.apply_gradients(zip(grads, variables))

    def scale_loss(self, loss: Any) -> Any:
        """Multiplies a loss by `loss_scale_factor`, if there is one."""
        return loss if self.loss_scale_factor is None else loss * self.loss_scale_factor

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same optimizer."""
        rate: Any = self._learning_rate
        if self._scheduled:
            from pellucid.keras.saving.serialization import serialize_keras_object

            rate = serialize_keras_object(rate)
        else:
            rate = float(rate.numpy())
        config = {
            "name": self.name,
            "learning_rate": rate,
            "weight_decay": self.weight_decay,
            "clipnorm": self.clipnorm,
            "global_clipnorm": self.global_clipnorm,
            "clipvalue": self.clipvalue,
            "use_ema": self.use_ema,
            "ema_momentum": self.ema_momentum,
            "ema_overwrite_frequency": self.ema_overwrite_frequency,
            "loss_scale_factor": self.loss_scale_factor,
            "gradient_accumulation_steps": self.gradient_accumulation_steps,
        }
        return config | ({"decay": self._time_decay} if self._time_decay else {})

    @classmethod
    def from_config(
        cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None
    ) -> Optimizer:
        """Makes an optimizer from `get_config()`; the Keras 2 form is read too."""
        config = dict(config)
        if isinstance(config.get("learning_rate"), dict):
            from pellucid.keras.optimizers.schedules.registry import deserialize

            config["learning_rate"] = deserialize(config["learning_rate"], custom_objects)
        for keras2_only in ("is_legacy_optimizer", "jit_compile"):
            config.pop(keras2_only, None)
        return cls(**config)


def _at(rate: Any, dtype: Any) -> Any:
    return rate if rate.dtype == dtype else tf.cast(rate, dtype)


LearningRate = float | LearningRateSchedule | Callable[[], Any]
