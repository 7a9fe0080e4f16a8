"""Einstein summation: products and sums of tensors, spelled by naming their axes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.core.shapes import broadcast_shapes
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.broadcasting import as_tensor, rank_of, size_along, unbroadcast
from pellucid.ops.complex import conj
from pellucid.ops.matmul import wide
from pellucid.runtime.dispatch import op

Einsum = op("Einsum", "inputs: N*T -> output: T", equation=str)


@Einsum.kernel("numpy")
def _(inputs: Any, equation: str) -> Any:
    output_shape(equation, tuple(x.shape for x in inputs))
    inputs = [wide(x) for x in inputs]
    if len(inputs) == 1:
        return np.einsum(equation, inputs[0])
    return np.einsum(equation, *inputs, optimize=_path(equation, tuple(x.shape for x in inputs)))


@lru_cache(maxsize=1024)
def _path(equation: str, shapes: tuple[tuple[int, ...], ...]) -> Any:
    dummies = [np.broadcast_to(np.float32(0), shape) for shape in shapes]
    return np.einsum_path(equation, *dummies, optimize="greedy")[0]


@Einsum.kernel("xla")
def _(jax: Any, inputs: Any, equation: str) -> Any:
    output_shape(equation, tuple(x.shape for x in inputs))
    return jax.numpy.einsum(equation, *inputs)


@Einsum.infer
def _(call: Any) -> Any:
    shapes = tuple(x.dims for x in call.inputs)
    return None if None in shapes else output_shape(call.attrs["equation"], shapes)


@lru_cache(maxsize=4096)
def output_shape(equation: str, shapes: tuple[Any, ...]) -> tuple[int | None, ...]:
    """The shape of the result; ValueError if shapes do not fit the equation or each other."""
    terms, out = _split(equation)
    if len(terms) != len(shapes):
        problem, expected = f"wrong number of inputs for '{equation}'", f"{len(terms)}"
        raise ValueError(explain("", problem, expected=expected, received=len(shapes)))
    sizes: dict[str, int | None] = {}
    batch: Any = ()
    for term, shape in zip(terms, shapes, strict=True):
        labels, middle = _labels(equation, term, shape)
        batch = broadcast_shapes(batch, middle)
        for label, size in labels:
            known = sizes.setdefault(label, size)
            if known is None:
                sizes[label] = size
            elif size is not None and size != known:
                problem = f"sizes of '{label}' differ in '{equation}'"
                raise ValueError(explain("", problem, expected=known, received=size))
    before, dots, after = out.partition("...")
    return (*(sizes[c] for c in before), *(batch if dots else ()), *(sizes[c] for c in after))


def _labels(equation: str, term: str, shape: Any) -> tuple[list[tuple[str, Any]], Any]:
    """Pairs of label and size, and the sizes under the ellipsis."""
    before, dots, after = term.partition("...")
    named = len(before) + len(after)
    if len(shape) < named or (not dots and len(shape) != named):
        problem = f"input '{term}' of '{equation}' has another rank"
        expected = f"rank {'at least ' if dots else ''}{named}"
        raise ValueError(explain("", problem, expected=expected, received=tuple(shape)))
    end = len(shape) - len(after)
    pairs = list(zip(before, shape, strict=False)) + list(zip(after, shape[end:], strict=True))
    return pairs, shape[len(before) : end] if dots else ()


def _split(equation: str) -> tuple[list[str], str]:
    left, _, out = equation.partition("->")
    return left.split(","), out


@Einsum.gradient
def _(node: Any, dy: Tensor) -> Any:
    equation = node.attrs["equation"]
    return [_operand_gradient(equation, node.inputs, i, dy) for i in range(len(node.inputs))]


def _operand_gradient(equation: str, inputs: Any, index: int, dy: Any) -> Any:
    """d out / d inputs[index], as the einsum of `dy` with the other inputs."""
    terms, out = _split(equation)
    x, term = inputs[index], terms[index]
    factors = [dy] + [conj(t) for i, t in enumerate(inputs) if i != index]
    names = [out] + [t for i, t in enumerate(terms) if i != index]
    wanted, position = "", {}
    for label in term.replace("...", ""):
        axis = _axis_of(term, label, rank_of(x))
        if label in wanted:  # a diagonal was taken: an identity matrix puts it back
            fresh = _unused("".join(names) + equation + wanted)
            names.append(label + fresh)
            factors.append(_identity(x, axis))
            wanted += fresh
            continue
        if not any(
            label in name for name in names
        ):  # summed over: the gradient is the same along it
            names.append(label)
            factors.append(_ones(x, axis))
        wanted += label
        position[label] = axis
    has_dots = "..." in term
    anywhere = any("..." in name for name in names)
    result = _contract(names, factors, ("..." if anywhere else "") + wanted)
    if not anywhere:
        return result
    front = term.index("...") if has_dots else 0
    if front == 0:
        return unbroadcast(result, x)
    # Let the ellipsis stand first, where broadcasting adds dimensions, then put it back.
    rank = rank_of(x)
    if rank is None:
        raise ValueError(explain("tf.einsum", f"the gradient of '{equation}' needs a known rank"))
    dots = list(range(front, rank - (len(term) - 3 - front)))
    perm = [*dots, *(i for i in range(rank) if i not in dots)]
    like = OPS["Transpose"](x, np.array(perm, np.int32))
    return OPS["Transpose"](unbroadcast(result, like), np.argsort(perm).astype(np.int32))


def _axis_of(term: str, label: str, rank: int | None) -> int:
    before, _, after = term.partition("...")
    if label in before:
        return before.index(label)
    return after.index(label) - len(after)


def _unused(taken: str) -> str:
    return next(c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" if c not in taken)


def _ones(x: Any, axis: int) -> Any:
    from pellucid.ops.creation import ones

    return ones([size_along(x, axis)], x.dtype)


def _identity(x: Any, axis: int) -> Any:
    from pellucid.ops.patterns import eye

    return eye(size_along(x, axis), dtype=x.dtype)


def _contract(
    names: list[str],
    tensors: list[Any],
    out: str,
    op_name: str | None = None,
    optimize: str | bool = "greedy",
) -> Any:
    """Einsum of many tensors as a chain of einsums of two: the op of TensorFlow takes no more."""
    names, tensors = list(names), list(tensors)
    for pair in _order(names, tensors, out, optimize):
        first, second = (names.pop(i) for i in sorted(pair, reverse=True))
        right, left = (tensors.pop(i) for i in sorted(pair, reverse=True))
        if not names:
            return Einsum([left, right], equation=f"{second},{first}->{out}", name=op_name)
        both, rest = first + second, "".join(names) + out
        kept = "".join(dict.fromkeys(c for c in second + first if c in rest and c != "."))
        kept = ("..." if "..." in both else "") + kept
        names.append(kept)
        tensors.append(Einsum([left, right], equation=f"{second},{first}->{kept}"))
    return Einsum(tensors, equation=f"{','.join(names)}->{out}", name=op_name)


def _order(names: list[str], tensors: list[Any], out: str, optimize: str | bool) -> Any:
    """Which two tensors to multiply next, by position; each product goes to the end of the list."""
    count = len(tensors)
    if count < 3:
        return [(0, 1)] if count == 2 else []
    shapes = tuple(t.dims if isinstance(t, Tensor) else None for t in tensors)
    if optimize is False or any(shape is None or None in shape for shape in shapes):
        # From left to right: the last product stands at the end.
        return [(0, 1), *[(0, count - 1 - i) for i in range(1, count - 1)]]
    strategy = "greedy" if optimize is True else optimize
    return _cheapest_order(f"{','.join(names)}->{out}", shapes, strategy)


@lru_cache(maxsize=1024)
def _cheapest_order(equation: str, shapes: tuple[Any, ...], strategy: Any) -> list[Any]:
    """The order of products that opt_einsum finds to need the fewest operations.

    Reference: Smith and Gray, "opt_einsum", Journal of Open Source Software 3(26), 2018.
    """
    import opt_einsum

    path, _ = opt_einsum.contract_path(equation, *shapes, shapes=True, optimize=strategy)
    return [pair for pair in path if len(pair) == 2]


@lru_cache(maxsize=1024)
def _normal_form(equation: str) -> str:
    """The equation without blanks and with its output spelled out.

    Raises:
        ValueError: it is malformed.
    """
    text = "".join(equation.split())
    left, arrow, out = text.partition("->")
    legal = all(c.isalpha() or c in ",." for c in left + out) and "," not in out
    dots_ok = all("." not in part.replace("...", "", 1) for part in [*left.split(","), out])
    if not legal or not dots_ok:
        raise ValueError(explain("tf.einsum [equation]", "Indices have incorrect format",
                                 expected="letters, commas, '...' and '->'",
                                 received=equation))  # fmt: skip
    if not arrow:
        counts = left.replace("...", "").replace(",", "")
        out = "".join(sorted(c for c in set(counts) if counts.count(c) == 1))
        out = ("..." if "..." in left else "") + out
    plain = out.replace("...", "")
    if len(set(plain)) != len(plain):
        problem = "Output subscripts contain a label appearing more than once"
        raise ValueError(explain("tf.einsum [equation]", problem, received=repr(text)))
    missing = set(plain) - set(left)
    if missing:
        problem = f"output label {sorted(missing)} is in no input"
        raise ValueError(explain("tf.einsum [equation]", problem, received=repr(text)))
    if "..." in left and "..." not in out:
        problem = "the ellipsis is missing in the output"
        raise ValueError(explain("tf.einsum [equation]", problem, received=repr(text)))
    return f"{left}->{out}"


def einsum(equation: str, *inputs: TensorLike, **kwargs: Any) -> Tensor:
    """The sum of products that `equation` names.

    Each axis of each input has a letter; letters that are not in the output are summed over:
    "ij,jk->ik" is the matrix product, "ij->ji" transposes, "ii->" is the trace, "bij,bjk->bik" a
    batched product. "..." stands for any number of axes, which broadcast. Without "->" the output
    has the letters that occur once, in alphabetical order.

    Args:
        equation: the axes of the inputs, separated by commas, and after "->" those of the output.
        *inputs: as many tensors of one dtype.
        **kwargs: `name`; `optimize` ("greedy", "optimal", "branch-2", "branch-all", "auto"), the
            strategy by which opt_einsum orders the products of more than two inputs; False is
            from left to right. The result does not depend on it, the time does.

    Raises:
        ValueError: the equation is malformed.
        InvalidArgumentError: shapes do not fit the equation or each other.
        TypeError: an unknown keyword.

    Example:
        >>> tf.einsum("ij,j->i", [[1., 2.], [3., 4.]], [1., 1.]).numpy().tolist()
        [3.0, 7.0]
    """
    name = kwargs.pop("name", None)
    optimize = kwargs.pop("optimize", kwargs.pop("greedy", "greedy"))
    if kwargs:
        problem, expected = "Invalid keyword arguments", "name, optimize or greedy"
        raise TypeError(
            explain("tf.einsum", problem, expected=expected, received=", ".join(kwargs))
        )
    if optimize not in ("greedy", "optimal", "branch-2", "branch-all", "auto", True, False):
        raise KeyError(explain("tf.einsum [optimize]", "no such strategy", received=optimize))
    if not inputs:
        problem = "no inputs"
        raise ValueError(explain("tf.einsum [inputs]", problem, expected="at least one tensor"))
    normal = _normal_form(equation)
    terms, out = _split(normal)
    if len(terms) != len(inputs):
        raise ValueError(
            explain("tf.einsum", f"equation {equation!r} names {len(terms)} inputs",
                    received=f"{len(inputs)} tensors")
        )  # fmt: skip
    first = as_tensor(inputs[0])
    tensors = [first, *(_convert_like(t, first) for t in inputs[1:])]
    return _contract(terms, tensors, out, name, optimize)


def _convert_like(value: Any, like: Any) -> Any:
    """`value` as a tensor, Python values in the dtype of `like`."""
    return (
        value
        if isinstance(value, Tensor) or hasattr(value, "__op_call__")
        else convert(value, hint=like.dtype)
    )
