"""The dispatcher: what happens when an op is called.

    op(...)            makes an `Op`, TensorFlow's op name first
    Op.__call__        the one entry of every call
      bind             values become tensors; dtypes are resolved and checked
      run_eagerly      a kernel runs now; open tapes are told
      trace            a node is added to the graph under construction; open tapes are told

The order of an eager call: bind (convert Python values to the dtype that the tensors among the
inputs have), run the NumPy kernel (or the compiled one where an op has no other), wrap, record.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.context import HOT, STATE
from pellucid.core.convert import convert, index
from pellucid.core.dtypes import DType
from pellucid.core.errors import (
    InvalidArgumentError,
    OutOfScopeError,
    TracedArgumentError,
    describe,
)
from pellucid.core.op import PYTHON_NAMES, Kernel, OpDefinition, as_host
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.graph.graph import SymbolicTensor
from pellucid.graph.shape_rules import Call
from pellucid.runtime import blocks
from pellucid.runtime.blocks import (
    LARGE as LARGE,
    assign as assign,
    filled as filled,
    in_threads as in_threads,
)
from pellucid.runtime.failures import public_name as public_name, refusal, wrong_dtype

_REMEMBERED = 256  # calls of an op with different attributes and dtypes


class Op(OpDefinition):
    """A callable op: `Op(*inputs, name=None, **attributes)` -> its output tensor(s)."""

    def __init__(self, name: str, schema: str, **options: Any) -> None:
        super().__init__(name, schema, **options)
        self._allowed: set[tuple[str, int]] = set()  # type variables with dtypes that passed
        self._arity = len(self.schema.inputs)
        self._quick_kernel: Any = None
        self._outputs_type: Any = None
        self._quick_attrs: dict[int, dict[str, Any]] = {}
        self._direct_kernel: Any = None
        self._resolved: dict[Any, Any] = {}
        variables = [a.variable for a in self.schema.inputs]
        # For each input its type, and whether it is the only one of that type.
        self._slots = [
            (a.variable, a.dtype, variables.count(a.variable) == 1) for a in self.schema.inputs
        ]
        known = {*self.schema.defaults, *self.schema.required, *self.schema.types}
        self._attribute_count = len(known | self.schema.derived)

    def _keep(self, kernel: Kernel) -> None:
        """See which of the short ways of a call are open to the kernel."""
        super()._keep(kernel)
        if kernel.kind == "xla" or kernel.needs_rng or not self._arity:
            return
        arguments = (*self.schema.inputs, *self.schema.outputs)
        if not self.single_output or any(
            a.is_list or a.dtype is dtypes.resource for a in arguments
        ):
            return
        self._direct_kernel = kernel
        alike = len({a.variable for a in arguments}) == 1 and bool(arguments[0].variable)
        simple = alike and not self.schema.required and not kernel.attributes
        self._quick_kernel = kernel if simple else None

    def quick(self, values: tuple[Any, ...]) -> Any:
        """The short way of the commonest call: eager tensors of one dtype in and out.

        Nothing has to be converted or resolved. Returns None where that is not so.
        """
        if (HOT.busy and STATE.graph is not None) or len(values) != self._arity:
            return None
        inputs: list[Any] = []
        arrays = []
        for value in values:
            if value.__class__ is not EagerTensor:
                read = getattr(value, "read_value", None)
                if read is None:
                    return None
                # Only once: a variable that is read twice would be recorded twice.
                value = inputs[0] if inputs and value is values[0] else read()
            if value._host is None:
                return None
            inputs.append(value)
            arrays.append(value._host)
        dtype = arrays[0].dtype
        for array in arrays:
            if array.dtype is not dtype or array.size > blocks.LARGE:
                return None
        attrs = self._quick_attrs.get(dtype.num)
        if attrs is None:
            attrs = self._learn(dtype)
            if attrs is None:
                return None
        kernel = self._quick_kernel
        try:
            result = kernel.function(np, *arrays) if kernel.namespace else kernel.function(*arrays)
        except (ValueError, TypeError, IndexError, ZeroDivisionError, OverflowError) as error:
            raise self.failure(error, inputs) from error
        output = EagerTensor(
            result if getattr(result, "dtype", None) is dtype else as_host(result, dtype)
        )
        if HOT.busy:
            for tape in STATE.tapes:
                tape.record(self, inputs, [output], attrs)
        return output

    def _direct(self, values: tuple[Any, ...], given: dict[str, Any]) -> Any:
        """The short way of ops with attributes: eager tensors in whose dtypes need no resolving.

        Returns None where something has to be converted or checked.
        """
        if STATE.graph is not None or len(values) != self._arity:
            return None
        inputs, arrays, key = [], [], [*given, *given.values()]
        for value, (_, fixed, alone) in zip(values, self._slots, strict=True):
            if value.__class__ is int and (alone or fixed):
                value: Any = index(value, fixed)  # an axis, a size
            if value.__class__ is not EagerTensor or value._host is None:
                return None
            array = value._host
            inputs.append(value)
            arrays.append(array)
            key.append(array.dtype)
            if array.size > blocks.LARGE:
                return None
        try:
            resolved = self._resolved.get(tuple(key))
        except TypeError:  # a list among the attributes
            return None
        resolved = resolved or self._resolve(tuple(key), arrays, given)
        if resolved is None:
            return None
        attrs, wanted, np_dtype = resolved
        kernel = self._direct_kernel
        try:
            if kernel.namespace:
                result = kernel.function(np, *arrays, **wanted)
            else:
                result = kernel.function(*arrays, **wanted)
        except (ValueError, TypeError, IndexError, ZeroDivisionError, OverflowError) as error:
            raise (error if self.user_code else self.failure(error, inputs)) from error
        output = EagerTensor(as_host(result, np_dtype))
        for tape in STATE.tapes:
            tape.record(self, inputs, [output], attrs)
        return output

    def _resolve(self, key: Any, arrays: list[Any], given: dict[str, Any]) -> Any:
        """The attributes of a call, those that the kernel wants, and the result's NumPy dtype.

        They are remembered under `key`. None: the long way checks the call first.
        """
        attrs = {**self.schema.defaults, **given}
        for array, (variable, fixed, _) in zip(arrays, self._slots, strict=True):
            found = dtypes.NUMPY_TO_DTYPE[array.dtype]
            if (fixed or attrs.setdefault(variable, found)) is not found:
                return None
        if len(attrs) != self._attribute_count:
            return None
        if any((v, id(attrs[v])) not in self._allowed for v in self.schema.types):
            return None
        single: Any = self.single_output
        wanted = {name: attrs[name] for name in self._direct_kernel.attributes}
        resolved = attrs, wanted, (single.dtype or attrs[single.variable]).np_dtype
        if len(self._resolved) < _REMEMBERED:
            self._resolved[key] = resolved
        return resolved

    def _learn(self, dtype: np.dtype) -> dict[str, Any] | None:
        """The attributes of a call with this dtype, remembered; None if the op has no such call."""
        variable = self.schema.inputs[0].variable
        found = dtypes.NUMPY_TO_DTYPE.get(dtype)
        # Dtypes beyond NumPy's own (bfloat16, …) have no stable number; they go the long way.
        if dtype.num < 24 and dtype.kind in "fiucb" and found in self.schema.types[variable]:
            return self._quick_attrs.setdefault(
                dtype.num, {**self.schema.defaults, variable: found}
            )
        return None

    def __call__(self, *values: Any, name: str | None = None, **attrs: Any) -> Any:
        """Run the op, or add it to the graph being built.

        Args:
            *values: the inputs in the schema's order (or by name, as `tf.raw_ops` does).
            name: the name of the node in a graph.
            **attrs: the attributes; dtypes of inputs and lengths of lists follow from the inputs.

        Returns: the output; a named tuple if the schema has several; None in eager mode (the node
            in graph mode) if it has none.
        """
        if self._direct_kernel is not None:
            short = not attrs and self._quick_kernel is not None
            output = self.quick(values) if short else self._direct(values, attrs)
            if output is not None:
                return output
        if len(values) != self._arity:
            values = self._by_name(values, attrs)
        handler = _takes_over(values)
        if handler is not None:
            return handler.__op_call__(self, values, attrs, name)
        inputs, attrs = self.bind(values, attrs)
        graph = STATE.graph
        if graph is None:
            outputs = self.run_eagerly(inputs, attrs)
        else:
            inputs, outputs = self.trace(graph, inputs, attrs, name)
        for tape in STATE.tapes:
            tape.record(self, inputs, outputs, attrs)
        if self.single_output is not None:
            return outputs[0]
        if not self.schema.outputs:
            return None if graph is None else graph.nodes[-1]
        return self._grouped(outputs, attrs)

    # ------------------------------------------------------------------ inputs

    def bind(
        self, values: tuple[Any, ...], given: dict[str, Any]
    ) -> tuple[list[Any], dict[str, Any]]:
        """Convert `values` to tensors and complete the attributes."""
        schema = self.schema
        attrs = {**schema.defaults, **given}
        if len(attrs) != len(schema.defaults):
            self._check_attributes(attrs)
        flat: list[Any] = []
        pending: list[tuple[int, str]] = []
        for value, arg in zip(values, schema.inputs, strict=True):
            if arg.is_list:
                self._bind_list(arg, value, flat, pending, attrs)
            elif arg.dtype is not None:
                flat.append(self._fixed(arg, value))
            else:
                self._bind_one(arg.variable, value, flat, pending, attrs)
        for place, variable in pending:
            flat[place] = tensor = self._convert(flat[place], attrs.get(variable), place)
            attrs.setdefault(variable, tensor.dtype)
        for variable in schema.types:
            dtype = attrs.get(variable)
            if (variable, id(dtype)) not in self._allowed:
                self._check_type(variable, dtype, flat)
        return flat, attrs

    def _bind_one(
        self, variable: str, value: Any, flat: list[Any], pending: list[Any], attrs: dict[str, Any]
    ) -> None:
        """Append one input of a type variable; Python values wait until the type is known."""
        if not isinstance(value, Tensor):
            read = getattr(value, "__tf_tensor__", None)
            if read is None:
                pending.append((len(flat), variable))
                flat.append(value)
                return
            value = read()
        found = value.dtype
        if attrs.setdefault(variable, found) is not found:
            self._mismatch(len(flat), attrs[variable], found)
        flat.append(value)

    def _bind_list(
        self, arg: Any, values: Any, flat: list[Any], pending: list[Any], attrs: dict[str, Any]
    ) -> None:
        if not isinstance(values, list | tuple):
            raise TypeError(
                f"Expected list for '{arg.name}' argument to '{self.name}' Op, not {values!r}."
            )
        if arg.count:
            attrs[arg.count] = len(values)
        if not arg.variadic:
            for value in values:
                if arg.dtype is not None:
                    flat.append(self._fixed(arg, value))
                else:
                    self._bind_one(arg.variable, value, flat, pending, attrs)
            return
        tensors = [v if _is_resource(v) else convert(v) for v in values]
        attrs[arg.variable] = [dtypes.resource if _is_resource(t) else t.dtype for t in tensors]
        flat.extend(tensors)

    def _fixed(self, arg: Any, value: Any) -> Any:
        if arg.dtype is dtypes.resource:
            return value
        if isinstance(value, Tensor) and value.dtype is not arg.dtype:
            raise dtype_error(wrong_dtype(self, f"'{arg.name}'", arg.dtype, value.dtype))
        return convert(value, arg.dtype)

    def _convert(self, value: Any, dtype: DType | None, place: int) -> Any:
        if value.__class__ is int and STATE.graph is None:
            found = index(value, dtype)
            if found is not None:
                return found
        try:
            return convert(value, dtype)
        except (TypeError, ValueError) as error:
            error.add_note(f"while converting input {place} of {self.name}")
            raise

    def _by_name(self, values: tuple[Any, ...], attrs: dict[str, Any]) -> tuple[Any, ...]:
        """Inputs given by keyword, as `tf.raw_ops.MatMul(a=…, b=…)` does."""
        for ours, pythons in PYTHON_NAMES:
            if pythons in attrs and pythons not in self.known and ours in self.known:
                attrs[ours] = attrs.pop(pythons)
        rest = self.schema.inputs[len(values) :]
        missing = [a.name for a in rest if a.name not in attrs]
        if missing or len(values) > len(self.schema.inputs):
            expected = ", ".join(a.name for a in self.schema.inputs)
            raise TypeError(
                f"{self.name} takes the inputs ({expected}); missing: {missing}, "
                f"received {len(values)}"
            )
        return values + tuple(attrs.pop(a.name) for a in rest)

    def _check_attributes(self, attrs: dict[str, Any]) -> None:
        unknown = [k for k in attrs if k not in self._attribute_names]
        missing = [k for k in self.schema.required if k not in attrs]
        if unknown or missing:
            raise TypeError(
                f"{self.name} got unexpected attributes {unknown}, misses {missing}. "
                f"Expected: {sorted(self._attribute_names)}"
            )

    def _mismatch(self, index: int, expected: DType, found: DType) -> None:
        raise dtype_error(wrong_dtype(self, f"#{index}(zero-based)", expected, found))

    def _check_type(self, variable: str, dtype: DType | None, inputs: list[Any]) -> None:
        """Check that the op supports the dtype of a type variable, and remember that it does."""
        if dtype is None:
            raise TypeError(f"{self.name} misses the attribute {variable!r}, a dtype.")
        allowed = self.schema.types[variable]
        if dtype in allowed:
            self._allowed.add((variable, id(dtype)))
            return
        text = (
            f"{public_name(self)}: dtype {dtype.name} is not supported for '{variable}'. "
            f"Expected one of {', '.join(sorted(d.name for d in allowed))}; received "
            f"{', '.join(describe(t) for t in inputs)} [Op:{self.name}]. Fix: tf.cast the input."
        )
        raise dtype_error(text)

    # ------------------------------------------------------------------ eager

    def run_eagerly(self, inputs: list[Any], attrs: dict[str, Any]) -> list[Any]:
        """Run a kernel on eager inputs and wrap what it returns."""
        kernel = self.numpy_kernel
        if kernel is None:
            return _run_compiled(self, inputs, attrs)
        if self.calls_graphs:
            attrs = _with_callables(attrs)
        values = [t.array() if isinstance(t, EagerTensor) else _outside_graph(t) for t in inputs]
        rng = _random_state(self, attrs) if kernel.needs_rng else None
        try:
            outputs = None
            if any(getattr(v, "size", 0) > blocks.LARGE for v in values):
                outputs = blocks.run(self, values, attrs)
            if outputs is None:
                outputs = self.run_numpy(values, attrs, rng)
        except (ValueError, TypeError, IndexError, ZeroDivisionError, OverflowError) as error:
            if self.user_code:
                raise
            raise self.failure(error, inputs) from error
        return [EagerTensor(v) for v in outputs]

    def failure(self, error: Exception, inputs: list[Any]) -> Exception:
        """The error that a user sees when a kernel fails."""
        return InvalidArgumentError(None, None, refusal(self, error, inputs))

    # ------------------------------------------------------------------ graph

    def trace(
        self, graph: Any, inputs: list[Any], attrs: dict[str, Any], name: str | None
    ) -> tuple[list[Any], list[Any]]:
        """Add a node; returns its inputs and outputs."""
        symbols = [graph.capture(t) for t in inputs]
        types = self.output_types(attrs)
        shapes = self.infer_shapes(symbols, attrs, len(types))
        node = graph.add(self, symbols, attrs, list(zip(types, shapes, strict=True)), name)
        # Tapes follow the objects that the user holds, also those captured from outside.
        return inputs, node.outputs

    def infer_shapes(self, inputs: list[Any], attrs: dict[str, Any], count: int) -> list[Any]:
        """The shape of each output, by the op's rule or by trying its kernel abstractly."""
        if not count:
            return []
        call = Call(self, inputs, attrs)
        try:
            if self.shape_rule is None:
                from pellucid.runtime.abstract import infer_by_kernel

                return infer_by_kernel(call, count)
            found = self.shape_rule(call)
        except (ValueError, IndexError, ZeroDivisionError) as error:
            if isinstance(error, InvalidArgumentError):
                raise
            raise TracedArgumentError(None, None, refusal(self, error, inputs)) from error
        if isinstance(found, list):
            return found
        return [found] * count

    def _grouped(self, outputs: list[Any], attrs: dict[str, Any]) -> Any:
        """Several outputs as a named tuple, lists among them as the schema says."""
        if len(self.schema.outputs) == 1:
            return list(outputs)
        if self._outputs_type is None:
            names = [output.name for output in self.schema.outputs]
            self._outputs_type = namedtuple(self.name, names, rename=True)
        if not self.has_output_lists:
            return self._outputs_type._make(outputs)
        rest = iter(outputs)
        grouped: list[Any] = []
        for out in self.schema.outputs:
            if not out.is_list:
                grouped.append(next(rest))
            else:
                count = attrs[out.count] if out.count else len(attrs[out.variable])
                grouped.append([next(rest) for _ in range(count)])
        return self._outputs_type._make(grouped)


def op(name: str, schema: str, **options: Any) -> Op:
    """Define an op; see `docs/adding-an-op.md`.

    Args:
        name: TensorFlow's op name.
        schema: `"x: T, y: T -> z: T"`, see `core/schema.py`.
        infer: the shape rule (default: the kernel is evaluated abstractly).
        gradient: None if the op has no gradient; otherwise register it with `@X.gradient`,
            or leave it to automatic differentiation of the XLA kernel.
        stateful: whether a call has effects beside its outputs.
        static: names of inputs whose values the XLA kernel needs when it is compiled.
        **options: type variables with the set of dtypes they allow (`T=FLOATING`), and attributes
            with their default or, if they have none, their type.
    """
    return Op(name, schema, **options)


def dtype_error(text: str) -> Exception:
    """The error of a wrong dtype; TensorFlow's class depends on whether a graph is being built."""
    return TypeError(text) if STATE.graph is not None else InvalidArgumentError(None, None, text)


def _is_resource(value: Any) -> bool:
    return not isinstance(value, Tensor) and hasattr(value, "handle")


def _takes_over(values: tuple[Any, ...]) -> Any:
    """The first value whose class runs ops on its own terms (`__op_call__`), if any."""
    for value in values:
        kind = value.__class__
        if kind is EagerTensor or kind is SymbolicTensor:
            continue
        if hasattr(kind, "__op_call__"):
            return value
        if kind is list or kind is tuple:
            inner = _takes_over(value)
            if inner is not None:
                return inner
    return None


def _outside_graph(value: Any) -> Any:
    """A resource's storage; a symbolic tensor that leaked out of its function is an error."""
    if isinstance(value, SymbolicTensor):
        file, line = value.op.source
        raise OutOfScopeError(
            f"{value!r} is out of scope: it is a symbolic tensor made at {file}:{line} inside a "
            "tf.function or tf.Graph and has no value here. Fix: return it from the function."
        )
    return value.handle if hasattr(value, "handle") else value


def _run_compiled(op: Op, inputs: list[Any], attrs: dict[str, Any]) -> list[Any]:
    from pellucid.runtime.compiled import run_op

    return run_op(op, inputs, attrs)


def _with_callables(attrs: dict[str, Any]) -> dict[str, Any]:
    """Attributes in which graphs are functions of arrays."""
    from pellucid.runtime import interpreter, lowering

    return lowering.with_callables(attrs, interpreter.as_function)


def _random_state(op: Op, attrs: dict[str, Any]) -> Any:
    from pellucid.runtime.random_state import eager_state

    return eager_state(op, attrs)


def native() -> Any:
    """The native kernels for eager work, each None where it does not apply: cpu/eager.py."""
    from pellucid.runtime.cpu import eager

    return eager


def evaluate(tensor: SymbolicTensor) -> EagerTensor:
    """The value of a graph tensor that needs none of the function's arguments, else LookupError."""
    from pellucid.runtime import interpreter

    return interpreter.evaluate(tensor)
