"""Where a variable keeps its value between calls."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

# Held while a program updates variables: their old buffers are given away, so that nobody may
# look at them until the new values are in place.
SHARED_STATE = threading.RLock()


class Storage:
    """The memory of one variable; kernels read and replace `value`.

    A compiled function leaves the updated value on its device. It is fetched on the first eager
    read, and the NumPy view that is handed out then keeps that buffer from being reused as long as
    anyone looks at it.
    `read` is the value, if it is in host memory and a compiled program has read it.
    """

    __slots__ = ("_value", "read", "variable")

    def __init__(self, value: Any, variable: Any = None) -> None:
        self._value = value
        self.read: Any = None
        self.variable = variable

    @property
    def value(self) -> Any:
        """The value as a NumPy array or scalar, not to be written to."""
        found = self._value
        if not isinstance(found, np.ndarray | np.generic):
            try:
                array = np.asarray(found)
            except RuntimeError:  # given away by another thread, which updates the variable now
                with SHARED_STATE:
                    found = self._value
                    array = np.asarray(found)
            if self._value is found:
                self._value = array
            return array
        return found

    @value.setter
    def value(self, value: Any) -> None:
        self._value, self.read = value, None

    @property
    def device_value(self) -> Any:
        """The value wherever it is."""
        return self._value

    @device_value.setter
    def device_value(self, value: Any) -> None:
        self._value, self.read = value, None
