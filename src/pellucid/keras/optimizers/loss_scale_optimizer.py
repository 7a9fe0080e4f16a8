"""LossScaleOptimizer: keeps float16 gradients from vanishing by scaling the loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pellucid as tf
from pellucid.keras.optimizers.gradients import dense, scaled
from pellucid.keras.optimizers.optimizer import Optimizer


class LossScaleOptimizer(Optimizer):
    """Scales the loss up and the gradients down, and adapts the scale.

    A step with an infinite gradient is left out and halves the scale;
    `dynamic_growth_steps` good steps in a row double it.

    Args:
        inner_optimizer: the optimizer that moves the weights.
        initial_scale: first scale.
        dynamic_growth_steps: good steps before the scale doubles.
        name: a name.
        **kwargs: `dynamic` and `initial_scale` of Keras 2.

    Reference:
        Micikevicius et al., Mixed Precision Training, arXiv:1710.03740.
    """

    def __init__(
        self,
        inner_optimizer: Optimizer,
        initial_scale: float = 2.0**15,
        dynamic_growth_steps: int = 2000,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        if not kwargs.pop("dynamic", True):
            raise ValueError(
                "LossScaleOptimizer [dynamic]: the scale always adapts. "
                "Fix: for a fixed scale use the optimizer's own loss_scale_factor=."
            )
        super().__init__(0.0, name=name, **kwargs)
        self.inner_optimizer = inner_optimizer
        self.initial_scale = initial_scale
        self.dynamic_growth_steps = dynamic_growth_steps
        self.step_counter: Any = None
        self.dynamic_scale: Any = None

    def build(self, variables: Sequence[Any]) -> None:
        """Makes the scale, and builds the inner optimizer."""
        if self.built:
            return
        self.step_counter = self.add_variable((), "int64", name="step_counter")
        self.dynamic_scale = self.add_variable(
            (), "float32", value=float(self.initial_scale), name="dynamic_scale"
        )
        self.inner_optimizer.build(variables)
        self._trainable_variables = list(variables)
        self._index = {id(variable): i for i, variable in enumerate(variables)}
        self.built = True

    @property
    def variables(self) -> list[Any]:
        """Its own state, then that of the inner optimizer."""
        return self._variables + self.inner_optimizer.variables

    @property
    def iterations(self) -> Any:
        """Number of updates of the inner optimizer."""
        return self.inner_optimizer.iterations

    @property
    def learning_rate(self) -> Any:
        """Learning rate of the inner optimizer."""
        return self.inner_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self.inner_optimizer.learning_rate = value

    @property
    def loss_scale(self) -> Any:
        """The present scale (the name in Keras 2)."""
        return self.initial_scale if self.dynamic_scale is None else self.dynamic_scale

    def scale_loss(self, loss: Any) -> Any:
        """Multiplies a loss by the present scale."""
        loss = tf.convert_to_tensor(loss)
        if not self.built:
            return loss * self.initial_scale
        return loss * tf.cast(tf.convert_to_tensor(self.dynamic_scale), loss.dtype)

    def get_scaled_loss(self, loss: Any) -> Any:
        """Multiplies a loss by the present scale (the name in Keras 2)."""
        return self.scale_loss(loss)

    def get_unscaled_gradients(self, grads: Sequence[Any]) -> list[Any]:
        """Divides gradients by the present scale (Keras 2; then call the inner optimizer)."""
        factor = 1.0 / float(self.initial_scale) if not self.built else self._inverse()
        return [None if gradient is None else scaled(gradient, factor) for gradient in grads]

    def _inverse(self) -> Any:
        return 1.0 / tf.convert_to_tensor(self.dynamic_scale)

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Any] | None = None) -> None:
        """Updates the variables where all gradients are finite, and adapts the scale."""
        if not self.built:
            if trainable_variables is None:
                trainable_variables = self._known_variables(grads)
            self.build(list(trainable_variables))
        present = [dense(gradient) for gradient in grads if gradient is not None]
        finite = tf.reduce_all([tf.reduce_all(tf.math.is_finite(g)) for g in present])
        if tf.executing_eagerly():
            self._good(grads, trainable_variables) if bool(finite) else self._bad()
        else:
            tf.cond(finite, lambda: self._good(grads, trainable_variables), self._bad)

    def _good(self, grads: Sequence[Any], variables: Sequence[Any] | None) -> tf.Tensor:
        inverse = self._inverse()
        unscaled = [None if g is None else scaled(g, tf.cast(inverse, g.dtype)) for g in grads]
        self.inner_optimizer.apply(unscaled, variables)
        steps = tf.convert_to_tensor(self.step_counter) + 1
        grow = tf.equal(steps, self.dynamic_growth_steps)
        self.step_counter.assign(tf.where(grow, tf.zeros_like(steps), steps))
        scale = tf.convert_to_tensor(self.dynamic_scale)
        self.dynamic_scale.assign(tf.where(grow, scale * 2.0, scale))
        return tf.constant(0)

    def _bad(self) -> tf.Tensor:
        self.step_counter.assign(tf.zeros_like(tf.convert_to_tensor(self.step_counter)))
        self.dynamic_scale.assign(tf.convert_to_tensor(self.dynamic_scale) / 2.0)
        return tf.constant(0)

    def finalize_variable_values(self, var_list: Sequence[Any]) -> None:
        """Hands over to the inner optimizer."""
        self.inner_optimizer.finalize_variable_values(var_list)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same optimizer."""
        from pellucid.keras.optimizers.registry import serialize

        return {
            "name": self.name,
            "inner_optimizer": serialize(self.inner_optimizer),
            "initial_scale": self.initial_scale,
            "dynamic_growth_steps": self.dynamic_growth_steps,
        }

    @classmethod
    def from_config(
        cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None
    ) -> LossScaleOptimizer:
        """Makes an optimizer from `get_config()`."""
        from pellucid.keras.optimizers.registry import deserialize

        config = dict(config)
        inner = deserialize(config.pop("inner_optimizer"), custom_objects)
        return cls(inner, **config)
