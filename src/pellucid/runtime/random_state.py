"""The state of random generators: one for each stateful random op, as TensorFlow keeps it.

    eager_state(op, attrs)   the state of eager calls with these attributes, seeds included
    node_state(node)         the state of one node of a function

A state's `value` is three uint64 as `ops/philox.py` reads them: counter (two) and key. Kernels read
it, draw, and put the advanced one in its place. `tf.random.set_seed` starts all of them again.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np

from pellucid.core.seeds import SEEDS

# Under a global seed every eager call without an op seed has its own state; old ones are dropped.
_LIMIT = 8192
_states: OrderedDict[Any, State] = OrderedDict()


class State:
    """A generator's state, which begins again when the global seed is set."""

    __slots__ = ("_epoch", "_seeds", "_value")

    def __init__(self, seed: int, seed2: int) -> None:
        self._seeds = (seed, seed2)
        self._epoch = -1
        self._value: Any = None

    @property
    def value(self) -> Any:
        """Three uint64: counter low, counter high, key."""
        if self._epoch != SEEDS.epoch:
            self.value = _initial(*self._seeds)
        return self._value

    @value.setter
    def value(self, value: Any) -> None:
        self._value = value
        self._epoch = SEEDS.epoch


def _initial(seed: int, seed2: int) -> np.ndarray:
    if seed == 0 and seed2 == 0:
        import secrets

        seed, seed2 = secrets.randbits(64), secrets.randbits(64)
    return np.array([0, seed2 % 2**64, seed % 2**64], np.uint64)


def eager_state(op: Any, attrs: dict[str, Any]) -> State:
    """The state that all eager calls of `op` with the same attributes share."""
    key = (op.name, *(tuple(v) if isinstance(v, list) else v for v in attrs.values()))
    state = _states.get(key)
    if state is None:
        state = _states[key] = State(attrs["seed"], attrs["seed2"])
        if len(_states) > _LIMIT:
            _states.popitem(last=False)
    else:
        _states.move_to_end(key)
    return state


def node_state(node: Any) -> State:
    """A fresh state for one node of a graph."""
    return State(node.attrs["seed"], node.attrs["seed2"])
