"""What is going on in this thread: the graph being built, the open tapes, name scope and device.

Functions and objects:
    HOT            one attribute, `busy`: how many graphs and tapes are open in the whole process
    STATE          the thread's own state (graph, tapes, name scope, device, control inputs)
    executing_eagerly, inside_function, outermost_graph, building, init_scope

`HOT.busy` lets an operator on two small tensors skip everything else: while no graph and no tape
is open anywhere, there is nothing to record and a plain attribute read (10 ns) proves it. Only
when it is not zero does the dispatcher look at the thread's own `STATE`.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pellucid.graph.graph import Graph


class Recorder(Protocol):
    """What the dispatcher tells of each call: a gradient tape or a forward accumulator."""

    def record(self, op: Any, inputs: list[Any], outputs: list[Any], attrs: dict[str, Any]) -> None:
        """Note that `op` made `outputs` from `inputs`."""

    def depends_on(self, inputs: list[Any]) -> bool:
        """Whether a call on `inputs` would be kept."""
        ...


class Hot:
    """Process-wide count of open graphs and tapes."""

    __slots__ = ("_lock", "busy")

    def __init__(self) -> None:
        self.busy = 0
        self._lock = threading.Lock()

    def enter(self) -> None:
        """One more graph or tape is open."""
        with self._lock:
            self.busy += 1

    def leave(self) -> None:
        """One graph or tape was closed."""
        with self._lock:
            self.busy -= 1


HOT = Hot()


class ThreadState(threading.local):
    """The state of one thread; each thread starts with these defaults."""

    graph: Graph | None = None
    tapes: tuple[Recorder, ...] = ()
    name_scope: str = ""
    device: str | None = None
    run_eagerly: bool = False
    variable_creators: tuple[Callable[..., Any], ...] = ()
    sessions: tuple[Any, ...] = ()  # TensorFlow 1: the last one is the default session


STATE = ThreadState()


def executing_eagerly() -> bool:
    """Whether operations run at once (True) or are added to a graph (False)."""
    return STATE.graph is None


def inside_function() -> bool:
    """Whether the Python code that runs now is being traced by `tf.function`."""
    graph = STATE.graph
    return graph is not None and graph.is_function


def outermost_graph() -> Graph | None:
    """The `tf.Graph` that is being built, perhaps through functions in it; None in TensorFlow 2.

    There variables have a value only in a session, and tensors are compared by identity.
    """
    graph = STATE.graph
    while graph is not None and graph.is_function:
        graph = graph.outer
    return graph


@contextlib.contextmanager
def building(graph: Graph | None) -> Iterator[Graph | None]:
    """Add the operations of the block to `graph`; `None` runs them eagerly."""
    outer, outer_scope = STATE.graph, STATE.name_scope
    STATE.graph, STATE.name_scope = graph, "" if graph is not outer else outer_scope
    if graph is not None:
        HOT.enter()
    try:
        yield graph
    finally:
        STATE.graph, STATE.name_scope = outer, outer_scope
        if graph is not None:
            HOT.leave()


@contextlib.contextmanager
def recording(tapes: tuple[Recorder, ...]) -> Iterator[None]:
    """Let exactly `tapes` listen to the operations of the block."""
    outer, STATE.tapes = STATE.tapes, tapes
    try:
        yield
    finally:
        STATE.tapes = outer


@contextlib.contextmanager
def init_scope() -> Iterator[None]:
    """Leave all functions under construction: run the block eagerly, unrecorded by tapes.

    Layers create their variables in such a block, so that a variable made while `tf.function`
    traces is a real variable and not part of the graph. Inside a plain `tf.Graph` (TensorFlow 1
    style) operations still go to that outermost graph.

    Example:
        >>> @tf.function
        ... def f():
        ...     with tf.init_scope():
        ...         return tf.executing_eagerly()
    """
    graph = outermost_graph()
    scope = STATE.name_scope
    after = contextlib.nullcontext() if graph is None else graph.control_dependencies(None)
    with building(graph), recording(()), after:
        STATE.name_scope = scope
        yield
