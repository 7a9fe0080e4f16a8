"""RecurrentCell: what SimpleRNNCell, LSTMCell and GRUCell share."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import activations, constraints, initializers, random, regularizers
from pellucid.keras.layers.layer import Layer


class RecurrentCell(Layer):
    """One time step: from an input and the states to an output and the next states.

    A step is done in two parts: `project` is x · kernel + bias, which a layer does for all time
    steps at once, and `advance` the rest, which needs the states. The first state is the output.

    Args:
        units: size of the output.
        activation: function or name, of the new value.
        use_bias: whether to add a bias.
        kernel_initializer, recurrent_initializer, bias_initializer: first values.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: penalties.
        kernel_constraint, recurrent_constraint, bias_constraint: projections after each update.
        dropout: probability of a zero in the inputs; the zeros are the same in all time steps.
        recurrent_dropout: the same for the output of the step before.
        seed: int for reproducible zeros.

    Weights: kernel (n, gates · units), recurrent_kernel (units, gates · units), bias.
    """

    # how many matrices lie side by side in the kernel
    gates = 1

    def __init__(
        self,
        units: int,
        activation: Any,
        use_bias: bool,
        kernel_initializer: Any,
        recurrent_initializer: Any,
        bias_initializer: Any,
        kernel_regularizer: Any,
        recurrent_regularizer: Any,
        bias_regularizer: Any,
        kernel_constraint: Any,
        recurrent_constraint: Any,
        bias_constraint: Any,
        dropout: float,
        recurrent_dropout: float,
        seed: int | None,
        **kwargs: Any,
    ) -> None:
        if units <= 0:
            raise ValueError(
                "Received an invalid value for argument `units`, expected a positive integer, "
                f"got {units}."
            )
        kwargs.pop("implementation", None)  # of Keras 2: there is one way to do the step
        super().__init__(**kwargs)
        self.units = int(units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.recurrent_initializer = initializers.get(recurrent_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.recurrent_regularizer = regularizers.get(recurrent_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.recurrent_constraint = constraints.get(recurrent_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.dropout = min(1.0, max(0.0, dropout))
        self.recurrent_dropout = min(1.0, max(0.0, recurrent_dropout))
        self.seed = seed
        self.seed_generator = random.SeedGenerator(seed)
        self.state_size: Any = self.units
        self.output_size = self.units
        self.reset_dropout_masks()

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """Kernel, recurrent kernel and bias."""
        size = self.gates * self.units
        self.kernel = self.add_weight(
            name="kernel",
            shape=(input_shape[-1], size),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel",
            shape=(self.units, size),
            initializer=self.recurrent_initializer,
            regularizer=self.recurrent_regularizer,
            constraint=self.recurrent_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=self.bias_shape(),
                initializer=self.first_bias(),
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def bias_shape(self) -> tuple[Any, ...]:
        """The shape of the bias."""
        return (self.gates * self.units,)

    def first_bias(self) -> Any:
        """The initializer of the bias."""
        return self.bias_initializer

    # ------------------------------------------------------------------ the step

    def call(self, inputs: tf.Tensor, states: Any, training: Any = False) -> tuple[Any, Any]:
        """The output of one step (batch, units), and the next states.

        Args:
            inputs: (batch, n).
            states: a list, or the tensor where there is one state.
            training: whether dropout is on.
        """
        given = list(states) if isinstance(states, list | tuple) else [states]
        if training:
            self.draw_dropout_masks(inputs, given[0])
        output, new = self.advance(self.project(inputs), given)
        return output, new if isinstance(states, list | tuple) else new[0]

    def project(self, inputs: tf.Tensor) -> tf.Tensor:
        """inputs · kernel + bias, for inputs (batch, n) or (steps, batch, n)."""
        projected, bias = self.product(inputs), self.input_bias()
        return projected if bias is None else tf.add(projected, bias)

    def product(self, inputs: tf.Tensor) -> tf.Tensor:
        """inputs · kernel, for inputs (batch, n) or (steps, batch, n)."""
        if self.input_mask is not None:
            inputs = inputs * self.input_mask
        if inputs.shape.rank == 2:
            return tf.matmul(inputs, self.kernel)
        # all steps at once are one product
        rows = tf.matmul(tf.reshape(inputs, [-1, inputs.shape[-1]]), self.kernel)
        return tf.reshape(rows, _with_last(inputs, self.gates * self.units))

    def input_bias(self) -> Any:
        """The part of the bias that does not meet the states."""
        return self.bias

    def advance(self, projected: tf.Tensor, states: list[Any]) -> tuple[Any, list[Any]]:
        """The output and next states, from `project` of a step's input; subclasses define it."""
        raise NotImplementedError(f"{type(self).__name__}.advance: a subclass must define it.")

    def whole(self, inputs: tf.Tensor, states: list[Any], mask: Any) -> Any:
        """All steps at once, where an op of its own can do them as this cell is set up.

        Args:
            inputs: (steps, batch, n).
            states: the first states.
            mask: bool, (steps, batch): the steps that change the states; or None, for all.

        Returns: the first state after every step, (steps, batch, units), and the list of last
            states. Or None: step by step.
        """
        return None

    def has_usual_gates(self) -> bool:
        """Whether a step is the textbook's: tanh, sigmoid gates, no recurrent dropout."""
        gate = getattr(self, "recurrent_activation", None)
        usual = self.activation is activations.tanh and gate is activations.sigmoid
        return usual and self.recurrent_mask is None

    def recurrent(self, output: tf.Tensor) -> tf.Tensor:
        """The output of the step before, with the zeros of recurrent dropout."""
        return output if self.recurrent_mask is None else output * self.recurrent_mask

    # ------------------------------------------------------------------ dropout

    def draw_dropout_masks(self, inputs: tf.Tensor, output: tf.Tensor) -> None:
        """Draw the factors for one step's inputs and the output, unless there are some already."""
        if self.dropout > 0 and self.input_mask is None:
            ones = tf.ones_like(inputs)
            self.input_mask = random.dropout(ones, self.dropout, seed=self.seed_generator)
        if self.recurrent_dropout > 0 and self.recurrent_mask is None:
            ones = tf.ones_like(output)
            self.recurrent_mask = random.dropout(
                ones, self.recurrent_dropout, seed=self.seed_generator
            )

    def reset_dropout_masks(self) -> None:
        """Forget the factors, so that the next step draws new ones."""
        self.input_mask: Any = None
        self.recurrent_mask: Any = None

    # ------------------------------------------------------------------ states

    def get_initial_state(self, batch_size: Any = None) -> list[Any]:
        """States of zeros, each (batch_size, size)."""
        return [
            tf.zeros([batch_size, size], self.compute_dtype)
            for size in tf.nest.flatten(self.state_size)
        ]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "units": self.units,
            "activation": activations.serialize(self.activation),
            "use_bias": self.use_bias,
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "recurrent_initializer": initializers.serialize(self.recurrent_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "recurrent_regularizer": regularizers.serialize(self.recurrent_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "recurrent_constraint": constraints.serialize(self.recurrent_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
            "dropout": self.dropout,
            "recurrent_dropout": self.recurrent_dropout,
            "seed": self.seed,
        }


def _with_last(x: tf.Tensor, size: int) -> Any:
    """The shape of `x` with another last size."""
    sizes = x.shape[:-1].as_list()
    unknown = sizes.count(None)
    if unknown > 1:
        return tf.concat([tf.shape(x)[:-1], [size]], 0)
    return [*[-1 if n is None else n for n in sizes], size]
