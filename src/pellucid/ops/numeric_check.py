"""`tf.debugging.enable_check_numerics`: every op's result is looked at for NaN and infinity.

Functions: enable_check_numerics, disable_check_numerics.

The check listens where gradient tapes listen, so that it costs nothing while it is off.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.context import HOT, STATE
from pellucid.core.errors import InvalidArgumentError
from pellucid.core.tensor import EagerTensor
from pellucid.ops.assertion import CheckNumerics
from pellucid.ops.complex import imag, real

# What only hands on the numbers that it gets: they were looked at where they arose.
_HANDS_ON = frozenset(
    {"BroadcastTo", "CheckNumerics", "ConcatV2", "Const", "ExpandDims", "Fill", "Gather",
     "GatherNd", "GatherV2", "Identity", "IdentityN", "Imag", "MatrixBandPart", "MatrixDiagV3",
     "OneHot", "Pack", "Pad", "PadV2", "Placeholder", "Print", "PrintV2", "ReadVariableOp", "Real",
     "Reshape", "ResourceGather", "ReverseV2", "SelectV2", "Slice", "Split", "SplitV", "Squeeze",
     "StopGradient", "StridedSlice", "TensorListGetItem", "Tile", "Transpose", "Unpack"}
)  # fmt: skip


class NumericsChecker:
    """A listener of op calls that raises, or adds a check to the graph, for bad numbers."""

    def __init__(self, stack_height_limit: int, path_length_limit: int) -> None:
        self._limits = stack_height_limit, path_length_limit

    def depends_on(self, inputs: list[Any]) -> bool:
        """No: it needs no call's inputs for later."""
        return False

    def record(self, op: Any, inputs: list[Any], outputs: list[Any], attrs: dict[str, Any]) -> None:
        """Look at the outputs of a call."""
        if op.name in _HANDS_ON:
            return
        for index, output in enumerate(outputs):
            if not (output.dtype.is_floating or output.dtype.is_complex):
                continue
            if isinstance(output, EagerTensor):
                self._check(op, inputs, index, output)
            else:
                parts = [real(output), imag(output)] if output.dtype.is_complex else [output]
                for part in parts:
                    CheckNumerics(part, message=self._in_graph(op, inputs, output, index))

    def _check(self, op: Any, inputs: list[Any], index: int, output: EagerTensor) -> None:
        array = output.numpy()
        if np.isfinite(array).all():
            return
        counts = {
            "-Inf": np.isneginf(array.real).sum() if array.dtype.kind != "c" else 0,
            "+Inf": np.isposinf(array.real).sum() if array.dtype.kind != "c" else 0,
            "NaN": np.isnan(array).sum(),
        }
        found = "\n".join(f"  # of {name} elements: {n}" for name, n in counts.items() if n)
        given = "\n".join(f"  Input tensor {i}: {t!r}" for i, t in enumerate(inputs))
        raise InvalidArgumentError(
            None, None,
            f"\n\n!!! Detected Infinity or NaN in output {index} of eagerly-executing op "
            f'"{op.name}" (# of outputs: {len(op.schema.outputs)}) !!!\n'
            f"  dtype: {output.dtype}\n  shape: {output.shape}\n{found}\n\n{given}\n",
        )  # fmt: skip

    def _in_graph(self, op: Any, inputs: list[Any], output: Any, index: int) -> str:
        lines, columns = self._limits
        file, line = output.op.source
        place = f"{file[-columns:]}:{line}" if lines else "not asked for"
        given = "\n".join(f"  Input tensor {i}: {t!r}" for i, t in enumerate(inputs))
        return (
            f'!!! Detected Infinity or NaN in output {index} of graph op "{op.name}" '
            f"(# of outputs: {len(op.schema.outputs)}) !!!\n"
            f"  dtype: {output.dtype}\n  shape: {output.shape}\n{given}\n"
            f"  made at: {place}\n"
        )


def enable_check_numerics(stack_height_limit: int = 30, path_length_limit: int = 50) -> None:
    """Raise an error for the first op of this thread whose result has NaN or infinite elements.

    Functions traced from now on check themselves; those traced before do not.

    Args:
        stack_height_limit: 0 leaves the user's line out of messages about graphs.
        path_length_limit: how many characters of that file's path are shown.

    Raises:
        InvalidArgumentError: later, by the op that makes such a number.

    Example:
        >>> tf.debugging.enable_check_numerics()
        >>> tf.math.log(-1.0)
        Traceback (most recent call last):
        InvalidArgumentError: Detected Infinity or NaN in output 0 of eagerly-executing op "Log"
    """
    if any(isinstance(tape, NumericsChecker) for tape in STATE.tapes):
        return
    STATE.tapes = (*STATE.tapes, NumericsChecker(stack_height_limit, path_length_limit))
    HOT.enter()


def disable_check_numerics() -> None:
    """Stop what `enable_check_numerics` began in this thread; otherwise nothing happens."""
    others = tuple(t for t in STATE.tapes if not isinstance(t, NumericsChecker))
    if len(others) != len(STATE.tapes):
        STATE.tapes = others
        HOT.leave()
