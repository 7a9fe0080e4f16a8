"""Functional: a model given by the graph of layer calls between its inputs and outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pellucid as tf
from pellucid.keras.layers import arguments, call_context
from pellucid.keras.layers.call_context import signature_of
from pellucid.keras.layers.input_layer import InputLayer
from pellucid.keras.layers.input_spec import InputSpec
from pellucid.keras.layers.layer import Layer
from pellucid.keras.models import functional_config, graph
from pellucid.keras.models.model import Model
from pellucid.keras.symbolic.keras_tensor import KerasTensor


class Functional(Model):
    """A model of the layer calls between `inputs` and `outputs`; made by `keras.Model(i, o)`.

    Args:
        inputs: KerasTensor, or a list, tuple or dict of them.
        outputs: the same.
        name: name, default 'functional'.
        kwargs: of `Layer`, e.g. `trainable`.

    Raises:
        ValueError: for inputs or outputs that are no KerasTensors, and for unconnected outputs.
    """

    keras_module = "keras.src.models.functional"
    keras_registered_name = "Functional"

    def __init__(self, inputs: Any, outputs: Any, name: str | None = None, **kwargs: Any) -> None:
        _check_all_symbolic("inputs", inputs)
        _check_all_symbolic("outputs", outputs)
        trainable = kwargs.pop("trainable", None)
        Model.__init__(self, name=name, **kwargs)
        if not all(_is_input(x) for x in tf.nest.flatten(inputs)):
            inputs, outputs = graph.rebase(inputs, outputs)
        self._inputs_struct, self._outputs_struct = inputs, outputs
        self._inputs, self._outputs = tf.nest.flatten(inputs), tf.nest.flatten(outputs)
        self._operations, self._nodes = graph.sort(self._inputs, self._outputs)
        self.built = True
        if trainable is not None:
            self.trainable = trainable

    @property
    def operations(self) -> list[Any]:
        """Layers and operators, from the inputs to the outputs."""
        return list(self._operations)

    @property
    def layers(self) -> list[Layer]:
        """Layers, from the inputs to the outputs."""
        return [op for op in self._operations if isinstance(op, Layer)]

    @property
    def inputs(self) -> list[KerasTensor]:
        """Inputs as a flat list."""
        return list(self._inputs)

    @property
    def outputs(self) -> list[KerasTensor]:
        """Outputs as a flat list."""
        return list(self._outputs)

    @property
    def input(self) -> Any:
        """Inputs in the structure given."""
        return self._inputs_struct

    @property
    def output(self) -> Any:
        """Outputs in the structure given."""
        return self._outputs_struct

    @property
    def input_shape(self) -> Any:
        """Shape(s) of the inputs."""
        return tf.nest.map_structure(lambda x: x.shape, self._inputs_struct)

    @property
    def output_shape(self) -> Any:
        """Shape(s) of the outputs."""
        return tf.nest.map_structure(lambda x: x.shape, self._outputs_struct)

    @property
    def _input_names(self) -> list[str]:
        return [x._keras_history.operation.name for x in self._inputs]

    @property
    def output_names(self) -> list[str]:
        """Names of the layers that give the outputs."""
        return [x._keras_history.operation.name for x in self._outputs]

    @property
    def input_spec(self) -> Any:
        """What each input must look like; the batch size is free."""
        if "_inputs" not in self.__dict__:
            return None

        def spec(x: KerasTensor) -> InputSpec:
            layer = x._keras_history.operation
            shape = (None, *x.shape[1:])
            optional = getattr(layer, "optional", False)
            return InputSpec(
                shape=shape, allow_last_axis_squeeze=True, name=layer.name, optional=optional
            )

        return [spec(x) for x in self._inputs]

    @input_spec.setter
    def input_spec(self, value: Any) -> None:
        del value  # it always follows from the inputs

    @arguments.default_build
    def build(self, input_shape: Any = None) -> None:
        """Nothing to do: the layers were built when they were called."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if args and not (len(args) == 1 and args[0] is self._inputs_struct):
            args = (self._flat_inputs(args[0]), *args[1:])
        return super().__call__(*args, **kwargs)

    def call(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        """Run the graph.

        Args:
            inputs: tensors in the structure of the model's inputs, or a dict by input name.
            training: flag for all layers.
            mask: masks of the inputs.
        """
        values = self._standardize(self._flat_inputs(inputs))
        if mask is not None:
            for value, one in zip(values, tf.nest.flatten(mask), strict=False):
                if one is not None:
                    call_context.set_mask(value, one)
        return self._run_graph(values, lambda op: _with_training(op, training))

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Shapes and dtypes of the outputs for these KerasTensors."""
        values = self._flat_inputs(args[0] if args else kwargs["inputs"])
        for given, own in zip(values, self._inputs, strict=True):
            if given.shape[1:] != own.shape[1:] or kwargs.get("mask") is not None:
                return self._run_graph(values, lambda op: op.compute_output_spec)
        batch = values[0].shape[0]

        def same(x: KerasTensor) -> KerasTensor:
            known = x.shape and x.shape[0] is None
            return KerasTensor((batch, *x.shape[1:]) if known else x.shape, x.dtype)

        return tf.nest.map_structure(same, self._outputs_struct)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """Shape(s) of the outputs for these input shape(s)."""
        return Layer.compute_output_shape(self, input_shape)

    def _run_graph(self, values: list[Any], function_of: Callable[[Any], Any]) -> Any:
        tensors = {id(x): value for x, value in zip(self._inputs, values, strict=True)}
        for node in self._nodes:
            if node.is_input or any(id(x) not in tensors for x in node.input_tensors):
                continue
            args, kwargs = node.fill_in(tensors)
            outputs = function_of(node.operation)(*args, **kwargs)
            flat = [y for y in tf.nest.flatten(outputs) if y is not None]
            for x, y in zip(node.output_tensors, flat, strict=True):
                tensors[id(x)] = y
        return tf.nest.pack_sequence_as(
            self._outputs_struct, [tensors[id(x)] for x in self._outputs]
        )

    def _flat_inputs(self, inputs: Any) -> list[Any]:
        """The inputs as a flat list in the order of the model's, whatever the structure."""
        names = self._input_names
        if isinstance(inputs, dict) and not isinstance(self._inputs_struct, dict):
            missing = [name for name in names if name not in inputs]
            if missing:
                raise ValueError(
                    f'Missing data for input "{missing[0]}". You passed a data dictionary with '
                    f"keys {list(inputs)}. Expected the following keys: {names}"
                )
            return [inputs[name] for name in names]
        if isinstance(inputs, dict):
            missing = [key for key in self._inputs_struct if key not in inputs]
            if missing:
                raise ValueError(
                    f'Missing data for input "{missing[0]}". You passed a data dictionary with '
                    f"keys {list(inputs)}. Expected the following keys: "
                    f"{list(self._inputs_struct)}"
                )
            inputs = {key: inputs[key] for key in self._inputs_struct}
        if call_context.is_plain_data(inputs) and len(names) == 1:
            inputs = [tf.convert_to_tensor(inputs)]
        flat = tf.nest.flatten(inputs)
        if len(flat) != len(self._inputs):
            raise ValueError(
                f'Layer "{self.name}" expects {len(self._inputs)} input(s), but it received '
                f"{len(flat)} input tensors. Expected inputs: {names}, received "
                f"{[tuple(getattr(x, 'shape', ())) for x in flat]}."
            )
        return flat

    def _standardize(self, values: list[Any]) -> list[Any]:
        """Each input with the dtype and the number of axes of the model's."""
        result = []
        for x, value in zip(self._inputs, values, strict=True):
            if value is None or not isinstance(value, tf.Tensor | tf.Variable):
                result.append(value)
                continue
            mask = call_context.get_mask(value)
            fixed = value
            if value.dtype != tf.as_dtype(x.dtype) and not value.dtype.is_floating:
                fixed = tf.cast(value, x.dtype)
            rank = fixed.shape.rank
            if rank is not None and rank == len(x.shape) - 1 and x.shape[-1] == 1:
                fixed = tf.expand_dims(fixed, -1)
            elif rank is not None and rank == len(x.shape) + 1 and fixed.shape[-1] == 1:
                fixed = tf.squeeze(fixed, axis=-1)
            if mask is not None and fixed is not value:
                call_context.set_mask(fixed, mask)
            result.append(fixed)
        return result

    def get_config(self) -> dict[str, Any]:
        """Layers and their calls, so that `from_config` makes the model again."""
        if type(self) is not Functional and type(self).__init__ is not Functional.__init__:
            return Model.get_config(self)
        return functional_config.get_config(self)

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Model:
        """The model whose `get_config()` gave `config`, without its weights."""
        if "layers" not in config:
            return cls(**config)
        inputs, outputs = functional_config.rebuild(config, custom_objects)
        settings = {key: config[key] for key in ("name", "trainable") if key in config}
        if cls is Model:
            cls = Functional
        return cls(inputs, outputs, **settings)

    def get_build_config(self) -> dict[str, Any] | None:
        """No shapes: the graph holds them."""
        return {"input_shape": None}


def _check_all_symbolic(word: str, values: Any) -> None:
    flat = tf.nest.flatten(values)
    for value in flat:
        if not isinstance(value, KerasTensor):
            raise ValueError(
                f"All `{word}` values must be KerasTensors. Received: {word}={values} including "
                f"invalid value {value} of type {type(value)}"
            )


def _is_input(x: KerasTensor) -> bool:
    return isinstance(x._keras_history.operation, InputLayer)


def _with_training(operation: Any, training: Any) -> Callable[..., Any]:
    """The operation, with the model's training flag if it takes one."""
    if training is None or not isinstance(operation, Layer):
        return operation
    if not signature_of(type(operation).call).has_training:
        return operation

    def call(*args: Any, **kwargs: Any) -> Any:
        return operation(*args, **{**kwargs, "training": training})

    return call
