"""What belongs to an op: schema, kernels, shape rule, gradient, registered under TensorFlow's name.

`OpDefinition` only holds these; `runtime/dispatch.py` adds the call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from pellucid.core.dtypes import DType, resource
from pellucid.core.registry import OPS
from pellucid.core.schema import Schema, parse

KernelKind = Literal["numpy", "xla", "host"]

# The gradient of an op that does not say: the runtime differentiates its XLA kernel.
AUTOMATIC: Any = object()


class Kernel:
    """A kernel function and the names of the attributes that it wants to be told."""

    __slots__ = ("attributes", "function", "kind", "namespace", "needs_rng")

    def __init__(self, function: Callable[..., Any], kind: str, attributes: frozenset[str]) -> None:
        self.function = function
        self.kind = kind
        self.namespace = kind in ("shared", "xla")  # whether the first parameter is a module
        code = function.__code__
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        self.attributes = tuple(n for n in names if n in attributes)
        self.needs_rng = "rng" in names

    def run(self, xp: Any, values: list[Any], attrs: dict[str, Any], rng: Any = None) -> Any:
        """Call the function: namespace first if it takes one, then inputs, then attributes."""
        if self.namespace:
            values = [xp, *values]
        if not self.attributes and not self.needs_rng:
            return self.function(*values)
        wanted = {name: attrs[name] for name in self.attributes}
        if self.needs_rng:
            wanted["rng"] = rng
        return self.function(*values, **wanted)

    def run_xla(self, jax: Any, values: list[Any], attrs: dict[str, Any], rng: Any = None) -> Any:
        """Call the function inside a computation that jax traces."""
        return self.run(jax.numpy if self.kind == "shared" else jax, values, attrs, rng)


# Parameters that TensorFlow's Python names otherwise than its graphs: (in graphs, in Python).
PYTHON_NAMES = (
    ("reduction_indices", "axis"), ("dim", "axis"), ("split_dim", "axis"), ("squeeze_dims", "axis"),
    ("input", "condition"),
)  # fmt: skip


class KeywordSignature:
    """`inspect.signature(op)`: inputs, then attributes, by keyword, as `tf.raw_ops` has them."""

    def __get__(self, op: OpDefinition | None, owner: type) -> Any:
        if op is None:
            return None
        import inspect

        schema, kind = op.schema, inspect.Parameter.KEYWORD_ONLY
        parts = [inspect.Parameter(a.name, kind) for a in schema.inputs]
        inferred = {v for a in schema.inputs for v in (a.variable, a.count)}
        names = [*schema.types, *schema.required, *schema.defaults]
        rest = [n for n in dict.fromkeys(names) if n not in inferred]
        empty = inspect.Parameter.empty
        attributes = [
            inspect.Parameter(n, kind, default=schema.defaults.get(n, empty)) for n in rest
        ]
        attributes.sort(key=lambda p: p.default is not empty)  # those without a default first
        name = inspect.Parameter("name", kind, default=None)
        pythons = dict(PYTHON_NAMES if op.name == "Where" else PYTHON_NAMES[:-1])
        shown = [p.replace(name=pythons.get(p.name, p.name)) for p in (*parts, *attributes, name)]
        return inspect.Signature(shown)


class OpDefinition:
    """An op before anything calls it.

    Attributes:
        name: TensorFlow's op name.
        schema: inputs, outputs and attributes.
        stateful: whether a call does more than compute (variables, random numbers, printing),
            so that it must be kept, in order, and not be folded.
        static: names of inputs whose value the XLA kernel must know when it is compiled.
        calls_graphs: whether attributes are graphs, which kernels get as functions of arrays.
        user_code: whether the kernel runs the user's functions, whose errors pass unchanged.
        effects: whether a compiled program calls back into Python (printing, failed assertions).
    """

    __signature__ = KeywordSignature()

    # Whether the gradient gets None, not zeros, for outputs that nothing flows to.
    takes_none = False
    # Whether the gradient is what arrives, unchanged, for the only input.
    passes_through = False
    # The op to call where a graph's nodes are called again, given what stands for the tensors of
    # that graph, by id: for ops whose gradient uses other tensors than the op's own.
    called_again: Callable[[dict[int, Any]], Any] | None = None

    def __init__(
        self,
        name: str,
        schema: str,
        *,
        infer: Callable[[Any], Any] | None = None,
        gradient: Any = AUTOMATIC,
        stateful: bool = False,
        static: tuple[str, ...] = (),
        calls_graphs: bool = False,
        effects: bool = False,
        user_code: bool = False,
        **attributes: Any,
    ) -> None:
        self.name = name
        self.schema: Schema = parse(schema, attributes)
        self.stateful = stateful
        self.static = tuple(i for i, a in enumerate(self.schema.inputs) if a.name in static)
        self.calls_graphs = calls_graphs
        self.effects = effects
        self.user_code = user_code
        self.shape_rule = infer
        self.gradient_function: Callable[..., Any] | None = gradient
        self.numpy_kernel: Kernel | None = None
        self.xla_kernel: Kernel | None = None
        self._attribute_names = frozenset(
            {*self.schema.defaults, *self.schema.required, *self.schema.types, *self.schema.derived}
        )
        self.known = self._attribute_names | {a.name for a in self.schema.inputs}
        # Looked at in every call.
        self.has_input_lists = any(a.is_list for a in self.schema.inputs)
        self.takes_variables = any(a.variadic or a.dtype is resource for a in self.schema.inputs)
        outputs = self.schema.outputs
        self.has_output_lists = any(a.is_list for a in outputs)
        self.single_output = outputs[0] if len(outputs) == 1 and not outputs[0].is_list else None
        OPS[name] = self

    def kernel(self, kind: KernelKind | Callable[..., Any]) -> Any:
        """Register a kernel.

            @X.kernel            f(xp, *inputs, attr, ...): xp is numpy or jax.numpy
            @X.kernel("numpy")   f(*inputs, attr, ...): the CPU at once, beside an "xla" kernel
            @X.kernel("xla")     f(jax, *inputs, attr, ...): compiled; eager calls compile it too
            @X.kernel("host")    f(*inputs, attr, ...): only in Python (strings, files)

        A kernel is called with the attributes that its parameter names ask for, `T` and other
        types among them (as `tf.DType`). A parameter `rng` gets the generator state of a random op.
        What it returns is cast to the output's dtype; ValueError, TypeError and IndexError from
        within become `InvalidArgumentError` with the shapes of all inputs.
        """
        if callable(kind):
            self._keep(Kernel(kind, "shared", self._attribute_names))
            return kind

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            self._keep(Kernel(function, kind, self._attribute_names))
            return function

        return register

    def _keep(self, kernel: Kernel) -> None:
        """Use a kernel for the machines that it was registered for."""
        if kernel.kind != "xla":
            self.numpy_kernel = kernel
        if kernel.kind in ("shared", "xla"):
            self.xla_kernel = kernel

    def gradient(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Register the gradient: f(node, *dy) -> for each input a cotangent, or None.

        `node.inputs`, `node.outputs` and `node.attrs` are those of the forward call. It is written
        in public ops, so that it can be differentiated again.
        """
        self.gradient_function = function
        return function

    def infer(self, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """Register the shape rule: f(call) -> a shape, or several; see graph/shape_rules.py."""
        self.shape_rule = function
        return function

    @property
    def foldable(self) -> bool:
        """Whether a call with known inputs may be evaluated early."""
        return not self.stateful and not self.calls_graphs and self.numpy_kernel is not None

    @property
    def draws(self) -> bool:
        """Whether the op draws from a stateful random generator."""
        kernel = self.xla_kernel or self.numpy_kernel
        return kernel is not None and kernel.needs_rng

    def count_outputs(self, attrs: dict[str, Any]) -> int:
        """The number of output tensors."""
        return len(self.output_types(attrs))

    def output_types(self, attrs: dict[str, Any]) -> list[DType]:
        """The dtype of every output tensor."""
        single = self.single_output
        if single is not None:
            return [single.dtype or attrs[single.variable]]
        found: list[DType] = []
        for out in self.schema.outputs:
            if out.variadic:
                found.extend(attrs[out.variable])
            else:
                dtype = out.dtype or attrs[out.variable]
                found.extend([dtype] * (attrs[out.count] if out.count else 1))
        return found

    def nested_inputs(self, flat: list[Any], attrs: dict[str, Any]) -> list[Any]:
        """A flat list of inputs as the schema groups them: lists where it says list."""
        if not self.has_input_lists:
            return flat
        grouped: list[Any] = []
        rest = iter(flat)
        for arg in self.schema.inputs:
            if not arg.is_list:
                grouped.append(next(rest))
                continue
            count = attrs[arg.count] if arg.count else len(attrs[arg.variable])
            grouped.append([next(rest) for _ in range(count)])
        return grouped

    def flat_outputs(self, result: Any, types: list[DType]) -> list[Any]:
        """What a kernel returned as a flat list."""
        if self.single_output is not None:
            return [result]
        if not types:
            return []
        flat: list[Any] = []
        grouped = [result] if len(self.schema.outputs) == 1 else result
        if not self.has_output_lists:
            return list(grouped)
        for out, value in zip(self.schema.outputs, grouped, strict=True):
            flat.extend(value) if out.is_list else flat.append(value)
        return flat

    def run_numpy(self, flat: list[Any], attrs: dict[str, Any], rng: Any = None) -> list[Any]:
        """Run the NumPy kernel on flat inputs; outputs are cast to the dtypes of the schema."""
        kernel = self.numpy_kernel
        assert kernel is not None
        types = self.output_types(attrs)
        result = kernel.run(np, self.nested_inputs(flat, attrs), attrs, rng)
        if self.single_output is not None:
            return [as_host(result, types[0].np_dtype)]
        outputs = self.flat_outputs(result, types)
        return [as_host(value, dtype.np_dtype) for value, dtype in zip(outputs, types, strict=True)]

    def __repr__(self) -> str:
        return f"<op {self.name}>"


def as_host(value: Any, wanted: np.dtype) -> Any:
    """A kernel's result as a NumPy array or scalar of exactly the dtype `wanted`."""
    if getattr(value, "dtype", None) is wanted:
        return value
    if wanted.kind == "O":
        if isinstance(value, np.ndarray):
            return value.astype(object) if value.dtype != wanted else value
        boxed = np.empty((), object)
        boxed[()] = value
        return boxed
    array = np.asarray(value)
    # Object arrays with None stand for partly known shapes while a graph is built.
    return array if array.dtype == object or array.dtype == wanted else array.astype(wanted)
