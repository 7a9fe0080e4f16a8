"""Lambda: a function as a layer."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from pellucid.keras.layers.layer import Layer
from pellucid.keras.saving.serialization import (
    deserialize_keras_object,
    in_safe_mode,
    serialize_keras_object,
)


class Lambda(Layer):
    """function(inputs).

    A function without a name is saved as its compiled code, which works only in the same Python
    version and is refused on loading unless `safe_mode=False`; a Layer subclass is better.

    Args:
        function: takes the inputs, and if it has such parameters `mask` and `training`.
        output_shape: shape without the batch axis, or a function of the input shape.
        mask: a mask, or a function (inputs, mask) that gives one.
        arguments: more keyword arguments of the function.

    Example: `keras.layers.Lambda(lambda x: x * 2)(tf.constant([3.]))` gives `[6.]`.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        output_shape: Any = None,
        mask: Any = None,
        arguments: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if not callable(function):
            raise TypeError(f"Lambda [function]: expected a function, received {function!r}.")
        self.function, self.arguments = function, dict(arguments or {})
        self._output_shape = output_shape
        self.mask = mask
        self.supports_masking = mask is not None
        try:
            self._parameters = set(inspect.signature(function).parameters)
        except ValueError:  # builtins may have no signature
            self._parameters = set()

    def build(self, input_shape: Any) -> None:
        """No weights."""

    def call(self, inputs: Any, mask: Any = None, training: Any = None) -> Any:
        """function(inputs, **arguments)."""
        kwargs = dict(self.arguments)
        if "mask" in self._parameters:
            kwargs["mask"] = mask
        if "training" in self._parameters:
            kwargs["training"] = training
        return self.function(inputs, **kwargs)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The given mask, or what the given function says."""
        return self.mask(inputs, mask) if callable(self.mask) else self.mask

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """From `output_shape` if given, else from a trace."""
        if self._output_shape is not None:
            return self._spec_from_shape(args, kwargs)
        return self._spec_from_trace(args, kwargs)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The given shape, or that of a trace."""
        if self._output_shape is None:
            return super().compute_output_shape(input_shape)
        if callable(self._output_shape):
            return self._output_shape(input_shape)
        batch = input_shape[0][0] if isinstance(input_shape[0], list | tuple) else input_shape[0]
        return (batch, *tuple(self._output_shape))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = {
            **super().get_config(),
            "function": serialize_keras_object(self.function),
            "arguments": serialize_keras_object(self.arguments),
        }
        if self._output_shape is not None:
            config["output_shape"] = serialize_keras_object(self._output_shape)
        if self.mask is not None:
            config["mask"] = serialize_keras_object(self.mask)
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Lambda:
        """The layer whose `get_config()` gave `config`."""
        names = ("function", "output_shape", "mask", "arguments")
        # outside of any file (clone_model), the config holds code of this very program
        safe_mode = in_safe_mode() is True
        loaded = {
            key: deserialize_keras_object(config[key], safe_mode=safe_mode)
            for key in names
            if config.get(key) is not None
        }
        return cls(**{**config, **loaded})
