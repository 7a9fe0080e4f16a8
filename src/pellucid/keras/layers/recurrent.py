"""Recurrent: what SimpleRNN, LSTM and GRU share: an RNN whose cell has the same settings."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.rnn import RNN


def of_cell(name: str) -> Any:
    """An attribute that is the cell's."""
    return property(lambda self: getattr(self.cell, name), doc=f"The cell's `{name}`.")


def check_use_cudnn(layer: str, use_cudnn: Any) -> None:
    """Raises ValueError for another value than 'auto', True and False."""
    if use_cudnn not in ("auto", True, False):
        raise ValueError(
            f"{layer} [use_cudnn]: unknown value. Expected 'auto', True or False, received "
            f"{use_cudnn!r}."
        )


class Recurrent(RNN):
    """An RNN that was made from the arguments of its cell."""

    use_cudnn: Any = "auto"

    units = of_cell("units")
    activation = of_cell("activation")
    use_bias = of_cell("use_bias")
    kernel_initializer = of_cell("kernel_initializer")
    recurrent_initializer = of_cell("recurrent_initializer")
    bias_initializer = of_cell("bias_initializer")
    kernel_regularizer = of_cell("kernel_regularizer")
    recurrent_regularizer = of_cell("recurrent_regularizer")
    bias_regularizer = of_cell("bias_regularizer")
    kernel_constraint = of_cell("kernel_constraint")
    recurrent_constraint = of_cell("recurrent_constraint")
    bias_constraint = of_cell("bias_constraint")
    dropout = of_cell("dropout")
    recurrent_dropout = of_cell("recurrent_dropout")

    def call(
        self,
        sequences: tf.Tensor,
        initial_state: Any = None,
        mask: Any = None,
        training: Any = False,
    ) -> Any:
        """The last output or all outputs, and the last states with `return_state`."""
        if self.use_cudnn is True:
            raise ValueError(
                f"{type(self).__name__} [use_cudnn]: use_cudnn=True was specified, but cuDNN is "
                "not supported for this layer configuration with this backend. Fix: "
                "use_cudnn='auto'."
            )
        return super().call(sequences, initial_state, mask, training)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = super().get_config()
        del config["cell"]
        settings = self.cell.get_config()
        for key in ("name", "trainable", "dtype"):
            del settings[key]
        config.setdefault("activity_regularizer", None)
        return {**config, **settings}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """The layer whose `get_config()` gave `config`."""
        return cls(**config)
