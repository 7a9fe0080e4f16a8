"""Tracker: finds the weights and sublayers among the attributes of a layer.

Attributes are looked at when they are set; lists, tuples and dicts are looked into whenever they
are asked for, so layers appended to `self.blocks = []` later count too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

import pellucid as tf
from pellucid.keras.random import SeedGenerator

# attributes that hold layers or weights which are counted elsewhere, or by no one
_UNTRACKED = frozenset(
    {
        "_compile_config",
        "_functional",
        "_inbound_nodes",
        "_init_arguments",
        "_initial_weights",
        "_input_shape_arg",
        "_losses",
        "_non_trainable_variables",
        "_outbound_nodes",
        "_build_shapes",
        "_trainable_variables",
    }
)


class Tracker:
    """Weights, sublayers, metrics and seed generators among the attributes of a layer."""

    _trainable: bool
    _tracked: dict[str, None]
    _trainable_variables: list[Any]
    _non_trainable_variables: list[Any]
    built: bool
    name: str

    def _start_tracking(self) -> None:
        if "_tracked" not in self.__dict__:
            object.__setattr__(self, "_tracked", {})
            object.__setattr__(self, "_trainable_variables", [])
            object.__setattr__(self, "_non_trainable_variables", [])

    def _check_super_called(self) -> None:
        if "_tracked" not in self.__dict__:
            raise RuntimeError(
                f"In layer '{type(self).__name__}', you forgot to call `super().__init__()` in "
                "the `__init__()` method. Go add it!"
            )

    def __setattr__(self, name: str, value: Any) -> None:
        holds = isinstance(value, Tracker | tf.Variable | SeedGenerator | list | tuple | dict)
        if name not in _UNTRACKED and (holds or _is_metric(value)):
            if not isinstance(value, list | tuple | dict):
                self._check_super_called()
            if "_tracked" in self.__dict__:
                self._forget(name)
                self._tracked[name] = None
                if isinstance(value, tf.Variable):
                    self._track_variable(value)
        elif name in self.__dict__.get("_tracked", ()):
            self._forget(name)
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        if name in self.__dict__.get("_tracked", ()):
            self._forget(name)
        super().__delattr__(name)

    def _forget(self, name: str) -> None:
        self._tracked.pop(name, None)
        old = self.__dict__.get(name)
        if isinstance(old, tf.Variable):
            for variables in (self._trainable_variables, self._non_trainable_variables):
                variables[:] = [v for v in variables if v is not old]

    def _track_variable(self, variable: tf.Variable) -> None:
        known = self._trainable_variables + self._non_trainable_variables
        if not any(v is variable for v in known):
            kind = (
                self._trainable_variables if variable.trainable else self._non_trainable_variables
            )
            kind.append(variable)

    def _tracked_values(self) -> Iterator[Any]:
        """Layers, variables, seed generators and metrics in attributes, containers opened."""
        self._check_super_called()
        for name in list(self._tracked):
            yield from _leaves(self.__dict__.get(name))

    @property
    def _layers(self) -> list[Any]:
        """Direct sublayers, each once."""
        found = {id(x): x for x in self._tracked_values() if isinstance(x, Tracker)}
        return list(found.values())

    def _all_sublayers(self) -> list[Any]:
        """Sublayers, theirs, and so on, each once, self excluded."""
        found: dict[int, Any] = {}
        stack = list(reversed(self._layers))
        while stack:
            layer = stack.pop()
            if id(layer) not in found and layer is not self:
                found[id(layer)] = layer
                stack.extend(reversed(layer._layers))
        return list(found.values())

    def _own_weights(self) -> list[Any]:
        for value in self._tracked_values():
            if isinstance(value, tf.Variable):
                self._track_variable(value)
        return self._trainable_variables + self._non_trainable_variables

    @property
    def weights(self) -> list[Any]:
        """All weights: its own (trainable ones first), then those of its sublayers in order."""
        found = {id(w): w for w in self._own_weights()}
        for layer in self._all_sublayers():
            found.update((id(w), w) for w in layer._own_weights() if id(w) not in found)
        return list(found.values())

    @property
    def variables(self) -> list[Any]:
        """The weights, and the states of seed generators and metrics."""
        found: dict[int, Any] = {}
        for layer in [self, *self._all_sublayers()]:
            for variable in [*layer._own_weights(), *layer._own_states()]:
                found.setdefault(id(variable), variable)
        return list(found.values())

    def _own_states(self) -> list[Any]:
        states = [x.state for x in self._tracked_values() if isinstance(x, SeedGenerator)]
        for metric in self._own_metrics():
            states.extend(metric.variables)
        return states

    def _own_metrics(self) -> list[Any]:
        names = [name for name in self._tracked if not name.startswith("_")]
        values = (x for name in names for x in _leaves(self.__dict__.get(name)))
        return list({id(x): x for x in values if _is_metric(x)}.values())

    @property
    def metrics(self) -> list[Any]:
        """Metrics among its attributes and those of its sublayers."""
        layers = [self, *self._all_sublayers()]
        return list({id(m): m for layer in layers for m in layer._own_metrics()}.values())

    @property
    def trainable_weights(self) -> list[Any]:
        """Weights that training updates; none when the layer is not trainable."""
        return [w for w in self.weights if w.trainable] if self._trainable else []

    @property
    def non_trainable_weights(self) -> list[Any]:
        """Weights that training leaves alone."""
        return [w for w in self.weights if not w.trainable] if self._trainable else self.weights

    @property
    def trainable_variables(self) -> list[Any]:
        """The same as `trainable_weights`."""
        return self.trainable_weights

    @property
    def non_trainable_variables(self) -> list[Any]:
        """Weights and states that training leaves alone."""
        return [v for v in self.variables if not v.trainable] if self._trainable else self.variables

    @property
    def trainable(self) -> bool:
        """Whether training may update the weights; setting it sets all sublayers."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        value = bool(value)
        for layer in [self, *self._all_sublayers()]:
            object.__setattr__(layer, "_trainable", value)
            layer._own_weights()
            for variable in layer._trainable_variables:
                if hasattr(variable, "path"):
                    variable.trainable = value

    def get_weights(self) -> list[np.ndarray]:
        """The values of `weights` as NumPy arrays."""
        return [w.numpy() for w in self.weights]

    def set_weights(self, weights: list[Any]) -> None:
        """Set the values of `weights`.

        Args:
            weights: one array for each of `self.weights`, of its shape.

        Raises:
            ValueError: when the number or a shape differs.
        """
        variables, values = self.weights, list(weights)
        if len(variables) != len(values):
            raise ValueError(
                f"You called `set_weights(weights)` on layer '{self.name}' with a weight list of "
                f"length {len(values)}, but the layer was expecting {len(variables)} weights."
            )
        for variable, value in zip(variables, values, strict=True):
            if tuple(variable.shape) != tuple(np.shape(value)):
                raise ValueError(
                    f"Layer {self.name} weight shape {tuple(variable.shape)} is not compatible "
                    f"with provided weight shape {tuple(np.shape(value))}. (weight: "
                    f"{getattr(variable, 'path', variable.name)})"
                )
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)

    def count_params(self) -> int:
        """How many numbers the weights hold.

        Raises:
            ValueError: when the layer is not built.
        """
        if not self.built:
            raise ValueError(
                f"You tried to call `count_params` on layer '{self.name}', but the layer isn't "
                "built. You can build it manually via: `layer.build(input_shape)`."
            )
        return sum(math.prod(w.shape) for w in self.weights)

    @property
    def path(self) -> str | None:
        """The path before the names of its weights, None until built."""
        return self.__dict__.get("_path")

    def save_own_variables(self, store: Any) -> None:
        """Write its own weights into `store` under '0', '1', …; sublayers write theirs."""
        for i, variable in enumerate(self._own_weights()):
            store[str(i)] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Read what `save_own_variables` wrote.

        Raises:
            ValueError: when the number of weights differs.
        """
        variables = self._own_weights()
        if len(store.keys()) != len(variables):
            hint = "" if variables or self.built else " The layer was never built."
            raise ValueError(
                f"Layer '{self.name}' expected {len(variables)} variables, but received "
                f"{len(store.keys())} variables during loading.{hint} Expected: "
                f"{[v.name for v in variables]}"
            )
        for i, variable in enumerate(variables):
            value = np.asarray(store[str(i)])
            if tuple(value.shape) != tuple(variable.shape):
                raise ValueError(
                    f"Layer '{self.name}': weight '{variable.name}' differs in shape. Expected "
                    f"{tuple(variable.shape)}, received {tuple(value.shape)}."
                )
            variable.assign(value.astype(variable.dtype.as_numpy_dtype))


def _is_metric(value: Any) -> bool:
    return hasattr(value, "update_state") and hasattr(value, "result")


def _leaves(value: Any) -> Iterator[Any]:
    """Layers, variables, generators and metrics in `value`, which may be a nested container."""
    if isinstance(value, Tracker | tf.Variable | SeedGenerator) or _is_metric(value):
        yield value
    elif isinstance(value, list | tuple):
        # long lists of plain data (vocabularies) are not worth a look at each element
        if value and not isinstance(value[0], str | int | float):
            for item in value:
                yield from _leaves(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
