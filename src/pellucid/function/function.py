"""`tf.function`: trace a Python function into a graph once per signature, then run the graph.

function             the decorator
PolymorphicFunction  what it returns: the cache of traces, keyed by `signature.describe`
  trace              run the Python function with symbolic tensors in a FuncGraph
"""

from __future__ import annotations

import copy
import functools
import inspect
import sys
import threading
import types
import weakref
from collections.abc import Callable, Sequence
from typing import Any

from pellucid.core import nest
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.devices import DeviceSpec
from pellucid.core.errors import explain
from pellucid.core.specs import TypeSpec
from pellucid.core.tensor import Tensor
from pellucid.function import relaxation
from pellucid.function.compiler_ir import compiler_ir
from pellucid.function.concrete import ConcreteFunction
from pellucid.function.retracing import Traces
from pellucid.function.signature import (
    Parameters,
    describe,
    match_signature,
    placeholders,
    spec_of,
)
from pellucid.graph.graph import FuncGraph, SymbolicTensor
from pellucid.ops.constants import identity
from pellucid.runtime import settings
from pellucid.runtime.cluster import History

_RUN_EAGERLY = [False]
_NOTHING: dict[int, Any] = {}


class PolymorphicFunction:
    """A Python function that runs as graphs, one for each signature it is called with."""

    def __init__(
        self,
        python_function: Callable[..., Any],
        name: str | None = None,
        input_signature: Sequence[Any] | None = None,
        autograph: bool = True,
        jit_compile: bool | None = None,
        reduce_retracing: bool = False,
        features: frozenset[Any] = frozenset(),
        seen: Traces | None = None,
    ) -> None:
        self._python_function = python_function
        self._name = name or getattr(python_function, "__name__", type(python_function).__name__)
        self._parameters = Parameters(python_function)
        self._input_signature = _checked_signature(input_signature)
        if self._input_signature is not None:
            self._parameters.check_count(self._input_signature, self._name)
        self._autograph = autograph
        self._jit_compile = bool(jit_compile)
        self._reduce_retracing = reduce_retracing
        self._features = features
        self._traces: dict[Any, ConcreteFunction] = {}
        self._shapes: dict[Any, list[Any]] = {}
        self._count = 0
        self._history = History()
        self._tracing = threading.RLock()
        self._seen = seen or Traces()
        self._origin: tuple[PolymorphicFunction, Any] | None = None  # a method: of what, and whose
        self._created: list[Any] = []
        self._bound: weakref.WeakKeyDictionary[Any, PolymorphicFunction] = (
            weakref.WeakKeyDictionary()
        )
        functools.update_wrapper(self, python_function, updated=())

    # ------------------------------------------------------------------ calling

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the function, tracing it first if this signature is new."""
        if _RUN_EAGERLY[0]:
            return self._python_function(*args, **kwargs)
        self._seen.calls += 1
        args, kwargs = self._canonical(args, kwargs)
        found: list[Any] = []
        key = (describe(args, found), describe(kwargs, found) if kwargs else None)
        function = self._lookup(key)
        if function is None:
            with self._tracing:  # one thread traces; the others find what it made
                function = self._lookup(key) or self._new_trace(key, args, kwargs, found)
        traced = function.graph.traced_variables
        if not traced:
            return function.call_flat(found, _NOTHING)
        # The variables of this call take the place of those that it was traced with.
        given = [v for v in found if not isinstance(v, Tensor)]
        replaced = {id(t): v for t, v in zip(traced, given, strict=True) if t is not v}
        return function.call_flat([v for v in found if isinstance(v, Tensor)], replaced)

    def _canonical(
        self, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        if self._input_signature is None:
            return self._parameters.bind(args, kwargs)
        args, kwargs = self._parameters.bind(args, kwargs) if kwargs else (args, kwargs)
        wanted = self._input_signature
        if len(args) != len(wanted) or kwargs:
            raise TypeError(
                f"{self._name}() takes {len(wanted)} arguments by its input_signature, received "
                f"{len(args)} and {sorted(kwargs)}."
            )
        return tuple(match_signature(list(wanted), list(args), f"tf.function {self._name}")), {}

    def _lookup(self, key: Any) -> ConcreteFunction | None:
        if self._input_signature is not None:
            key = "signature"
        if STATE.graph is not None:
            inner = self._traces.get((key, id(STATE.graph)))
            if inner is not None:
                return inner
        return self._traces.get(key)

    def _new_trace(
        self, key: Any, args: Any, kwargs: Any, found: list[Any], called: bool = True
    ) -> ConcreteFunction:
        if self._input_signature is not None:
            key = "signature"
            args = tuple(self._input_signature)
        relaxed = self._relaxed_shapes(key)
        if relaxed is not None and relaxed[0] in self._traces:
            self._traces[key] = self._traces[relaxed[0]]
            return self._traces[key]
        names = [self._parameters.name_of(i) for i in range(len(args))]
        given = [*zip(names, args, strict=True), *kwargs.items()]
        self._seen.note(self._name, self._python_function, given, called)
        shapes = relaxed[1] if relaxed else {}
        function = self._trace_once(args, kwargs, found, shapes, called)
        captures_outer = any(
            isinstance(v, SymbolicTensor) for v, _ in function.graph.captured.values()
        )
        self._traces[(key, id(STATE.graph)) if captures_outer else key] = function
        if relaxed is not None:
            self._traces[relaxed[0]] = function
        return function

    def _trace_once(
        self, args: Any, kwargs: Any, found: list[Any], relaxed: dict[int, Any], called: bool
    ) -> ConcreteFunction:
        first = self._count == 0
        # What variables begin with may depend on arguments, if there are any.
        given = [v for v in found if isinstance(v, Tensor)] if first and called else ()
        function = self._trace(args, kwargs, found, relaxed, first, given)
        if first and function.graph.created:
            # Variables exist now; the graph that is kept must not create them again.
            self._created = function.graph.created
            function = self._trace(args, kwargs, found, relaxed, False, ())
        return function

    def _relaxed_shapes(self, key: Any) -> tuple[Any, dict[int, Any]] | None:
        """With `reduce_retracing`: the dimensions that differed between calls become None.

        Returns: a key of the relaxed signature and the relaxed shapes by position; None the first
            time.
        """
        if not self._reduce_retracing or self._input_signature is not None:
            return None
        shapes, pattern = relaxation.shapes(key), relaxation.pattern(key)
        before = self._shapes.get(pattern)
        merged = None if before is None else relaxation.common(before, shapes)
        self._shapes[pattern] = shapes if merged is None else merged
        if merged is None:
            return None
        return ("relaxed", pattern, tuple(merged)), dict(enumerate(merged))

    # ------------------------------------------------------------------ tracing

    def _trace(
        self, args: Any, kwargs: Any, found: list[Any], relaxed: dict[int, Any],
        may_create: bool, given: Sequence[Tensor],
    ) -> ConcreteFunction:  # fmt: skip
        """Run the Python function on symbolic arguments and keep the graph."""
        self._count += 1
        graph = FuncGraph(self._name, STATE.graph)
        graph.may_create = may_create
        graph.traced_variables = [v for v in found if not isinstance(v, Tensor)]
        position = [0]
        with graph.as_default():
            symbolic = [
                placeholders(a, self._parameters.name_of(i), graph, relaxed, position)
                for i, a in enumerate(args)
            ]
            named = {k: placeholders(v, k, graph, relaxed, position) for k, v in kwargs.items()}
            graph.structured_input_signature = (
                tuple(
                    spec_of(a, _name_in(a, self._parameters.name_of(i)))
                    for i, a in enumerate(symbolic)
                ),
                {k: spec_of(v, k) for k, v in named.items()},
            )
            graph.first_given = list(zip(given, graph.inputs, strict=False))
            result = self._call_python(symbolic, named)
            graph.first_given = []
            _set_outputs(graph, result, self._name)
        if settings.is_set("debug_stripper"):
            from pellucid.graph.passes.stripping import strip_debugging

            strip_debugging(graph)
        return ConcreteFunction(
            graph, self._name, self._jit_compile, self._history, self._parameters
        )

    def _call_python(self, args: list[Any], kwargs: dict[str, Any]) -> Any:
        body = self._python_function
        if self._autograph:
            body = _converted(_as_method(body), self._features)
        try:
            return body(*args, **kwargs)
        except RecursionError as error:
            if str(error).startswith("tf.function"):
                raise
            raise RecursionError(
                explain(
                    f"tf.function [{self._name}]",
                    "maximum recursion depth exceeded while it was traced (a condition on a tensor "
                    "does not end a recursion: both of its branches are traced)",
                    fix="let a Python value end it, or write a loop.",
                )
            ) from None
        except Exception as error:
            error.add_note(f"while tf.function traced {self._name!r}")
            raise

    def get_concrete_function(self, *args: Any, **kwargs: Any) -> ConcreteFunction:
        """The trace for arguments (tensors, Python values) or `tf.TensorSpec`s in their place."""
        if self._input_signature is not None and not args and not kwargs:
            args = tuple(self._input_signature)
        elif self._input_signature is None:
            args, kwargs = self._parameters.bind(args, kwargs)
        found: list[Any] = []
        key = (describe(args, found), describe(kwargs, found) if kwargs else None)
        with self._tracing:
            return self._lookup(key) or self._new_trace(key, args, kwargs, found, called=False)

    def experimental_get_tracing_count(self) -> int:
        """How often the Python function was traced."""
        return self._count

    # ------------------------------------------------------------------ attributes

    @property
    def python_function(self) -> Callable[..., Any]:
        """The Python function behind it."""
        return self._python_function

    @property
    def name(self) -> str:
        """The function's name."""
        return self._name

    @property
    def input_signature(self) -> Sequence[Any] | None:
        """The signature that was given to the decorator."""
        return self._input_signature

    @property
    def function_spec(self) -> Parameters:
        """The parameters of the Python function."""
        return self._parameters

    @property
    def function_type(self) -> inspect.Signature:
        """The signature of the Python function."""
        return self._parameters.signature

    def pretty_printed_concrete_signatures(self, verbose: bool = True) -> str:
        """The signatures traced so far.

        Args:
            verbose: parameters, results and captures one a line; otherwise a line for each trace.
        """
        traces = dict.fromkeys(self._traces.values())
        shown = [f.pretty_printed_signature(verbose) for f in traces]
        return ("\n\n" if verbose else "\n").join(shown)

    def experimental_get_compiler_ir(self, *args: Any, **kwargs: Any) -> Callable[..., str | bytes]:
        """What XLA makes of the function for these arguments.

        Args:
            *args, **kwargs: tensors, or `tf.TensorSpec`s with known shapes.

        Returns: a function of `stage`: `"hlo"`, `"stablehlo"`, `"optimized_hlo"` (after XLA's
            passes), each also with `_serialized` as bytes, `"hlo_no_metadata"`,
            `"optimized_hlo_proto_serialized"`, `"optimized_hlo_dot"` (a drawing for Graphviz);
            `device_name` and `platform_name` must be those that the function runs on.

        Raises:
            ValueError: the function is not marked with `jit_compile=True`; from the function that
                is returned: no such stage, or a shape that is not known.

        Example:
            >>> f = tf.function(lambda x: x + 1., jit_compile=True)
            >>> text = f.experimental_get_compiler_ir(tf.TensorSpec([2]))(stage="hlo")
            >>> "add(" in text
            True
        """
        if not self._jit_compile:
            raise ValueError(
                "Compiler IR can only be returned for functions marked with 'jit_compile=True'"
            )
        function = self.get_concrete_function(*args, **kwargs)

        def read(
            stage: str = "hlo", device_name: str | None = None, platform_name: str | None = None
        ) -> str | bytes:
            if device_name is not None and platform_name is None:
                platform_name = DeviceSpec.from_string(device_name).device_type
            return compiler_ir(function.program(), stage, platform_name)

        return read

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        """As a method: one function with its own traces for each instance."""
        if instance is None:
            return self
        try:
            found = self._bound.get(instance)
        except TypeError:  # not hashable or without weak references
            return self._bind(instance)
        if found is None:
            # Only a weak reference: the cache must not keep the object alive.
            found = self._bound[instance] = self._bind(weakref.ref(instance))
        return found

    def _bind(self, instance: Any) -> PolymorphicFunction:
        method = _bound_method(self._python_function, instance)
        bound = PolymorphicFunction(method, *self._options(), seen=self._seen)
        bound._origin = self, instance
        return bound

    def __deepcopy__(self, memo: dict[int, Any]) -> PolymorphicFunction:
        """A function without traces; that of an object's method becomes the copied object's."""
        if self._origin is not None:
            function, instance = self._origin
            return function.__get__(copy.deepcopy(_strong(instance), memo))
        made, options = PolymorphicFunction, self._options()
        if isinstance(self._python_function, types.MethodType):
            return made(copy.deepcopy(self._python_function, memo), *options)
        return made(self._python_function, *options)

    def __reduce__(self) -> Any:
        """By name if it has one; a pickle holds no traces."""
        if self._origin is not None:
            function, instance = self._origin
            return PolymorphicFunction.__get__, (function, _strong(instance))
        if _found_by_name(self):
            return self.__qualname__  # type: ignore[attr-defined]
        return PolymorphicFunction, (self._python_function, *self._options())

    def _options(self) -> tuple[Any, ...]:
        """What the function was made with, besides the Python function."""
        return (
            self._name, self._input_signature, self._autograph, self._jit_compile,
            self._reduce_retracing, self._features,
        )  # fmt: skip

    def __repr__(self) -> str:
        return f"<tf.function {self._name}{self._parameters.signature}>"


def _converted(function: Callable[..., Any], features: frozenset[Any]) -> Callable[..., Any]:
    from pellucid.function.autograph.conversion import call
    from pellucid.function.autograph.features import using

    def run(*args: Any, **kwargs: Any) -> Any:
        with using(features):
            return call(function)(*args, **kwargs)

    return run


def _found_by_name(function: Any) -> bool:
    """Whether importing its module and following its name leads to the function itself."""
    found: Any = sys.modules.get(function.__module__)
    for name in function.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is function


def _bound_method(function: Callable[..., Any], instance: Any) -> Callable[..., Any]:
    @functools.wraps(function)
    def method(*args: Any, **kwargs: Any) -> Any:
        return function(_strong(instance), *args, **kwargs)

    method.bound_to = instance  # type: ignore[attr-defined]
    try:
        signature = inspect.signature(function)
        method.__signature__ = signature.replace(parameters=list(signature.parameters.values())[1:])  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        pass
    return method


def _as_method(function: Callable[..., Any]) -> Callable[..., Any]:
    """A method as Python binds it, so that AutoGraph finds its source."""
    if not hasattr(function, "bound_to"):
        return function
    return types.MethodType(function.__wrapped__, _strong(function.bound_to))  # type: ignore[attr-defined]


def _strong(instance: Any) -> Any:
    """The object itself; the method holds only a weak reference to it."""
    if not isinstance(instance, weakref.ref):
        return instance
    found = instance()
    if found is None:
        raise ReferenceError(
            "the object of this tf.function method no longer exists: a method does not keep its "
            "object alive, as in TensorFlow. Fix: hold it, `a = A(); a.method(x)`"
        )
    return found


def _checked_signature(signature: Any) -> Any:
    if signature is None:
        return None
    if not isinstance(signature, list | tuple):
        raise TypeError(
            "tf.function [input_signature]: expected a sequence of tf.TensorSpec, "
            f"received {signature!r}. "
            "Fix: input_signature=[tf.TensorSpec(shape, dtype)]"
        )
    wrong = [s for s in nest.flatten(signature) if not isinstance(s, TypeSpec)]
    if wrong:
        raise TypeError(
            "input_signature must be a possibly nested sequence of TensorSpec objects, got "
            f"invalid args {wrong}. Fix: tf.TensorSpec(shape, dtype)"
        )
    return tuple(signature)


def _name_in(value: Any, name: str) -> str | None:
    return value.op.name if isinstance(value, SymbolicTensor) else name


def _set_outputs(graph: FuncGraph, result: Any, name: str) -> None:
    """Turn what the Python function returned into the graph's outputs."""

    def output(leaf: Any) -> Any:
        if leaf is None:
            return None
        try:
            tensor = leaf if isinstance(leaf, Tensor) else convert(leaf)
        except (TypeError, ValueError) as error:
            raise TypeError(
                "To be compatible with tf.function, Python functions must return zero or more "
                f"Tensors or ExtensionTypes or None values; in compilation of {name}, found "
                f"return value of type {type(leaf).__name__}, which is not a Tensor or "
                "ExtensionType."
            ) from error
        # As TensorFlow does: an output may be an argument, or twice the same tensor.
        made = identity(graph.capture(tensor), name="Identity")
        made.weak = tensor.weak
        return made

    graph.structured_outputs = nest.map_structure(output, result, expand_composites=True)
    graph.outputs = [
        t for t in nest.flatten(graph.structured_outputs, expand_composites=True) if t is not None
    ]


def function(
    func: Callable[..., Any] | None = None,
    input_signature: Sequence[Any] | None = None,
    autograph: bool = True,
    jit_compile: bool | None = None,
    reduce_retracing: bool = False,
    experimental_implements: str | None = None,
    experimental_autograph_options: Any = None,
    experimental_attributes: dict[str, Any] | None = None,
    experimental_relax_shapes: bool | None = None,
    experimental_compile: bool | None = None,
    experimental_follow_type_hints: bool | None = None,
) -> Any:
    """Compile a function of tensors into a graph that runs as one program.

    The Python body runs once for each new signature of arguments (dtypes and shapes of tensors,
    values of everything else); afterwards the graph runs.

    Args:
        func: the Python function; without it a decorator is returned.
        input_signature: a sequence of `tf.TensorSpec`: trace exactly once, for these.
        autograph: whether Python control flow on tensors is to be converted.
        jit_compile: True: the whole function must be compiled by XLA; an operation that cannot be
            raises an error.
            None or False: such operations run on the host.
        reduce_retracing: after a second shape trace with unknown dimensions.
        experimental_autograph_options: a `tf.autograph.experimental.Feature`, or a tuple of them.
        experimental_implements, experimental_attributes: notes for TensorFlow's own graph tools;
            they do not change the result.
        experimental_relax_shapes, experimental_compile: older names of `reduce_retracing` and
            `jit_compile`.
        experimental_follow_type_hints: deprecated in TensorFlow, without effect there and here.

    Returns: a callable with `get_concrete_function`, `python_function`,
        `experimental_get_tracing_count`.

    Raises:
        TypeError: `func` is not callable, or `input_signature` is not a sequence.

    Example:
        >>> @tf.function
        ... def square_sum(x):
        ...     return tf.reduce_sum(x * x)
        >>> square_sum(tf.constant([1., 2.])).numpy()
        np.float32(5.0)
    """
    relax = reduce_retracing or bool(experimental_relax_shapes)
    jit = jit_compile if jit_compile is not None else experimental_compile
    features: frozenset[Any] = frozenset()
    if experimental_autograph_options is not None:
        from pellucid.function.autograph.features import feature_set

        where = "tf.function [experimental_autograph_options]"
        features = feature_set(where, experimental_autograph_options)

    def decorate(python_function: Callable[..., Any]) -> PolymorphicFunction:
        if not callable(python_function):
            raise TypeError(
                f"tf.function [func]: expected a callable, received {python_function!r}"
            )
        if isinstance(python_function, PolymorphicFunction):
            python_function = python_function.python_function
        return PolymorphicFunction(
            python_function, None, input_signature, autograph, jit, relax, features
        )

    return decorate if func is None else decorate(func)


def run_functions_eagerly(run_eagerly: bool) -> None:
    """Let every `tf.function` run its Python body directly, for debugging."""
    _RUN_EAGERLY[0] = bool(run_eagerly)


def functions_run_eagerly() -> bool:
    """Whether `run_functions_eagerly(True)` is in force."""
    return _RUN_EAGERLY[0]
