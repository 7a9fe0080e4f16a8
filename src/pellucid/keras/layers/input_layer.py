"""Input and InputLayer: where data enter a model."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config
from pellucid.keras.layers.layer import Layer
from pellucid.keras.symbolic.keras_tensor import KerasTensor, standardize_shape
from pellucid.keras.symbolic.node import Node


class InputLayer(Layer):
    """The place of one model input: a KerasTensor of shape (batch, *shape).

    Args:
        shape: shape without the batch axis.
        batch_size: size of the batch axis, default unknown.
        dtype: dtype, default floatx.
        sparse, ragged: whether SparseTensors or RaggedTensors will come.
        batch_shape: shape with the batch axis, instead of `shape`.
        input_tensor: a KerasTensor to use instead of a new one.
        optional: whether the input may be None.
        name: name of the layer and of the input.
        kwargs: `input_shape`, `batch_input_shape` in the spelling of Keras 2.
    """

    def __init__(
        self,
        shape: Any = None,
        batch_size: int | None = None,
        dtype: Any = None,
        sparse: bool | None = None,
        ragged: bool | None = None,
        batch_shape: Any = None,
        input_tensor: KerasTensor | None = None,
        optional: bool = False,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        shape = kwargs.pop("input_shape", shape)
        batch_shape = kwargs.pop("batch_input_shape", batch_shape)
        super().__init__(name=name, **kwargs)
        if input_tensor is not None:
            if not isinstance(input_tensor, KerasTensor):
                raise ValueError(
                    "Argument `input_tensor` must be a KerasTensor. Received invalid type: "
                    f"input_tensor={input_tensor} (of type {type(input_tensor)})"
                )
            batch_shape, dtype = input_tensor.shape, input_tensor.dtype
            sparse, ragged = input_tensor.sparse, input_tensor.ragged
        elif shape is not None and batch_shape is not None:
            raise ValueError("You cannot pass both `shape` and `batch_shape` at the same time.")
        elif batch_shape is None:
            if shape is None:
                raise ValueError("You must pass a `shape` argument.")
            batch_shape = (batch_size, *standardize_shape(shape))
        self._batch_shape = standardize_shape(batch_shape)
        self._dtype = tf.as_dtype(config.floatx() if dtype is None else dtype).name
        self.sparse, self.ragged, self.optional = bool(sparse), bool(ragged), bool(optional)
        tensor = input_tensor
        if tensor is None:
            tensor = KerasTensor(self._batch_shape, self._dtype, sparse, ragged, name=self.name)
        Node(self, (), {}, tensor)
        self.built = True

    def call(self) -> None:
        """Data come from outside; there is nothing to compute."""

    @property
    def batch_shape(self) -> tuple[int | None, ...]:
        """Shape with the batch axis."""
        return self._batch_shape

    @property
    def dtype(self) -> str:
        """Dtype name of the input."""
        return self._dtype

    def get_config(self) -> dict[str, Any]:
        """Shape, dtype and name."""
        return {
            "batch_shape": self._batch_shape,
            "dtype": self._dtype,
            "sparse": self.sparse,
            "ragged": self.ragged,
            "name": self.name,
            "optional": self.optional,
        }


def Input(
    shape: Any = None,
    batch_size: int | None = None,
    dtype: Any = None,
    sparse: bool | None = None,
    ragged: bool | None = None,
    batch_shape: Any = None,
    name: str | None = None,
    tensor: KerasTensor | None = None,
    optional: bool = False,
    **kwargs: Any,
) -> KerasTensor:
    """A model input, to be given to layers and then to `keras.Model`.

    Args:
        shape: shape without the batch axis, None entries are unknown.
        batch_size: size of the batch axis, default unknown.
        dtype: dtype, default floatx.
        sparse, ragged: whether SparseTensors or RaggedTensors will come.
        batch_shape: shape with the batch axis, instead of `shape`.
        name: name of the input.
        tensor: a KerasTensor to wrap.
        optional: whether the input may be None.
        kwargs: `batch_input_shape` in the spelling of Keras 2.

    Returns: a KerasTensor of shape (batch, *shape).
    Example:
        x = keras.Input((32,))
        model = keras.Model(x, keras.layers.Dense(1)(x))
    """
    layer = InputLayer(
        shape=shape,
        batch_size=batch_size,
        dtype=dtype,
        sparse=sparse,
        ragged=ragged,
        batch_shape=batch_shape,
        name=name,
        input_tensor=tensor,
        optional=optional,
        **kwargs,
    )
    return layer.output
