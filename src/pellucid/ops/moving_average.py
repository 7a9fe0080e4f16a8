"""`tf.train.ExponentialMovingAverage`: smoothed copies of variables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pellucid.core.convert import convert
from pellucid.core.errors import describe, explain
from pellucid.ops.casting import cast
from pellucid.ops.math import minimum
from pellucid.ops.variables import Variable


class ExponentialMovingAverage:
    """Averages that follow variables: average = decay * average + (1 - decay) * value.

    Args:
        decay: how much of the average is kept, such as 0.999.
        num_updates: a count of updates; the decay is then min(decay, (1 + n) / (10 + n)).
        zero_debias: whether averages of tensors begin at zero and are corrected for it.
        name: begins the names of the averages.

    Example:
        >>> v, ema = tf.Variable(1.), tf.train.ExponentialMovingAverage(0.9)
        >>> ema.apply([v])
        >>> ema.average(v).numpy()
        np.float32(1.0)
    """

    def __init__(
        self,
        decay: Any,
        num_updates: Any = None,
        zero_debias: bool = False,
        name: str = "ExponentialMovingAverage",
    ) -> None:
        self._decay = decay
        self._num_updates = num_updates
        self._zero_debias = zero_debias
        self._name = name
        self._averages: dict[int, tuple[Any, Variable]] = {}
        self._steps: dict[int, Variable] = {}

    @property
    def name(self) -> str:
        """The name given."""
        return self._name

    def apply(self, var_list: Sequence[Any] | None = None) -> None:
        """Make the averages if they do not exist, and move them towards the variables' values.

        Raises:
            TypeError: something is not a floating variable.
        """
        for variable in var_list or ():
            if not variable.dtype.is_floating:
                raise TypeError(
                    explain(
                        "tf.train.ExponentialMovingAverage.apply [var_list]",
                        "a variable is not of floating point numbers",
                        received=describe(variable),
                    )
                )
            held = self._averages.get(id(variable))
            if held is None:
                first = variable.read_value() * 0 if self._zero_debias else variable.read_value()
                name = f"{variable.name.partition(':')[0]}/{self._name}"
                held = self._averages[id(variable)] = (
                    variable,
                    Variable(first, trainable=False, name=name),
                )
                self._steps[id(variable)] = Variable(0, trainable=False)
            self._update(variable, held[1])

    def _update(self, variable: Any, average: Variable) -> None:
        decay = convert(self._decay, variable.dtype)
        if self._num_updates is not None:
            n = cast(self._num_updates, variable.dtype)
            decay = minimum(decay, (1 + n) / (10 + n))
        average.assign_sub((1 - decay) * (average.read_value() - variable.read_value()))
        self._steps[id(variable)].assign_add(1)

    def average(self, var: Any) -> Any:
        """The variable that holds the average of `var`; None if `apply` has not seen it."""
        held = self._averages.get(id(var))
        if held is None:
            return None
        if not self._zero_debias:
            return held[1]
        correction = 1 - float(self._decay) ** int(self._steps[id(var)])
        return held[1].read_value() / max(correction, 1e-12)

    def average_name(self, var: Any) -> str:
        """The name of the average of `var`."""
        held = self._averages.get(id(var))
        return (
            held[1].name.partition(":")[0] if held else f"{var.name.partition(':')[0]}/{self._name}"
        )

    def variables_to_restore(
        self, moving_avg_variables: Sequence[Any] | None = None
    ) -> dict[str, Any]:
        """Names to variables: where there is an average its name, so that averages are loaded."""
        wanted = (
            moving_avg_variables
            if moving_avg_variables is not None
            else [v for v, _ in self._averages.values()]
        )
        return {self.average_name(v): v for v in wanted}
