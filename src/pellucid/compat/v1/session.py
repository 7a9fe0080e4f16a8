"""`tf.compat.v1.Session`: runs parts of a graph, and keeps the values of its variables.

    Session               run(fetches, feed_dict)
    InteractiveSession    one that is the default session from the start
    get_default_session   the session of the innermost `with session.as_default():`

What is fetched and fed together becomes one `Program`, which is kept: running it again compiles
nothing. While a variable has no value yet (initializers run that way) it runs node by node instead.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from pellucid.compat.v1.config_proto import apply_config
from pellucid.compat.v1.default_graph import get_default_graph
from pellucid.compat.v1.fetches import Fetches
from pellucid.core.context import STATE, building
from pellucid.core.convert import to_array
from pellucid.core.dtypes import resource, string
from pellucid.core.errors import FailedPreconditionError, InvalidArgumentError
from pellucid.core.storage import Storage
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.graph.excerpt import Excerpt
from pellucid.graph.graph import Graph, Node, SymbolicTensor
from pellucid.graph.passes.deduplication import deduplicate
from pellucid.graph.passes.folding import fold
from pellucid.graph.passes.optimization import PASSES, optimized
from pellucid.graph.passes.pruning import prune
from pellucid.graph.passes.stripping import strip_debugging
from pellucid.ops.indexed_slices import IndexedSlices
from pellucid.ops.sparse_tensor import SparseTensor
from pellucid.runtime import interpreter, random_state, settings
from pellucid.runtime.program import Program


class _Slot:
    """A variable's value in one session."""

    def __init__(self, variable: Any) -> None:
        self.variable = variable
        # A variable of eager mode that a graph uses has its value already, and shares it.
        shared = variable.handle.device_value is not None
        self.handle: Storage = variable.handle if shared else Storage(None, self)

    def array(self) -> Any:
        """The value as a NumPy array that must not be written to."""
        return self.handle.value


def _passes() -> list[Any]:
    """The passes that `tf.config.optimizer.set_experimental_options` leaves."""
    kept: list[Any] = [strip_debugging] if settings.is_set("debug_stripper") else []
    if settings.is_set("disable_meta_optimizer"):
        return kept
    chosen: dict[Any, bool] = {
        prune: not settings.is_set("disable_model_pruning"),
        fold: settings.is_set("constant_folding", True),
        deduplicate: settings.is_set("arithmetic_optimization", True),
    }
    return kept + [p for p in PASSES if chosen[p]]


class _Plan:
    """What one combination of fetches and feeds needs."""

    def __init__(self, session: Session, fetches: list[Any], fed: list[SymbolicTensor]) -> None:
        part = Excerpt(session.graph, fetches, fed)
        missing = [n for n in part.nodes if n.type == "Placeholder"]
        if missing:
            raise _not_fed(missing[0])
        graph = optimized(part, checked=False, passes=_passes())
        self.program = Program(
            graph, graph.outputs, state=lambda n: session.random_state(graph.origins.get(id(n), n))
        )
        self.slots = {id(v): session.slot(v) for v in part.external_captures}
        self.reads = _reads(part, session)
        self.outputs = part.outputs

    def run(self, values: list[EagerTensor], by_node: bool) -> list[EagerTensor]:
        """Run it on the fed values."""
        for slot, node in self.reads:
            if slot.handle.device_value is None:
                raise _uninitialized(slot.variable, node)
        if by_node or any(s.handle.device_value is None for s in self.slots.values()):
            return interpreter.run(self.program, values, self.slots)
        return self.program(values, self.slots)


def _reads(part: Excerpt, session: Session) -> list[tuple[_Slot, Node]]:
    """The variables that must have a value before, each with the node that reads it first."""
    slots = {id(t): session.slot(v) for v, t in part.held}
    found: list[tuple[_Slot, Node]] = []
    settled: set[int] = set()
    for node in part.nodes:
        for tensor in node.inputs:
            if id(tensor) not in slots or id(tensor) in settled:
                continue
            # A branch may be one that asks first whether there is a value.
            if node.type not in ("VarIsInitializedOp", "If", "Case"):
                settled.add(id(tensor))
                if node.type != "AssignVariableOp":
                    found.append((slots[id(tensor)], node))
    return found


def _uninitialized(variable: Any, node: Node) -> FailedPreconditionError:
    file, line = node.source
    name = variable.name.removesuffix(":0")
    return FailedPreconditionError(
        None, None,
        f"Attempting to use uninitialized value {name}: node '{node.name}' ({node.type}), made at "
        f"{file}:{line}, reads a variable that has no value in this session. Fix: "
        "session.run(tf.compat.v1.global_variables_initializer())",
    )  # fmt: skip


def _not_fed(node: Node) -> InvalidArgumentError:
    tensor = node.outputs[0]
    file, line = node.source
    return InvalidArgumentError(
        None, None,
        f"You must feed a value for placeholder tensor '{node.name}' with dtype "
        f"{tensor.dtype.name} and shape {tensor.shape}, made at {file}:{line}. Fix: "
        f"session.run(…, feed_dict={{{node.name!r} + ':0': value}})",
    )  # fmt: skip


class Session:
    """Runs operations of a graph and evaluates its tensors.

    Args:
        target: the execution engine: `""`, this process. Others are not supported.
        graph: the graph; default the default graph.
        config: a `ConfigProto`; see `compat/v1/config_proto.py` for what is honoured.

    Raises:
        ValueError: `target` or something in `config` is not supported.
        TypeError: `graph` is no graph, or `config` no `ConfigProto`.

    Example:
        >>> with tf.Graph().as_default():
        ...     x = tf.compat.v1.placeholder(tf.float32, [None])
        ...     y = tf.reduce_sum(x * 2.)
        ...     with tf.compat.v1.Session() as session:
        ...         print(session.run(y, feed_dict={x: [1., 2.]}))
        6.0
    """

    def __init__(self, target: str = "", graph: Graph | None = None, config: Any = None) -> None:
        if target not in ("", b""):
            raise ValueError(
                f"tf.compat.v1.Session [target]: only '' (this process), received {target!r}"
            )
        if graph is not None and not isinstance(graph, Graph):
            raise TypeError(f'Argument `graph` must be a tf.Graph, but got "{graph!r}"')
        self.graph: Graph = get_default_graph() if graph is None else graph
        self._by_node = apply_config(config)
        self._plans: dict[Any, _Plan] = {}
        self._fetches: dict[int, tuple[Any, Fetches]] = {}
        self._slots: dict[int, _Slot] = {}
        self._states: dict[int, tuple[Node, Any]] = {}
        self._entered: list[contextlib.ExitStack] = []
        self._closed = False

    @property
    def graph_def(self) -> Any:
        """The graph as a `GraphDef` message."""
        return self.graph.as_graph_def()

    @property
    def sess_str(self) -> bytes:
        """The execution engine: empty, this process."""
        return b""

    def slot(self, variable: Any) -> Any:
        """Where this session keeps the value of a variable."""
        found = self._slots.get(id(variable))
        if found is None:
            found = self._slots[id(variable)] = _Slot(variable)
        return found

    def random_state(self, node: Node) -> Any:
        """The state of a random node: one for the session, whatever is fetched beside it."""
        if id(node) not in self._states:
            self._states[id(node)] = (node, random_state.node_state(node))
        return self._states[id(node)][1]

    def run(
        self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None
    ) -> Any:
        """Run what `fetches` need, and return their values in the same structure.

        Args:
            fetches: a tensor, operation, variable or name, or a nest of them. For an operation the
                result is None.
            feed_dict: values to use in place of tensors: `{tensor or its name: value}`.
            options: a `RunOptions`; tracing is not supported.
            run_metadata: not supported; must be None.

        Raises:
            RuntimeError: the session is closed, or its graph empty.
            TypeError, ValueError: something cannot be fetched or fed.
            InvalidArgumentError: a placeholder is not fed.
            FailedPreconditionError: a variable has not been initialized.
        """
        _check_options(options, run_metadata)
        if self._closed:
            raise RuntimeError("Attempted to use a closed Session.")
        if not self.graph.nodes:
            raise RuntimeError(
                "The Session graph is empty. Add operations to the graph before calling run()."
            )
        wanted = Fetches(self.graph, fetches)
        fed = self._feeds(feed_dict)
        return wanted.rebuild(self._run(wanted, [t for t, _ in fed], [v for _, v in fed]))

    def make_callable(
        self, fetches: Any, feed_list: Any = None, accept_options: bool = False
    ) -> Callable[..., Any]:
        """A function of the tensors in `feed_list` that runs `fetches`.

        Args:
            fetches: as for `run`.
            feed_list: the tensors that the function's arguments stand for, in order.
            accept_options: let the function take `options` and `run_metadata`.
        """
        keys = list(feed_list or ())

        def call(*values: Any, **options: Any) -> Any:
            if options and not accept_options:
                raise TypeError(f"unexpected arguments {sorted(options)}: accept_options is False")
            if len(values) != len(keys):
                raise ValueError(f"Expected {len(keys)} values to feed, received {len(values)}.")
            return self.run(fetches, dict(zip(keys, values, strict=True)), **options)

        return call

    def partial_run(self, handle: Any, fetches: Any, feed_dict: Any = None) -> Any:
        """Refused: TensorFlow's experimental runs in several steps."""
        raise NotImplementedError("tf.compat.v1.Session.partial_run is not supported.")

    def partial_run_setup(self, fetches: Any, feeds: Any = None) -> Any:
        """Refused: TensorFlow's experimental runs in several steps."""
        raise NotImplementedError("tf.compat.v1.Session.partial_run_setup is not supported.")

    def _run(self, wanted: Fetches, fed: list[Any], values: list[Any]) -> dict[int, Any]:
        """The values of the tensors wanted, by their ids."""
        key = (wanted.key, tuple(map(id, fed)))
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = _Plan(self, wanted.elements, fed)
        with building(None):
            outputs = plan.run(values, self._by_node)
            return {id(t): v.numpy() for t, v in zip(plan.outputs, outputs, strict=True)}

    def _feeds(self, feed_dict: Any) -> list[tuple[SymbolicTensor, EagerTensor]]:
        """The tensors fed, in an order of their own, so that equal feeds have equal keys."""
        found: list[tuple[SymbolicTensor, EagerTensor]] = []
        for key, value in (feed_dict or {}).items():
            for part, given in _parts(key, value):
                tensor = self._fed_tensor(part)
                found.append((tensor, _fed_value(tensor, given)))
        return sorted(found, key=lambda pair: id(pair[0]))

    def _fed_tensor(self, key: Any) -> SymbolicTensor:
        try:
            tensor = self.graph.as_graph_element(key, allow_operation=False)
        except (KeyError, TypeError, ValueError) as error:
            text = error.args[0] if error.args else error
            raise TypeError(f"Cannot interpret feed_dict key as Tensor: {text}") from None
        if not self.graph.is_feedable(tensor):
            raise ValueError(f"Tensor {tensor.name} may not be fed.")
        return tensor

    def close(self) -> None:
        """Forget the values of all variables; the session cannot be used any more."""
        self._closed = True
        self._plans.clear()
        self._slots.clear()

    @contextlib.contextmanager
    def as_default(self) -> Iterator[Session]:
        """Make this the default session of the block: `tensor.eval()` uses it."""
        before = STATE.sessions
        STATE.sessions = (*before, self)
        try:
            yield self
        finally:
            STATE.sessions = before

    def __enter__(self) -> Session:
        stack = contextlib.ExitStack()
        stack.enter_context(self.graph.as_default())
        stack.enter_context(self.as_default())
        self._entered.append(stack)
        return self

    def __exit__(self, *error: Any) -> None:
        self._entered.pop().close()
        if not self._entered:
            self.close()

    def list_devices(self) -> list[Any]:
        """The devices that operations can run on."""
        from pellucid.runtime.devices import list_logical_devices

        return list_logical_devices()


class InteractiveSession(Session):
    """A session that is the default session, and its graph the default graph, until it is closed.

    Example:
        >>> session = tf.compat.v1.InteractiveSession(graph=graph)
        >>> graph.get_tensor_by_name("y:0").eval()
        3.0
        >>> session.close()
    """

    def __init__(self, target: str = "", graph: Graph | None = None, config: Any = None) -> None:
        super().__init__(target, graph, config)
        self._default = contextlib.ExitStack()
        if STATE.graph is not self.graph:
            self._default.enter_context(self.graph.as_default())
        self._default.enter_context(self.as_default())

    def close(self) -> None:
        """Forget the values of all variables, and be the default session no longer."""
        super().close()
        self._default.close()


def get_default_session() -> Session | None:
    """The session of the innermost `with session.as_default():`, or None."""
    return STATE.sessions[-1] if STATE.sessions else None


def _check_options(options: Any, run_metadata: Any) -> None:
    if run_metadata is not None:
        raise ValueError("Session.run [run_metadata]: not supported; must be None.")
    if options is not None and getattr(options, "trace_level", 0):
        raise ValueError("Session.run [options]: trace_level is not supported.")


def _parts(key: Any, value: Any) -> list[tuple[Any, Any]]:
    """A fed key as tensors, each with its value: composite tensors consist of several."""
    if isinstance(key, SparseTensor):
        given = (
            value if isinstance(value, tuple) else (value.indices, value.values, value.dense_shape)
        )
        return list(zip((key.indices, key.values, key.dense_shape), given, strict=True))
    if isinstance(key, IndexedSlices):
        parts = [p for p in (key.values, key.indices, key.dense_shape) if p is not None]
        given = value if isinstance(value, tuple) else (value.values, value.indices)
        return list(zip(parts, given[: len(parts)], strict=True))
    if isinstance(key, tuple):
        return [pair for k, v in zip(key, value, strict=True) for pair in _parts(k, v)]
    return [(key, value)]


def _fed_value(tensor: SymbolicTensor, value: Any) -> EagerTensor:
    """A value as TensorFlow feeds it: of the tensor's dtype, of a shape that fits."""
    if isinstance(value, Tensor):
        raise TypeError(
            "The value of a feed cannot be a tf.Tensor object. Acceptable feed values include "
            "Python scalars, strings, lists, numpy ndarrays, or TensorHandles. For reference, the "
            f"tensor object was {value} which was passed to the argument `feed_dict` with key "
            f"{tensor}."
        )
    if tensor.dtype is resource:
        raise TypeError(f"Session.run [feed_dict]: {tensor.name} is a resource and cannot be fed.")
    wanted = tensor.dtype.np_dtype
    if isinstance(value, int) and tensor.dtype.is_integer and wanted.type(value) != value:
        raise TypeError(
            f"Type of feed value {value!r} is not compatible with Tensor type "
            f"{tensor.dtype.name}. Try explicitly setting the type of the feed tensor to a larger "
            "type (e.g. int64)."
        )
    if tensor.dtype is string:
        array = to_array(np.asarray(value, object) if isinstance(value, list) else value, string)
    else:
        array = np.array(value, wanted)  # a copy: the user may change theirs later
    if not tensor.shape.is_compatible_with(array.shape):
        raise ValueError(
            f"Cannot feed value of shape {array.shape} for Tensor {tensor.name}, which has shape "
            f"{tensor.shape}"
        )
    return EagerTensor(array)
