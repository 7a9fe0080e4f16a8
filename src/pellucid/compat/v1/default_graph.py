"""The graph that TensorFlow 1 programs add to without saying so, and whether they do.

get_default_graph, reset_default_graph
disable_eager_execution, enable_eager_execution     the global graph is the default, or not
disable_v2_behavior, enable_v2_behavior             the same, under the name that programs use
"""

from __future__ import annotations

from pellucid.core.context import HOT, STATE, executing_eagerly, outermost_graph
from pellucid.graph.graph import Graph

_GLOBAL: list[Graph] = []


def _global_graph() -> Graph:
    if not _GLOBAL:
        _GLOBAL.append(Graph())
    return _GLOBAL[0]


def get_default_graph() -> Graph:
    """The graph being built; outside of all `with graph.as_default():` blocks the global one."""
    return STATE.graph if STATE.graph is not None else _global_graph()


def reset_default_graph() -> None:
    """Put an empty graph in the place of the global one.

    Raises:
        AssertionError: inside `with graph.as_default():`.
    """
    if STATE.graph is not None and STATE.graph is not _global_graph():
        raise AssertionError(
            "Do not use tf.reset_default_graph() to clear nested graphs. If you need a cleared "
            "graph, exit the nesting and create a new graph."
        )
    before = STATE.graph
    _GLOBAL[:] = [Graph()]
    if before is not None:
        STATE.graph = _GLOBAL[0]


def disable_eager_execution() -> None:
    """From now on this thread adds operations to the global graph, as TensorFlow 1 does.

    Raises:
        ValueError: a function or another graph is being built.
    """
    if STATE.graph is None:
        STATE.graph = _global_graph()
        HOT.enter()
    elif STATE.graph is not _global_graph():
        raise ValueError("tf.disable_eager_execution must be called at program startup.")


def enable_eager_execution(config: object = None, device_policy: object = None,
                           execution_mode: object = None) -> None:  # fmt: skip
    """Run operations at once again, as TensorFlow 2 does from the start.

    Args:
        config, device_policy, execution_mode: not supported; must be None.

    Raises:
        ValueError: another graph is being built, or an argument is not None.
    """
    if (config, device_policy, execution_mode) != (None, None, None):
        raise ValueError(
            "tf.compat.v1.enable_eager_execution: config, device_policy and execution_mode are not "
            "supported; they must be None."
        )
    if STATE.graph is None:
        return
    if STATE.graph is not _global_graph():
        raise ValueError("tf.enable_eager_execution must be called at program startup.")
    STATE.graph = None
    HOT.leave()


def disable_v2_behavior() -> None:
    """Behave as TensorFlow 1: the same as `disable_eager_execution`."""
    disable_eager_execution()


def enable_v2_behavior() -> None:
    """Behave as TensorFlow 2: the same as `enable_eager_execution`."""
    enable_eager_execution()


def executing_eagerly_outside_functions() -> bool:
    """Whether operations run at once where no function is being traced."""
    return executing_eagerly() or outermost_graph() is None
