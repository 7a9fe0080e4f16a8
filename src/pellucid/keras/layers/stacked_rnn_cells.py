"""StackedRNNCells: cells on top of each other as one cell."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.layer import Layer
from pellucid.keras.layers.recurrent_cell import RecurrentCell
from pellucid.keras.saving.serialization import deserialize_keras_object, serialize_keras_object


class StackedRNNCells(Layer):
    """In each time step the output of a cell is the input of the next.

    Args:
        cells: the cells, the first one sees the input.

    States: a list with the states of each cell.
    Example: `keras.layers.StackedRNNCells([keras.layers.LSTMCell(4), keras.layers.GRUCell(2)])`.
    """

    def __init__(self, cells: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for cell in cells:
            if not hasattr(cell, "call"):
                raise ValueError(
                    "All cells must have a `call` method. Received cell without a `call` method: "
                    f"{cell}"
                )
            if not hasattr(cell, "state_size"):
                raise ValueError(
                    "All cells must have a `state_size` attribute. Received cell without a "
                    f"`state_size`: {cell}"
                )
        self.cells = list(cells)

    @property
    def state_size(self) -> list[Any]:
        """The state sizes of each cell."""
        return [cell.state_size for cell in self.cells]

    @property
    def output_size(self) -> Any:
        """The output size of the last cell."""
        return _output_size(self.cells[-1])

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """The weights of all cells."""
        for cell in self.cells:
            if isinstance(cell, Layer) and not cell.built:
                cell.build(input_shape)
                cell.built = True
            input_shape = (input_shape[0], _output_size(cell))

    def get_initial_state(self, batch_size: Any = None) -> list[Any]:
        """The first states of each cell."""
        states = []
        for cell in self.cells:
            make = getattr(cell, "get_initial_state", None)
            if make is not None:
                states.append(make(batch_size=batch_size))
            else:
                sizes = tf.nest.flatten(cell.state_size)
                states.append([tf.zeros([batch_size, n], self.compute_dtype) for n in sizes])
        return states

    def call(self, inputs: tf.Tensor, states: Any, training: Any = False, **kwargs: Any) -> Any:
        """The output of the last cell, and the next states of all."""
        new = []
        for cell, state in zip(self.cells, states, strict=True):
            given = state if isinstance(state, list | tuple) else [state]
            if isinstance(cell, Layer):
                inputs, after = cell(inputs, given, training=training, **kwargs)
            else:
                inputs, after = cell.call(inputs, given, **kwargs)
            flat = tf.nest.flatten(after)
            new.append(flat if isinstance(state, list | tuple) else flat[0])
        return inputs, new

    def draw_dropout_masks(self, inputs: tf.Tensor, states: Any) -> None:
        """Draw the factors of dropout of all cells for a sequence."""
        for cell, state in zip(self.cells, states, strict=True):
            first = tf.nest.flatten(state)[0]
            if isinstance(cell, RecurrentCell):
                cell.draw_dropout_masks(inputs, first)
            inputs = first

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "cells": [serialize_keras_object(cell) for cell in self.cells],
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> StackedRNNCells:
        """The cell whose `get_config()` gave `config`."""
        config = dict(config)
        cells = [
            deserialize_keras_object(one, custom_objects=custom_objects)
            for one in config.pop("cells")
        ]
        return cls(cells, **config)


def _output_size(cell: Any) -> Any:
    size = getattr(cell, "output_size", None)
    return tf.nest.flatten(cell.state_size)[0] if size is None else size
