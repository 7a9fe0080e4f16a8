"""The time: op Timestamp, function timestamp."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from pellucid.core.errors import FailedPreconditionError, explain
from pellucid.core.seeds import SEEDS
from pellucid.core.tensor import Tensor
from pellucid.graph.shape_rules import scalar
from pellucid.runtime.dispatch import op

Timestamp = op("Timestamp", "-> ts: float64", stateful=True, gradient=None, infer=scalar)


@Timestamp.kernel("host")
def _() -> Any:
    if SEEDS.required:
        problem = "Timestamp cannot be called when determinism is enabled [Op:Timestamp]"
        raise FailedPreconditionError(None, None, explain("tf.timestamp", problem))
    return np.float64(time.time())


def timestamp(name: str | None = None) -> Tensor:
    """Seconds since 1970, float64, at the moment the op runs.

    Raises:
        FailedPreconditionError: op determinism is enabled.
    """
    return Timestamp(name=name)
