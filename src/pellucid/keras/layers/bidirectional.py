"""Bidirectional: a recurrent layer in both directions."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras.layers.layer import Layer
from pellucid.keras.saving.serialization import deserialize_keras_object, serialize_keras_object

_MERGES = ("sum", "mul", "ave", "concat", None)


class Bidirectional(Layer):
    """One layer sees the sequence from its start, another from its end; outputs are merged.

    Args:
        layer: a recurrent layer (it is copied).
        merge_mode: 'concat', 'sum', 'mul', 'ave' or None (both outputs).
        weights: initial weights, those of the forward layer first.
        backward_layer: the layer for the other direction, default a copy.

    Call arguments: sequences, initial_state (forward ones first), mask, training.
    Shapes: (batch, steps, n) to those of `layer`, the last axis doubled by 'concat'.
    Example: `keras.layers.Bidirectional(keras.layers.LSTM(4))(tf.ones((2, 5, 3))).shape` gives
        `(2, 8)`.
    Reference: Schuster & Paliwal, IEEE Trans. Signal Processing 45 (1997).
    """

    def __init__(
        self,
        layer: Any,
        merge_mode: str | None = "concat",
        weights: Any = None,
        backward_layer: Any = None,
        **kwargs: Any,
    ) -> None:
        _check_layers(layer, backward_layer)
        if merge_mode not in _MERGES:
            raise ValueError(
                f"Invalid merge mode. Received: {merge_mode}. Merge mode should be one of "
                '{"sum", "mul", "ave", "concat", None}'
            )
        kwargs.setdefault("dtype", layer.dtype_policy)
        super().__init__(**kwargs)
        self.merge_mode = merge_mode
        self.forward_layer = _copy(layer, "forward")
        if backward_layer is None:
            self.backward_layer = _copy(layer, "backward", go_backwards=not layer.go_backwards)
        else:
            self.backward_layer = backward_layer
        _check_pair(self.forward_layer, self.backward_layer)
        for one in (self.forward_layer, self.backward_layer):
            # steps that a mask leaves out are zeros in both halves, whatever the layers said
            if hasattr(one, "zero_output_for_mask"):
                one.zero_output_for_mask = bool(one.return_sequences)
        if weights is not None:
            half = len(weights) // 2
            self.forward_layer._initial_weights = list(weights[:half])
            self.backward_layer._initial_weights = list(weights[half:])
        self.return_sequences, self.return_state = layer.return_sequences, layer.return_state
        self.stateful = layer.stateful
        self.supports_masking = True
        self.input_spec = layer.input_spec

    @property
    def layer(self) -> Any:
        """The layer of the forward direction."""
        return self.forward_layer

    def build(self, sequences_shape: tuple[Any, ...], initial_state_shape: Any = None) -> None:
        """The weights of both layers."""
        for layer in (self.forward_layer, self.backward_layer):
            if not layer.built:
                layer.build(sequences_shape)
                layer._load_initial_weights()

    def call(
        self,
        sequences: tf.Tensor,
        initial_state: Any = None,
        mask: Any = None,
        training: Any = None,
    ) -> Any:
        """The merged outputs, then the states of both layers with `return_state`."""
        given: list[dict[str, Any]] = [{}, {}]
        if initial_state is not None:
            half = len(initial_state) // 2
            given[0]["initial_state"] = list(initial_state[:half])
            given[1]["initial_state"] = list(initial_state[half:])
        for kwargs in given:
            kwargs.update(mask=mask, **({} if training is None else {"training": training}))
        forward = self.forward_layer(sequences, **given[0])
        backward = self.backward_layer(sequences, **given[1])
        states: tuple[Any, ...] = ()
        if self.return_state:
            states = (*forward[1:], *backward[1:])
            forward, backward = forward[0], backward[0]
        if self.return_sequences:
            backward = tf.reverse(backward, [1])
        output = self._merge(forward, backward)
        if self.merge_mode is None:
            return (*output, *states)
        return (output, *states) if self.return_state else output

    def _merge(self, forward: tf.Tensor, backward: tf.Tensor) -> Any:
        if self.merge_mode == "concat":
            return tf.concat([forward, backward], -1)
        if self.merge_mode == "sum":
            return forward + backward
        if self.merge_mode == "ave":
            return (forward + backward) / 2
        if self.merge_mode == "mul":
            return forward * backward
        return forward, backward

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The input's mask for all-steps outputs; states have none."""
        mask = tf.nest.flatten(mask)[0] if self.return_sequences else None
        outputs = [mask, mask] if self.merge_mode is None else mask
        if not self.return_state:
            return outputs
        states = [None for _ in tf.nest.flatten(self.forward_layer.state_size)] * 2
        return [*(outputs if isinstance(outputs, list) else [outputs]), *states]

    def compute_output_shape(
        self, sequences_shape: tuple[Any, ...], initial_state_shape: Any = None
    ) -> Any:
        """The layer's shape, the last axis doubled by 'concat'; then those of the states."""
        shape = self.forward_layer.compute_output_shape(sequences_shape)
        states: tuple[Any, ...] = ()
        if self.return_state:
            states = (*shape[1:], *shape[1:])
            shape = shape[0]
        if self.merge_mode == "concat":
            shape = (*shape[:-1], 2 * shape[-1])
        elif self.merge_mode is None:
            return (shape, shape, *states)
        return (shape, *states) if self.return_state else shape

    def reset_state(self) -> None:
        """Set the states of stateful layers to zeros."""
        self.forward_layer.reset_state()
        self.backward_layer.reset_state()

    reset_states = reset_state

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **super().get_config(),
            "merge_mode": self.merge_mode,
            "layer": serialize_keras_object(self.forward_layer),
            "backward_layer": serialize_keras_object(self.backward_layer),
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Bidirectional:
        """The layer whose `get_config()` gave `config`."""
        config = dict(config)
        for key in ("layer", "backward_layer"):
            if config.get(key) is not None:
                config[key] = deserialize_keras_object(config[key], custom_objects=custom_objects)
        return cls(**config)


def _check_layers(layer: Any, backward_layer: Any) -> None:
    for given, kind in ((layer, "layer"), (backward_layer, "backward_layer")):
        if (given is not None and not isinstance(given, Layer)) or (
            kind == "layer" and given is None
        ):
            raise ValueError(
                "Please initialize `Bidirectional` layer with a `keras.layers.Layer` instance. "
                f"Received: {given}"
            )


def _check_pair(forward: Any, backward: Any) -> None:
    if forward.go_backwards == backward.go_backwards:
        raise ValueError(
            "Forward layer and backward layer should have different `go_backwards` value. "
            "Received: "
            f"forward_layer.go_backwards {forward.go_backwards}, "
            f"backward_layer.go_backwards={backward.go_backwards}"
        )
    for name in ("stateful", "return_sequences", "return_state"):
        if getattr(forward, name) != getattr(backward, name):
            raise ValueError(
                "Forward layer and backward layer are expected to have the same value for "
                f'attribute "{name}", got "{getattr(forward, name)}" for forward layer and '
                f'"{getattr(backward, name)}" for backward layer'
            )


def _copy(layer: Any, direction: str, **changes: Any) -> Any:
    """A layer with the same settings and a name that tells the direction."""
    config = {**serialize_keras_object(layer)["config"], **changes}
    name = layer.name
    config["name"] = name if name.startswith(direction) else f"{direction}_{name}"
    return type(layer).from_config(config)
