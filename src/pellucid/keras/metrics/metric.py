"""The base of all metrics: named state that `update_state` moves and `result` reads."""

from __future__ import annotations

from typing import Any

import pellucid as tf


class Metric:
    """Base class of metrics: write `update_state(...)` and `result()`.

    State is made by `add_variable`; `reset_state` sets it to 0.

    Args:
        dtype: dtype of state and results; floatx by default.
        name: a name, by default that of the class in snake case.

    Example:
        >>> class Count(tf.keras.metrics.Metric):
        ...     def __init__(self, name="count", **kwargs):
        ...         super().__init__(name=name, **kwargs)
        ...         self.total = self.add_variable(shape=(), name="total")
        ...     def update_state(self, y_true, y_pred, sample_weight=None):
        ...         self.total.assign_add(tf.cast(tf.size(y_true), tf.float32))
        ...     def result(self):
        ...         return self.total
    """

    def __init__(self, dtype: Any = None, name: str | None = None) -> None:
        from pellucid.keras.training.state import auto_name, compute_dtype

        if isinstance(dtype, str) and name is None:
            dtype, name = self._keras2_order(dtype)
        self.name = name or auto_name(type(self).__name__)
        self._dtype = compute_dtype(dtype)
        self._variables: list[Any] = []

    @staticmethod
    def _keras2_order(value: str) -> tuple[Any, str | None]:
        """Tells `Metric("loss")`, Keras 2's order with the name first, from `Metric("float32")`."""
        try:
            tf.as_dtype(value)
        except TypeError:
            return None, value
        return value, None

    @property
    def dtype(self) -> str:
        """Name of the dtype of state and results."""
        return self._dtype

    @property
    def variables(self) -> list[Any]:
        """The state, with that of metrics kept as attributes."""
        nested = [value for value in vars(self).values() if isinstance(value, Metric)]
        return self._variables + [v for metric in nested for v in metric.variables]

    @property
    def weights(self) -> list[Any]:
        """The same as `variables` (the name in Keras 2)."""
        return self.variables

    @property
    def trainable_variables(self) -> list[Any]:
        """An empty list: state of metrics is not trained."""
        return []

    @property
    def non_trainable_variables(self) -> list[Any]:
        """The state."""
        return self.variables

    def add_variable(
        self,
        shape: Any = (),
        initializer: Any = "zeros",
        dtype: Any = None,
        aggregation: str = "sum",
        name: str | None = None,
    ) -> Any:
        """Adds a state variable.

        Args:
            shape: its shape.
            initializer: of its value, 0 by default.
            dtype: its dtype; that of the metric by default.
            aggregation: how replicas combine it.
            name: a name.

        Returns:
            The variable.
        """
        from pellucid.keras.training.state import auto_name, new_variable

        if aggregation not in ("sum", "mean", "only_first_replica", "none", None):
            raise ValueError(
                f"{type(self).__name__}.add_variable [aggregation]: expected 'sum', 'mean', "
                f"'only_first_replica' or None, received {aggregation!r}."
            )
        dtype = tf.as_dtype(dtype or self._dtype)
        with tf.init_scope():
            if initializer in (None, "zeros"):
                value = tf.zeros(shape, dtype)
            else:
                from pellucid.keras import initializers

                make: Any = initializers.get(initializer)
                value = make(tuple(shape), dtype=dtype)
        variable = new_variable(value, dtype, name or auto_name("variable"), self.name)
        self._variables.append(variable)
        return variable

    def add_weight(
        self,
        shape: Any = (),
        initializer: Any = "zeros",
        dtype: Any = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Adds a state variable; Keras 2's order with the name first is understood too."""
        if isinstance(shape, str):
            name, shape = shape, kwargs.pop("shape", ())
            if isinstance(initializer, (tuple, list)):
                shape, initializer = initializer, kwargs.pop("initializer", "zeros")
        return self.add_variable(shape, initializer, dtype, kwargs.pop("aggregation", "sum"), name)

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        """Takes in a batch; written by the subclass."""
        raise NotImplementedError(
            f"{type(self).__name__} [update_state]: a Metric subclass must define update_state."
        )

    def result(self) -> Any:
        """Returns the value so far; written by the subclass."""
        raise NotImplementedError(
            f"{type(self).__name__} [result]: a Metric subclass must define result()."
        )

    def reset_state(self) -> None:
        """Sets the state to 0."""
        if type(self).reset_states is not Metric.reset_states:
            self.reset_states()
            return
        self._clear()

    def reset_states(self) -> None:
        """Sets the state to 0 (the name in Keras 2)."""
        if type(self).reset_state is not Metric.reset_state:
            self.reset_state()
            return
        self._clear()

    def _clear(self) -> None:
        for variable in self.variables:
            variable.assign(tf.zeros(variable.shape, variable.dtype))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Takes in a batch and returns the value so far."""
        self.update_state(*args, **kwargs)
        return self.result()

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return {"name": self.name, "dtype": self._dtype}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Metric:
        """Makes a metric from `get_config()`."""
        return cls(**config)

    def stateless_update_state(self, metric_variables: list[Any], *args: Any, **kwargs: Any) -> Any:
        """Returns what `update_state` would make of the given state, leaving its own alone."""
        own = self._swap(metric_variables)
        self.update_state(*args, **kwargs)
        return [tf.convert_to_tensor(value) for value in self._swap(own)]

    def stateless_result(self, metric_variables: list[Any]) -> Any:
        """Returns what `result` would make of the given state, leaving its own alone."""
        own = self._swap(metric_variables)
        result = tf.nest.map_structure(tf.identity, self.result())
        self._swap(own)
        return result

    def stateless_reset_state(self) -> list[Any]:
        """Returns the state after a reset, leaving its own alone."""
        return [tf.zeros(variable.shape, variable.dtype) for variable in self.variables]

    def _swap(self, values: list[Any]) -> list[Any]:
        """Sets the state; returns what it was."""
        variables = self.variables
        if len(values) != len(variables):
            raise ValueError(
                f"{type(self).__name__} [metric_variables]: wrong number. Expected "
                f"{len(variables)}, received {len(values)}."
            )
        before = [tf.identity(variable) for variable in variables]
        for variable, value in zip(variables, values):
            variable.assign(value)
        return before

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"

    __str__ = __repr__
