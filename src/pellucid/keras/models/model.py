"""Model: a layer that is trained, saved and summarized."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.keras.layers import arguments
from pellucid.keras.layers.layer import Layer
from pellucid.keras.models import summary as summary_table
from pellucid.keras.saving import archive, object_registry, weights_file
from pellucid.keras.saving.serialization import (
    deserialize_keras_object,
    serialize_keras_object,
)
from pellucid.keras.symbolic.keras_tensor import KerasTensor
from pellucid.keras.training.trainer import Trainer


class Model(Trainer, Layer):
    """Layers with `compile`, `fit`, `evaluate`, `predict`, `save` and `summary`.

    Made from a graph, `keras.Model(inputs, outputs)`, or by subclassing with `__init__` (layers)
    and `call` (computation).

    Args:
        inputs, outputs: KerasTensors, or lists, tuples or dicts of them.
        name: name, default from the class name.
        trainable, dtype: of the layer.

    Example:
        x = keras.Input((3,))
        model = keras.Model(x, keras.layers.Dense(1)(x))
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls is Model and _is_functional_call(args, kwargs):
            from pellucid.keras.models.functional import Functional

            return Functional.__new__(Functional, *args, **kwargs)
        return Layer.__new__(cls, *args, **kwargs)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from pellucid.keras.models.functional import Functional

        if _is_functional_call(args, kwargs) and not isinstance(self, Functional):
            # a subclass that calls super().__init__(inputs, outputs) is a Functional model
            _insert_functional(type(self), Functional)
            functional: Any = self
            Functional.__init__(functional, *args, **kwargs)
            return
        if args:
            raise TypeError(
                f"{type(self).__name__}: expected keyword arguments, or inputs and outputs. "
                f"Received: {args}"
            )
        Layer.__init__(self, **kwargs)
        Trainer.__init__(self)

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The computation on tensors; subclasses define it."""
        raise NotImplementedError(
            f"Model {type(self).__name__} does not have a `call()` method implemented."
        )

    @arguments.default_build
    def build(self, input_shape: Any = None) -> None:
        """Build all layers for inputs of this shape, by a trace of `call`.

        Args:
            input_shape: shape with the batch axis, or a list or dict of shapes.
        """
        if input_shape is not None and type(self).call is not Model.call:
            self.built = True
            self.compute_output_spec(_placeholders(input_shape))

    def _remember_shapes(self, shapes: dict[str, Any]) -> None:
        if len(shapes) == 1:
            self._build_shapes = {"input_shape": next(iter(shapes.values()))}
        else:
            self._build_shapes = {f"{key}_shape": shape for key, shape in shapes.items()} or None

    def build_from_config(self, config: dict[str, Any]) -> None:
        """Build with the shapes that `get_build_config` gave."""
        shapes = config.get("shapes_dict") if config else None
        if shapes and getattr(type(self).build, "is_default", False):
            named = {key.removesuffix("_shape"): _placeholders(x) for key, x in shapes.items()}
            self.built = True
            self.compute_output_spec(**named)
        else:
            super().build_from_config(config)

    @property
    def layers(self) -> list[Layer]:
        """The direct sublayers."""
        return self._layers

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """A layer by name or by index.

        Raises:
            ValueError: for an unknown name or index, and when both or neither is given.
        """
        if (name is None) == (index is None):
            raise ValueError(
                "Provide either a layer name or layer index at `get_layer`."
                if name is None
                else f"Provide only a layer name or a layer index. Received: {index=}, {name=}."
            )
        layers = self.layers
        if index is not None:
            if not -len(layers) <= index < len(layers):
                raise ValueError(
                    f"Was asked to retrieve layer at index {index} but model only has "
                    f"{len(layers)} layers."
                )
            return layers[index]
        for layer in layers:
            if layer.name == name:
                return layer
        raise ValueError(
            f"No such layer: {name}. Existing layers are: {[layer.name for layer in layers]}."
        )

    def summary(
        self,
        line_length: int | None = None,
        positions: list[float] | None = None,
        print_fn: Callable[..., Any] | None = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: tuple[str, str] | list[str] | None = None,
    ) -> None:
        """Print a table of the layers, their output shapes and numbers of parameters.

        Args:
            line_length: width of the table, default that of the terminal, at most 80 or so.
            positions: right ends of the columns, as parts of the width or in characters.
            print_fn: gets the text instead of standard output.
            expand_nested: show the layers of inner models.
            show_trainable: show which layers are trainable.
            layer_range: names (or regular expressions) of the first and last layer to show.
        """
        text = summary_table.summary_text(
            self, line_length, positions, expand_nested, show_trainable, layer_range
        )
        if print_fn is None:
            print(text, end="")
        else:
            summary_table.hand_over(print_fn, text)

    # ------------------------------------------------------------------ saving

    def save(
        self, filepath: Any, overwrite: bool = True, zipped: bool | None = None, **kwargs: Any
    ) -> None:
        """Save layers, weights, compile settings and optimizer state as a `.keras` archive.

        Args:
            filepath: name that ends in '.keras'.
            overwrite: whether an existing file may be replaced.
            zipped: only True (or None): the archive is one file.
            kwargs: none.
        """
        archive.save_model(self, filepath, overwrite=overwrite, zipped=zipped, **kwargs)

    def save_weights(
        self, filepath: Any, overwrite: bool = True, max_shard_size: float | None = None
    ) -> None:
        """Save the weights.

        Args:
            filepath: name that ends in '.weights.h5'.
            overwrite: whether an existing file may be replaced.
            max_shard_size: only None: the file is not split.
        """
        weights_file.save_weights(self, filepath, overwrite, max_shard_size)

    def load_weights(self, filepath: Any, skip_mismatch: bool = False, **kwargs: Any) -> None:
        """Load weights that `save_weights` (or `save`) wrote.

        Args:
            filepath: a '.weights.h5' or '.keras' file.
            skip_mismatch: leave layers alone whose weights do not fit, with a warning.
            kwargs: none.
        """
        weights_file.load_weights(self, filepath, skip_mismatch, **kwargs)

    def to_json(self, **kwargs: Any) -> str:
        """The config as JSON text; `kwargs` go to `json.dumps`."""
        import json

        return json.dumps(serialize_keras_object(self), **kwargs)

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Model:
        """The model whose `get_config()` gave `config`, without its weights."""
        from pellucid.keras.models.functional import Functional

        if cls is Model or {"layers", "input_layers"} <= set(config):
            if {"layers", "input_layers", "output_layers"} <= set(config):
                return Functional.from_config.__func__(
                    Functional if cls is Model else cls, config, custom_objects
                )
        with object_registry.custom_object_scope(custom_objects):
            if cls.get_config is Model.get_config or cls.get_config is Layer.get_config:
                config = {
                    key: deserialize_keras_object(x) if isinstance(x, dict) else x
                    for key, x in config.items()
                }
            try:
                return cls(**config)
            except TypeError as error:
                raise TypeError(
                    f"Unable to revive model from config. Class {cls.__name__} cannot be made "
                    f"with the arguments {sorted(config)}: {error}. Fix: define get_config() and, "
                    "if needed, from_config()."
                ) from error


def _is_functional_call(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    return (
        len(args) == 2
        or (len(args) == 1 and "outputs" in kwargs)
        or ("inputs" in kwargs and "outputs" in kwargs)
        or (len(args) == 3 and isinstance(args[2], str))
    )


def _insert_functional(cls: type, functional: type) -> None:
    """Replace Model by Functional among the bases of a user's model class."""
    if cls in (Model, functional) or issubclass(cls, functional):
        return
    for base in cls.__bases__:
        if issubclass(base, Model) and base is not Model:
            _insert_functional(base, functional)
    cls.__bases__ = tuple(functional if base is Model else base for base in cls.__bases__)


def _placeholders(shape: Any) -> Any:
    if isinstance(shape, dict):
        return {key: _placeholders(x) for key, x in shape.items()}
    if isinstance(shape, list | tuple) and any(isinstance(x, list | tuple) for x in shape):
        return [_placeholders(x) for x in shape]
    return KerasTensor(shape)


def model_from_json(json_string: str, custom_objects: dict[str, Any] | None = None) -> Any:
    """The model whose `to_json()` gave the text, without its weights.

    Args:
        json_string: JSON text.
        custom_objects: name → class or function.
    """
    import json

    return deserialize_keras_object(json.loads(json_string), custom_objects=custom_objects)
