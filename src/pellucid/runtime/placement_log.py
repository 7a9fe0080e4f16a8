"""`tf.debugging.set_log_device_placement`: a line for each operation and its device."""

from __future__ import annotations

import sys
from typing import Any

from pellucid.core.context import HOT, STATE
from pellucid.core.devices import CPU_0
from pellucid.core.tensor import EagerTensor


class _PlacementLog:
    """Listens where tapes listen, so that it costs nothing while it is off."""

    def depends_on(self, inputs: list[Any]) -> bool:
        """No: it needs no call's inputs for later."""
        return False

    def record(self, op: Any, inputs: list[Any], outputs: list[Any], attrs: dict[str, Any]) -> None:
        """Write the line of a call."""
        eager = [t for t in outputs if isinstance(t, EagerTensor)]
        if eager:
            print(f"Executing op {op.name} in device {eager[0].device}", file=sys.stderr)
        elif outputs:
            node = outputs[0].op
            device = node.device or STATE.device or CPU_0
            print(f"{node.name}: ({op.name}): {device}", file=sys.stderr)


def set_log_device_placement(enabled: bool) -> None:
    """Write to stderr on which device each operation of this thread runs.

    Args:
        enabled: whether to.

    Example:
        >>> tf.debugging.set_log_device_placement(True)
        >>> tf.add(1, 2)  # Executing op AddV2 in device /job:localhost/…/device:CPU:0
    """
    if bool(enabled) == get_log_device_placement():
        return
    if enabled:
        STATE.tapes = (*STATE.tapes, _PlacementLog())
        HOT.enter()
    else:
        STATE.tapes = tuple(t for t in STATE.tapes if not isinstance(t, _PlacementLog))
        HOT.leave()


def get_log_device_placement() -> bool:
    """Whether this thread writes where its operations run."""
    return any(isinstance(tape, _PlacementLog) for tape in STATE.tapes)
