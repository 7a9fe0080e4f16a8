"""Recurrent: what SimpleRNN, LSTM and GRU share: an RNN whose cell has the same settings."""

from __future__ import annotations

from typing import Any

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
