"""The state of random generators: one for each stateful random op, as TensorFlow keeps it.

    eager_state(op, attrs)   the state of eager calls with these attributes, seeds included
    node_state(node)         the state of one node of a function

A state's `value` is three uint64 as `ops/philox.py` reads them: counter (two) and key. Kernels read
it, draw, and put the advanced one in its place. `tf.random.set_seed` starts all of them again.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from pellucid.core.seeds import SEEDS
from pellucid.ops.philox import initial_state

# Under a global seed every eager call without an op seed has its own state; old ones are dropped.
_LIMIT = 8192
_states: OrderedDict[Any, State] = OrderedDict()


class State:
    """A generator's state, which begins again when the global seed is set.

    Attributes:
        memory: what an op that learns from its calls keeps between them; None at the start.
    """

    __slots__ = ("_epoch", "_seeds", "_value", "memory")

    def __init__(self, seed: int, seed2: int) -> None:
        self._seeds = (seed, seed2)
        self._epoch = -1
        self._value: Any = None
        self.memory: Any = None

    @property
    def value(self) -> Any:
        """Three uint64: counter low, counter high, key."""
        if self._epoch != SEEDS.epoch:
            self.value = initial_state(*self._seeds)
            self.memory = None
        return self._value

    @value.setter
    def value(self, value: Any) -> None:
        self._value = value
        self._epoch = SEEDS.epoch


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
