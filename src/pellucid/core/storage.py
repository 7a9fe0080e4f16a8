"""Where a variable keeps its value between calls."""

from __future__ import annotations

from typing import Any

import numpy as np


class Storage:
    """The memory of one variable; kernels read and replace `value`.

    A compiled function leaves the updated value on its device. It is fetched on the first eager
    read, and the NumPy view that is handed out then keeps that buffer from being reused as long as
    anyone looks at it.
    """

    __slots__ = ("_value", "variable")

    def __init__(self, value: Any, variable: Any = None) -> None:
        self._value = value
        self.variable = variable

    @property
    def value(self) -> Any:
        """The value as a NumPy array or scalar, not to be written to."""
        found = self._value
        if not isinstance(found, np.ndarray | np.generic):
            found = self._value = np.asarray(found)
        return found

    @value.setter
    def value(self, value: Any) -> None:
        self._value = value

    @property
    def device_value(self) -> Any:
        """The value wherever it is."""
        return self._value

    @device_value.setter
    def device_value(self, value: Any) -> None:
        self._value = value
