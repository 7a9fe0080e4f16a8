"""RNN: a cell over the time steps of a sequence."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.dtype_promotion import floating
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer
from pellucid.keras.layers.recurrence import masked_outputs, recurrence
from pellucid.keras.layers.recurrent_cell import RecurrentCell
from pellucid.keras.layers.stacked_rnn_cells import StackedRNNCells
from pellucid.keras.saving.serialization import deserialize_keras_object, serialize_keras_object
from pellucid.keras.variables import Variable


class RNN(Layer):
    """output_t, states_t = cell(x_t, states_{t-1}) for all time steps t.

    Args:
        cell: a layer (or list of them, which run on top of each other) with
            `call(inputs_at_t, states_at_t) -> (output_at_t, states_at_t_plus_1)` and `state_size`,
            an int or a list; `output_size` and `get_initial_state(batch_size)` where they differ
            from the first state's size and from zeros.
        return_sequences: whether to return the outputs of all steps, else the last.
        return_state: whether to return the last states too.
        go_backwards: whether to begin with the last step; the outputs then come in that order.
        stateful: whether the last states are the first ones of the next call; the batch size must
            be known.
        unroll: whether the steps are written out; the number of steps must be known.
        zero_output_for_mask: whether the output is zero, not the one before, at masked steps.

    Call arguments: sequences (batch, steps, …), initial_state (a list of tensors), mask (batch,
        steps) of bool, training.

    Shapes: (batch, steps, …) to (batch, …), or (batch, steps, …) with `return_sequences`.
    Example: `keras.layers.RNN(keras.layers.GRUCell(4))(tf.ones((2, 5, 3))).shape` gives `(2, 4)`.
    """

    def __init__(
        self,
        cell: Any,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        zero_output_for_mask: bool = False,
        **kwargs: Any,
    ) -> None:
        if isinstance(cell, list | tuple):
            cell = StackedRNNCells(cell)
        if not hasattr(cell, "call"):
            raise ValueError(f"Argument `cell` should have a `call` method. Received: cell={cell}")
        if not hasattr(cell, "state_size"):
            raise ValueError(
                "The RNN cell should have a `state_size` attribute (single integer or list of "
                f"integers, one integer per RNN state). Received: cell={cell}"
            )
        super().__init__(**kwargs)
        self.cell = cell
        self.return_sequences, self.return_state = return_sequences, return_state
        self.go_backwards, self.stateful, self.unroll = go_backwards, stateful, unroll
        self.zero_output_for_mask = zero_output_for_mask
        self.supports_masking = True
        self.input_spec: Any = InputSpec(ndim=3)
        self._held = _Held()

    @property
    def state_size(self) -> Any:
        """The sizes of the cell's states."""
        return self.cell.state_size

    @property
    def states(self) -> Any:
        """The states that a stateful layer holds, variables; None before it is built."""
        return self._held.states

    def build(self, sequences_shape: tuple[Any, ...], initial_state_shape: Any = None) -> None:
        """The cell's weights, and the states if stateful."""
        if isinstance(self.cell, Layer) and not self.cell.built:
            self.cell.build((sequences_shape[0], *sequences_shape[2:]))
            self.cell.built = True
        if self.stateful:
            if sequences_shape[0] is None:
                raise ValueError(
                    "When using `stateful=True` in a RNN, the batch size must be static. Found "
                    f"dynamic batch size: sequence.shape={sequences_shape}"
                )
            with tf.init_scope():
                self._held.states = tf.nest.map_structure(
                    lambda x: Variable(x, trainable=False, name="rnn_state"),
                    self.get_initial_state(sequences_shape[0]),
                )

    def get_initial_state(self, batch_size: Any) -> Any:
        """The first states of a sequence, zeros unless the cell says otherwise."""
        make = getattr(self.cell, "get_initial_state", None)
        states = make(batch_size=batch_size) if make is not None else _zeros(self, batch_size)
        return states if isinstance(states, list | tuple) else [states]

    # ------------------------------------------------------------------ calling

    def call(
        self,
        sequences: tf.Tensor,
        initial_state: Any = None,
        mask: Any = None,
        training: Any = False,
    ) -> Any:
        """The last output or all outputs, and the last states with `return_state`."""
        if self.unroll and sequences.shape[1] is None:
            raise ValueError(
                "Cannot unroll a RNN if the time dimension is undefined. Received: "
                f"sequences.shape={sequences.shape}. Fix: unroll=False."
            )
        states = self._first_states(sequences, initial_state)
        mask = mask[0] if isinstance(mask, list | tuple) else mask
        inputs = _steps_first(floating(sequences, self.compute_dtype))
        if mask is not None:
            mask = tf.transpose(tf.cast(mask, tf.bool))
        if self.go_backwards:
            inputs = tf.reverse(inputs, [0])
            mask = None if mask is None else tf.reverse(mask, [0])
        outputs, states = self.loop(inputs, states, mask, training)
        if self.stateful:
            flat = zip(tf.nest.flatten(self.states), tf.nest.flatten(states), strict=True)
            for variable, value in flat:
                variable.assign(tf.cast(value, variable.dtype))
        output = _steps_first(outputs) if self.return_sequences else outputs[-1]
        return (output, *states) if self.return_state else output

    def loop(self, inputs: tf.Tensor, states: Any, mask: Any, training: Any) -> tuple[Any, Any]:
        """Outputs (steps, batch, …) and last states for inputs (steps, batch, …)."""
        cell = self.cell
        built_in = isinstance(cell, RecurrentCell)
        if built_in and training:
            cell.reset_dropout_masks()
            cell.draw_dropout_masks(inputs[0], states[0])
        try:
            if built_in:
                whole = None if self.unroll else cell.whole(inputs, states, mask)
                if whole is not None:
                    return masked_outputs(whole[0], mask, self.zero_output_for_mask), whole[1]
                inputs, step = cell.project(inputs), cell.advance
            else:
                step = self._step_of_cell(training, inputs, states)
            return recurrence(
                step,
                inputs,
                states,
                mask=mask,
                unroll=self.unroll,
                zero_output_for_mask=self.zero_output_for_mask,
                output_is_first_state=built_in,
            )
        finally:
            for part in _cells(cell):
                part.reset_dropout_masks()

    def _step_of_cell(self, training: Any, inputs: tf.Tensor, states: Any) -> Any:
        """A call of the whole cell; factors of dropout are drawn before the loop."""
        cell = self.cell
        for part in _cells(cell):
            part.reset_dropout_masks()
        if training and isinstance(cell, StackedRNNCells):
            cell.draw_dropout_masks(inputs[0], states)
        if isinstance(cell, Layer):
            return lambda x, now: cell(x, now, training=training)
        return lambda x, now: cell.call(x, now)

    def _first_states(self, sequences: tf.Tensor, initial_state: Any) -> Any:
        if initial_state is None:
            initial_state = self.states if self.stateful else None
        if initial_state is None:
            size = sequences.shape[0]
            initial_state = self.get_initial_state(tf.shape(sequences)[0] if size is None else size)
        if not isinstance(initial_state, list | tuple):
            initial_state = [initial_state]
        wanted = len(self.state_size) if isinstance(self.state_size, list | tuple) else 1
        if len(initial_state) != wanted:
            raise ValueError(
                f"{type(self).__name__} [initial_state]: expected {wanted} states, received "
                f"{len(initial_state)}."
            )
        return [
            tf.nest.map_structure(lambda x: tf.cast(x, self.compute_dtype), state)
            for state in initial_state
        ]

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The input's mask if all outputs are returned; states have none."""
        mask = tf.nest.flatten(mask)[0]
        mask = mask if self.return_sequences else None
        if not self.return_state:
            return mask
        return [mask, *[None for _ in tf.nest.flatten(self.state_size)]]

    def compute_output_shape(
        self, sequences_shape: tuple[Any, ...], initial_state_shape: Any = None
    ) -> Any:
        """Of the output; of output and states with `return_state`."""
        batch, steps = sequences_shape[0], sequences_shape[1]
        size = getattr(self.cell, "output_size", None)
        if size is None:
            size = tf.nest.flatten(self.state_size)[0]
        size = tuple(size) if isinstance(size, list | tuple) else (size,)
        output = (batch, steps, *size) if self.return_sequences else (batch, *size)
        if not self.return_state:
            return output
        sizes = self.state_size if isinstance(self.state_size, list | tuple) else [self.state_size]
        return (output, *[_state_shape(batch, size) for size in sizes])

    def reset_state(self) -> None:
        """Set the states of a stateful layer to zeros."""
        for variable in tf.nest.flatten(self.states) if self.states is not None else []:
            variable.assign(tf.zeros_like(variable))

    reset_states = reset_state

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "return_sequences": self.return_sequences,
            "return_state": self.return_state,
            "go_backwards": self.go_backwards,
            "stateful": self.stateful,
            "unroll": self.unroll,
            "zero_output_for_mask": self.zero_output_for_mask,
            "cell": serialize_keras_object(self.cell),
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> RNN:
        """The layer whose `get_config()` gave `config`."""
        config = dict(config)
        cell = deserialize_keras_object(config.pop("cell"), custom_objects=custom_objects)
        return cls(cell, **config)


class _Held:
    """A place for the states of a stateful layer, which do not count among its weights."""

    states: Any = None


def _zeros(layer: RNN, batch_size: Any) -> Any:
    sizes = layer.state_size if isinstance(layer.state_size, list | tuple) else [layer.state_size]
    return [tf.zeros([batch_size, size], layer.compute_dtype) for size in sizes]


def _cells(cell: Any) -> list[RecurrentCell]:
    if isinstance(cell, StackedRNNCells):
        return [part for inner in cell.cells for part in _cells(inner)]
    return [cell] if isinstance(cell, RecurrentCell) else []


def _state_shape(batch: Any, size: Any) -> Any:
    if isinstance(size, list | tuple):
        return [_state_shape(batch, one) for one in size]
    return (batch, size)


def _steps_first(x: tf.Tensor) -> tf.Tensor:
    """(batch, steps, …) as (steps, batch, …), and the reverse."""
    rank: Any = x.shape.rank
    return tf.transpose(x, [1, 0, *range(2, rank)])
