"""Sequential: layers one after another."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.input_layer import InputLayer
from pellucid.keras.layers.layer import Layer
from pellucid.keras.layers.shapes_of_calls import shape_structure
from pellucid.keras.models.functional import Functional, _with_training
from pellucid.keras.models.model import Model
from pellucid.keras.saving.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from pellucid.keras.symbolic.keras_tensor import KerasTensor


class Sequential(Model):
    """A model that passes its input through a list of layers.

    With an input shape (`keras.Input` first, or `input_shape=` in the first layer) it is built at
    once; without one, when it first sees data.

    Args:
        layers: the layers.
        trainable: whether the weights may be updated.
        name: name, default 'sequential'.

    Example:
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
        model.output_shape  # (None, 2)
    """

    def __init__(
        self, layers: Any = None, trainable: bool = True, name: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(trainable=trainable, name=name, **kwargs)
        self._sequence: list[Any] = []
        self._functional: Any = None
        for layer in layers or []:
            self.add(layer, rebuild=False)
        self._maybe_rebuild()

    def add(self, layer: Any, rebuild: bool = True) -> None:
        """Put a layer at the end.

        Args:
            layer: a Layer, or a `keras.Input`.
            rebuild: whether to extend the graph at once.

        Raises:
            ValueError: for other things, a name that is taken, and an Input that is not first.
        """
        if not self._sequence and getattr(layer, "_input_shape_arg", None) is not None:
            if not isinstance(layer, InputLayer):
                self.add(InputLayer(batch_shape=layer._input_shape_arg), rebuild=False)
        if isinstance(layer, KerasTensor) and isinstance(
            layer._keras_history.operation, InputLayer
        ):
            layer = layer._keras_history.operation
        if not isinstance(layer, Layer):
            raise ValueError(
                "Only instances of `keras.Layer` can be added to a Sequential model. "
                f"Received: {layer} (of type {type(layer)})"
            )
        if any(layer.name == other.name for other in self._sequence):
            raise ValueError(
                "All layers added to a Sequential model should have unique names. Name "
                f"'{layer.name}' is already the name of a layer in this model. Update the `name` "
                "argument to pass a unique name."
            )
        if isinstance(layer, InputLayer) and self._sequence:
            raise ValueError(
                f"Sequential model '{self.name}' has already been configured with layers: an "
                f"Input must be the first. Received {layer} after {self._sequence[-1]}."
            )
        self._sequence.append(layer)
        if rebuild:
            self._maybe_rebuild()

    def pop(self, rebuild: bool = True) -> Layer:
        """Take the last layer away and return it."""
        layer = self._sequence.pop()
        self.built, self._functional = False, None
        if rebuild:
            self._maybe_rebuild()
        return layer

    def _maybe_rebuild(self) -> None:
        has_input = bool(self._sequence) and isinstance(self._sequence[0], InputLayer)
        if has_input and len(self._sequence) > 1:
            self.build(self._sequence[0].batch_shape)
        elif self._functional is not None:
            # built from data, then extended: the input is known
            self.build(self._functional.input_shape)

    def build(self, input_shape: Any = None) -> None:
        """Build the layers for inputs of this shape.

        Args:
            input_shape: shape with the batch axis; a list or dict of shapes goes through the
                layers without a graph.
        """
        if input_shape is None:
            if not self._sequence or not isinstance(self._sequence[0], InputLayer):
                raise ValueError(
                    f"Sequential model '{self.name}' [input_shape]: expected a shape, received "
                    "None. Fix: start with keras.Input, or give the shape."
                )
            input_shape = self._sequence[0].batch_shape
        if not self._sequence:
            raise ValueError(
                f"Sequential model {self.name} cannot be built because it has no layers. Call "
                "`model.add(layer)`."
            )
        if not isinstance(input_shape, list | tuple) or any(
            isinstance(size, list | tuple | dict) for size in input_shape
        ):
            return
        self._check_known_shape(input_shape)
        if not isinstance(self._sequence[0], InputLayer):
            dtype = self._sequence[0].compute_dtype
            self._sequence.insert(0, InputLayer(batch_shape=input_shape, dtype=dtype))
        inputs = x = self._sequence[0].output
        start = 1
        if self._functional is not None and self._functional.inputs[0] is inputs:
            # only the layers after those that are in the graph already
            known = self._functional.layers
            if known == self._sequence[: len(known)]:
                x, start = self._functional.output, len(known)
        for layer in self._sequence[start:]:
            try:
                x = layer(x)
            except NotImplementedError:
                return
        self._functional = Functional(inputs=inputs, outputs=x, name=self.name)

    def _check_known_shape(self, input_shape: Any) -> None:
        first = self._sequence[0]
        if isinstance(first, InputLayer) and first.batch_shape[1:] != tuple(input_shape)[1:]:
            raise ValueError(
                f"Sequential model '{self.name}' has already been configured to use input shape "
                f"{first.batch_shape}. You cannot build it with input_shape {input_shape}"
            )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._functional is None and args and not self.built and self._sequence:
            shape = shape_structure(args[0])
            if isinstance(shape, tuple):
                self.build(shape)
        if self._functional is not None and args:
            args = (self._functional._flat_inputs(args[0])[0], *args[1:])
        return super().__call__(*args, **kwargs)

    def call(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        """The layers, one after another."""
        if self._functional is not None:
            return self._functional.call(inputs, training=training, mask=mask)
        x = inputs
        for layer in self._sequence:
            if not isinstance(layer, InputLayer):
                x = _with_training(layer, training)(x)
        return x

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Shapes and dtypes of the outputs for these KerasTensors."""
        if self._functional is not None:
            return self._functional.compute_output_spec(*args, **kwargs)
        x = args[0] if args else kwargs["inputs"]
        for layer in self._sequence:
            x = layer.compute_output_spec(x)
        return x

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Shape(s) of the outputs for these input shape(s)."""
        for layer in self._sequence:
            if not isinstance(layer, InputLayer):
                input_shape = layer.compute_output_shape(input_shape)
        return input_shape

    @property
    def layers(self) -> list[Layer]:
        """The layers, without the InputLayer."""
        return [layer for layer in self._sequence if not isinstance(layer, InputLayer)]

    def _graph(self, word: str) -> Functional:
        if self._functional is None:
            raise AttributeError(f"Sequential model '{self.name}' has no defined {word} yet.")
        return self._functional

    @property
    def inputs(self) -> list[KerasTensor]:
        """The input, in a list."""
        return self._graph("inputs").inputs

    @property
    def outputs(self) -> list[KerasTensor]:
        """The output, in a list."""
        return self._graph("outputs").outputs

    @property
    def input(self) -> KerasTensor:
        """The input."""
        return self._graph("inputs").input

    @property
    def output(self) -> KerasTensor:
        """The output."""
        return self._graph("outputs").output

    @property
    def input_shape(self) -> Any:
        """Shape of the input."""
        return self._graph("input shape").input_shape

    @property
    def output_shape(self) -> Any:
        """Shape of the output."""
        return self._graph("output shape").output_shape

    @property
    def output_names(self) -> list[str]:
        """Name of the last layer, in a list."""
        return self._graph("outputs").output_names

    @property
    def input_spec(self) -> Any:
        """What the input must look like."""
        functional = self.__dict__.get("_functional")
        return None if functional is None else functional.input_spec

    @input_spec.setter
    def input_spec(self, value: Any) -> None:
        del value  # it always follows from the layers

    def get_config(self) -> dict[str, Any]:
        """Name and layers."""
        config = Layer.get_config(self)
        config["layers"] = [serialize_keras_object(layer) for layer in self._sequence]
        if self._functional is not None:
            config["build_input_shape"] = self._sequence[0].batch_shape
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Sequential:
        """The model whose `get_config()` gave `config`, without its weights."""
        if isinstance(config, list):  # the oldest form: only the layers
            config = {"layers": config}
        if "layers" not in config:
            return cls(**config)
        model = cls(name=config.get("name"), trainable=config.get("trainable", True))
        for data in config["layers"]:
            layer = deserialize_keras_object(data, custom_objects=custom_objects)
            model.add(layer, rebuild=False)
        model._maybe_rebuild()
        shape = config.get("build_input_shape")
        if model._functional is None and shape is not None and model._sequence:
            model.build(tuple(shape))
        return model

    def get_build_config(self) -> dict[str, Any] | None:
        """The input shape, if known."""
        if self._functional is None:
            return None
        return {"input_shape": self._sequence[0].batch_shape}

    def build_from_config(self, config: dict[str, Any]) -> None:
        """Build with the shape that `get_build_config` gave."""
        if config.get("input_shape") is not None and self._functional is None:
            self.build(tuple(config["input_shape"]))
