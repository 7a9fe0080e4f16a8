"""`tf.xla.experimental`: `compile` and `jit_scope`; `tf.function(jit_compile=True)` is newer."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pellucid.core.errors import explain
from pellucid.function.function import function


def compile(computation: Callable[..., Any], inputs: Sequence[Any] | None = None) -> list[Any]:
    """The outputs of a function, compiled as a whole, for these inputs.

    Args:
        computation: a function of tensors.
        inputs: its arguments; None if it has none.

    Returns: a list of its outputs.

    Raises:
        ValueError: it contains what XLA cannot compile.

    Example:
        >>> tf.xla.experimental.compile(lambda x: x + 1, [tf.constant(1.0)])[0].numpy()
        2.0
    """
    outputs = function(computation, jit_compile=True)(*(inputs or []))
    if outputs is None:
        return []
    return list(outputs) if isinstance(outputs, list | tuple) else [outputs]


@contextlib.contextmanager
def jit_scope(
    compile_ops: bool | Callable[[Any], bool] = True, separate_compiled_gradients: bool = False
) -> Iterator[None]:
    """Ask that the block's operations be compiled, as all graphs' operations are.

    Args:
        compile_ops: True; a function that chooses operations is not asked, since XLA compiles
            whatever it can.
        separate_compiled_gradients: must be False: gradients are compiled with their operations.

    Raises:
        ValueError: `compile_ops` is False or `separate_compiled_gradients` is True.
    """
    if compile_ops is False or separate_compiled_gradients:
        raise ValueError(
            explain(
                "tf.xla.experimental.jit_scope", "graphs are always compiled, gradients with them",
                expected="compile_ops=True, separate_compiled_gradients=False",
                fix="tf.config.run_functions_eagerly(True)",
            )
        )  # fmt: skip
    yield
