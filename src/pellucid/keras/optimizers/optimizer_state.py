"""OptimizerState: the named variables of an optimizer, as they are made, read and saved."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import pellucid as tf


class OptimizerState:
    """The state half of `Optimizer`."""

    name: str
    _variables: list[Any]

    @property
    def variables(self) -> list[Any]:
        """All state: iteration, learning rate, then averages, accumulators and slots."""
        return self._variables[:]

    @property
    def weights(self) -> list[Any]:
        """The same as `variables` (the name in Keras 2)."""
        return self._variables[:]

    def add_variable(
        self,
        shape: Any,
        dtype: Any = "float32",
        initializer: Any = "zeros",
        value: Any = None,
        name: str = "variable",
    ) -> Any:
        """Adds a state variable of zeros (or of what `initializer` or `value` gives)."""
        from pellucid.keras.training.state import new_variable

        # lifted out of a trace: the first step may be the trace of a tf.function
        with tf.init_scope():
            if value is None:
                value = tf.zeros(shape, dtype)
                if initializer not in ("zeros", None):
                    from pellucid.keras import initializers

                    make: Any = initializers.get(initializer)
                    value = make(shape, dtype=dtype)
            variable = new_variable(value, dtype, name, self.name)
        self._variables.append(variable)
        return variable

    def add_variable_from_reference(
        self, reference_variable: Any, name: str | None = None, initializer: Any = "zeros"
    ) -> Any:
        """Adds a slot: a state variable of the shape and dtype of a model's variable."""
        path = getattr(reference_variable, "path", None) or reference_variable.name
        path = path.replace("/", "_").replace(":", "_")
        return self.add_variable(
            reference_variable.shape,
            reference_variable.dtype,
            initializer,
            name=f"{path}_{name}" if name else path,
        )

    def add_optimizer_variables(
        self, trainable_variables: Iterable[Any], name: Any, initializer: Any = "zeros"
    ) -> Any:
        """Adds one slot, or several, for each variable.

        Args:
            trainable_variables: the model's variables.
            name: name of the slot, or a sequence of names.
            initializer: of the slots.

        Returns:
            A list of slots, or for several names a tuple of lists.
        """
        names = (name,) if isinstance(name, str) else tuple(name)
        slots: tuple[list[Any], ...] = tuple([] for _ in names)
        for variable in trainable_variables:
            for one, column in zip(names, slots):
                column.append(self.add_variable_from_reference(variable, one, initializer))
        return slots[0] if isinstance(name, str) else slots

    def assign(self, variable: Any, value: Any) -> None:
        """`variable = value`."""
        variable.assign(value)

    def assign_add(self, variable: Any, value: Any) -> None:
        """`variable += value`."""
        variable.assign_add(value)

    def assign_sub(self, variable: Any, value: Any) -> None:
        """`variable -= value`."""
        variable.assign_sub(value)

    def get_weights(self) -> list[Any]:
        """Returns the state as NumPy arrays."""
        return [variable.numpy() for variable in self._variables]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Sets the state, in the order of `variables`."""
        if len(weights) != len(self._variables):
            raise ValueError(
                f"{type(self).__name__}.set_weights [weights]: wrong number. Expected "
                f"{len(self._variables)} (is the optimizer built?), received {len(weights)}."
            )
        for variable, value in zip(self._variables, weights):
            if tuple(variable.shape) != tuple(value.shape):
                raise ValueError(
                    f"{type(self).__name__}.set_weights [weights]: wrong shape for "
                    f"{variable.path}. Expected {tuple(variable.shape)}, received "
                    f"{tuple(value.shape)}."
                )
            variable.assign(value)

    def save_own_variables(self, store: dict[str, Any]) -> None:
        """Writes the state under '0', '1', ... (the .keras format)."""
        for i, variable in enumerate(self.variables):
            store[str(i)] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Reads what `save_own_variables` wrote."""
        if len(store.keys()) != len(self.variables):
            warnings.warn(
                f"Skipping variable loading for optimizer '{self.name}', because it has "
                f"{len(self.variables)} variables whereas the saved optimizer has "
                f"{len(store.keys())} variables.",
                stacklevel=2,
            )
            return
        for i, variable in enumerate(self.variables):
            variable.assign(store[str(i)])
