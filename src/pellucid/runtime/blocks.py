"""Large eager work on all cores: NumPy kernels run block by block, in threads.

    run               an op's outputs, or None where its kernel shall see whole arrays
    in_threads        the loop: a function called with many starts, by several threads
    copied            a copy of an array, made by all threads if it is large
    filled            an array with one value everywhere, likewise
    assign            the parts of an array set by all threads
    LARGE             the number of elements from which the dispatcher asks

NumPy computes on one thread and writes every intermediate result to memory. A block of 128 Ki
elements stays in the cache of the core that works on it, and NumPy lets go of the interpreter while
it computes, so two threads take half of the time. The kernels are those of the ops, unchanged;
where a kernel is one ufunc and nothing else, the ufunc writes to the result itself.

Which ops can be cut, and how, is in the tables below. Milliseconds on two cores, whole and cut:

    elements     add          exp          sigmoid      equal        sum
    2^18         .17 -> .11   .16 -> .12   .29 -> .19   .06 -> .07   .07 -> .07
    2^20         .64 -> .67   .51 -> .32   2.0 -> 1.1   .38 -> .25   .38 -> .26
    2^24         16  -> 8.1   12  -> 6.6   31  -> 13    8.3 -> 4.2   7.4 -> 3.7
"""

from __future__ import annotations

import functools
import itertools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.core import tensor
from pellucid.runtime import threads

LARGE = 1 << 19
_LARGE_COPY = 1 << 22  # bytes
_BLOCK = 1 << 17
# For work that leaves nothing in between: fewer turns of the threads at the interpreter.
_LONG_BLOCK = 1 << 20

# Ops whose kernel, for floats, is this ufunc.
UFUNCS: dict[str, Any] = {
    "Abs": np.absolute, "AddV2": np.add, "Add": np.add, "Ceil": np.ceil, "Cos": np.cos,
    "Exp": np.exp, "Expm1": np.expm1, "Floor": np.floor, "Greater": np.greater,
    "GreaterEqual": np.greater_equal, "Less": np.less, "LessEqual": np.less_equal, "Log": np.log,
    "Log1p": np.log1p, "Maximum": np.maximum, "Minimum": np.minimum, "Mul": np.multiply,
    "Neg": np.negative, "RealDiv": np.divide, "Rint": np.rint, "Round": np.rint, "Sin": np.sin,
    "Sqrt": np.sqrt, "Sub": np.subtract, "Tan": np.tan, "Tanh": np.tanh, "Square": np.square,
}  # fmt: skip


def _write_relu(out: Any, x: Any) -> None:
    np.maximum(x, x.dtype.type(0), out=out)


def _write_sigmoid(out: Any, x: Any) -> None:
    np.negative(x, out=out)
    np.exp(out, out=out)
    np.add(1, out, out=out)
    np.divide(1, out, out=out)


def _write_sum(out: Any, first: Any, second: Any, *others: Any) -> None:
    np.add(first, second, out=out)
    for term in others:
        np.add(out, term, out=out)


def _write_cast(out: Any, x: Any) -> None:
    np.copyto(out, x, casting="unsafe")


def _write_choice(out: Any, condition: Any, t: Any, e: Any) -> None:
    bits = np.dtype(f"i{out.dtype.itemsize}")
    chosen, other = out.view(bits), e.view(bits)
    np.bitwise_xor(t.view(bits), other, out=chosen)
    chosen &= np.negative(condition.view(np.int8))  # all bits, or none
    chosen ^= other


def _write_joined(out: Any, *values: Any) -> None:
    *parts, axis = values
    np.concatenate(parts, int(axis), out=out)


def _write_rows(out: Any, params: Any, indices: Any, axis: Any) -> None:
    if indices.min() < 0 or indices.max() >= len(params):
        raise ValueError("an index is out of range")
    np.take(params, indices, 0, out=out, mode="clip")  # other modes go through a buffer


_PLAIN = frozenset(np.dtype(t).num for t in (np.float32, np.float64, np.int32, np.int64))

# Kernels that write a block of numbers where it belongs, f(out, *arrays), as their ops compute it.
_WRITERS: dict[str, Callable[..., None]] = {
    "Relu": _write_relu,
    "Sigmoid": _write_sigmoid,
    "AddN": _write_sum,
    "SelectV2": _write_choice,
    "ConcatV2": _write_joined,
    "GatherV2": _write_rows,
}

# Each element of the result depends on the elements at its place in the inputs.
_ELEMENTWISE = frozenset(
    """
    Abs AddV2 Add Acos Acosh Asin Asinh Atan Atan2 Atanh Cast Ceil ClipByValue ComplexAbs Conj Cos
    Cosh Div DivNoNan Elu EluGrad Equal Erf Erfc Exp Expm1 Floor FloorDiv FloorMod Greater
    GreaterEqual Imag Inv IsFinite IsInf IsNan LeakyRelu LeakyReluGrad Less LessEqual Log Log1p
    LogicalAnd LogicalNot LogicalOr Maximum Minimum Mod Mul MulNoNan Neg NotEqual Pow Real
    RealDiv Reciprocal ReciprocalGrad Relu Relu6 Relu6Grad ReluGrad Rint Round Rsqrt RsqrtGrad
    SelectV2 Selu SeluGrad Sigmoid SigmoidGrad Sign Sin Sinh Softplus SoftplusGrad Softsign
    SoftsignGrad Sqrt SqrtGrad Square SquaredDifference Sub Tan Tanh TanhGrad TruncateDiv
    TruncateMod Xdivy Xlogy BitwiseAnd BitwiseOr BitwiseXor AddN
    """.split()
)

# Each row of the result depends on one row of the inputs at these positions.
_BY_ROWS = {
    "Softmax": (0,),
    "LogSoftmax": (0,),
    "SoftmaxCrossEntropyWithLogits": (0, 1),
    "SparseSoftmaxCrossEntropyWithLogits": (0, 1),
    "TopKV2": (0,),
    "OneHot": (0,),
}

# Reductions, with what puts the results of two blocks together where rows are reduced too.
_REDUCTIONS: dict[str, Any] = {
    "Sum": np.add,
    "Prod": np.multiply,
    "Max": np.maximum,
    "Min": np.minimum,
    "All": np.logical_and,
    "Any": np.logical_or,
    "Mean": None,
    "ArgMax": None,
    "ArgMin": None,
}


@dataclass(frozen=True)
class Cut:
    """How the arrays of one call are cut along their first axis.

    Attributes:
        arrays: the inputs; those at `places` are cut, the others are seen whole by every block.
        length: the common length of the first axes.
        shape: of the result, where it is not the blocks' one after the other.
        combine: puts the results of blocks together; None: they follow one another.
        work: the number of elements that are read or made, whichever is more.
        long: whether the work leaves nothing in between, so that blocks may be long.
    """

    arrays: Sequence[Any]
    places: tuple[int, ...]
    length: int
    shape: tuple[int, ...] | None = None
    combine: Any = None
    work: int = 0
    long: bool = False

    @property
    def step(self) -> int:
        """How many rows one block has."""
        work = self.work or max(self.arrays[i].size for i in self.places)
        block = _LONG_BLOCK if self.long else _BLOCK
        return max(block * self.length // max(work, 1), 1)


def run(op: Any, arrays: list[Any], attrs: dict[str, Any]) -> list[Any] | None:
    """The outputs of the NumPy kernel of `op`, or None: run it on the whole arrays.

    None is also the answer if the kernel fails on a block, so that the error names the arrays and
    places that the user knows.
    """
    try:
        if op.name in _ELEMENTWISE:
            cut = _elementwise(arrays)
        elif op.name in _REDUCTIONS:
            cut = _reduction(op.name, arrays, attrs)
        else:
            cut = _rows(op.name, arrays, attrs)
        if cut is None:
            return None
        if op.name in UFUNCS and cut.shape is not None and cut.arrays[0].dtype.kind == "f":
            return _run_ufunc(op, attrs, cut)
        return _run(op, attrs, cut)
    except (ValueError, TypeError, IndexError, ZeroDivisionError, OverflowError):
        return None


# ---------------------------------------------------------------------- how to cut


def _elementwise(arrays: list[Any]) -> Cut | None:
    """Flat blocks of arrays of one shape (and of single numbers), else rows of the result."""
    shape = np.broadcast_shapes(*(a.shape for a in arrays))
    full = tuple(i for i, a in enumerate(arrays) if a.shape == shape)
    if all(a.size == 1 or (a.shape == shape and a.flags.c_contiguous) for a in arrays):
        flat = [a.reshape(-1 if a.shape == shape else ()) for a in arrays]
        return Cut(flat, full, flat[full[0]].size if full else 0, shape) if full else None
    rank = len(shape)
    cut = tuple(i for i, a in enumerate(arrays) if a.ndim == rank and a.shape[0] == shape[0])
    return Cut(arrays, cut, shape[0]) if cut else None


def _rows(name: str, arrays: list[Any], attrs: dict[str, Any]) -> Cut | None:
    places = _BY_ROWS.get(name)
    if name == "Softmax" and arrays[0].dtype == np.float32 and _has_native_kernels():
        return None  # the native kernel does the same, straight into the result
    if name == "GatherV2" and not attrs["batch_dims"] and not arrays[2]:
        params, indices = arrays[:2]
        work = indices.size * params.size // max(len(params), 1)
        return Cut(arrays, (1,), len(indices), work=work) if indices.ndim else None
    if name == "ConcatV2" and arrays[0].ndim > 1 and arrays[-1] % arrays[0].ndim:
        places = tuple(range(len(arrays) - 1))
    if places is None or (name == "OneHot" and attrs["axis"] != -1):
        return None
    if name == "OneHot":
        indices, depth = arrays[:2]
        work = indices.size * int(depth)
        return Cut(arrays, places, len(indices), work=work) if indices.ndim else None
    cut = [arrays[i] for i in places]
    if cut[0].ndim < 2 or any(len(a) != len(cut[0]) for a in cut):
        return None
    return Cut(arrays, places, len(cut[0]))


def _reduction(name: str, arrays: list[Any], attrs: dict[str, Any]) -> Cut | None:
    x, axes = arrays
    axes = {int(a) % x.ndim for a in np.reshape(axes, -1)} if x.ndim else set()
    if x.ndim > 1 and axes and 0 not in axes:
        return Cut(arrays, (0,), len(x), long=True)
    combine = _REDUCTIONS[name]
    # Numbers of two bytes are added up in more bits, which partial results do not have.
    if combine is None or attrs["keep_dims"] or 0 not in axes:
        return None
    if x.dtype.itemsize < 4 and x.dtype.kind not in "iub":
        return None
    if x.ndim == len(axes) and x.flags.c_contiguous:
        return Cut([x.reshape(-1), np.zeros(1, np.int32)], (0,), x.size, None, combine, long=True)
    return Cut(arrays, (0,), len(x), None, combine, long=True)


def _has_native_kernels() -> bool:
    from pellucid.runtime.cpu import native

    return not native.switched_off() and native.load().library is not None


# ---------------------------------------------------------------------- running blocks


def _run(op: Any, attrs: dict[str, Any], cut: Cut) -> list[Any] | None:
    """Run the first block to see what the results look like, then the others in threads."""
    step = cut.step
    if step >= cut.length:
        return None

    def arrays_at(start: int) -> list[Any]:
        arrays = list(cut.arrays)
        for i in cut.places:
            arrays[i] = arrays[i][start : start + step]
        return arrays

    def block(start: int) -> list[Any]:
        return op.run_numpy(arrays_at(start), attrs)

    first = block(0)
    if cut.combine is not None:
        parts: dict[int, Any] = {0: first[0]}
        starts = range(step, cut.length, step)
        in_threads(lambda start: parts.__setitem__(start, block(start)[0]), starts)
        stacked = np.stack([parts[start] for start in sorted(parts)])
        return [cut.combine.reduce(stacked, 0, dtype=stacked.dtype)]
    outputs = [np.empty((cut.length, *part.shape[1:]), part.dtype) for part in first]
    write = _writer(op.name, cut.arrays[0].dtype, outputs[0].dtype)

    def fill(start: int) -> None:
        if write is not None:
            write(outputs[0][start : start + step], *arrays_at(start))
            return
        for output, part in zip(outputs, block(start) if start else first, strict=True):
            output[start : start + step] = part

    in_threads(fill, range(0, cut.length, step))
    return outputs if cut.shape is None else [o.reshape(cut.shape) for o in outputs]


def _writer(name: str, source: np.dtype, target: np.dtype) -> Callable[..., None] | None:
    if target.num not in _PLAIN:
        return None
    if name == "Cast":  # from floats to integers the op has rules of its own
        exact = source.kind in "biu" or (source.num in _PLAIN and target.kind == "f")
        return _write_cast if exact else None
    return _WRITERS.get(name)


def _run_ufunc(op: Any, attrs: dict[str, Any], cut: Cut) -> list[Any]:
    """Let the op's ufunc write flat blocks of the result."""
    ufunc, step = UFUNCS[op.name], _LONG_BLOCK
    output = np.empty(cut.length, op.output_types(attrs)[0].np_dtype)

    def block(start: int) -> None:
        end = start + step
        arrays = [a[start:end] if i in cut.places else a for i, a in enumerate(cut.arrays)]
        ufunc(*arrays, out=output[start:end])

    in_threads(block, range(0, cut.length, step))
    assert cut.shape is not None  # it is flat
    return [output.reshape(cut.shape)]


def copied(array: np.ndarray) -> np.ndarray:
    """A copy of `array`. One thread alone does not use the memory's bandwidth."""
    if array.nbytes < _LARGE_COPY or array.dtype.hasobject or not array.flags.c_contiguous:
        return np.array(array)
    source = array.reshape(-1)
    copy = np.empty_like(source)
    assign(copy, source)
    return copy.reshape(array.shape)


tensor.copied = copied


def filled(shape: Sequence[int], value: Any, dtype: Any) -> np.ndarray:
    """`np.full(shape, value, dtype)`."""
    array = np.empty(shape, dtype)
    if array.nbytes < _LARGE_COPY or array.dtype.hasobject:
        array[...] = value
        return array
    flat, step = array.reshape(-1), _BLOCK * 4
    in_threads(lambda start: flat[start : start + step].fill(value), range(0, len(flat), step))
    return array


def assign(out: np.ndarray, values: Sequence[Any] | np.ndarray) -> None:
    """`out[i] = values[i]` for every i, each broadcast to the shape of `out[i]`."""
    small = out.nbytes < _LARGE_COPY or out.dtype.hasobject
    if not isinstance(values, np.ndarray):
        if small:
            for i, value in enumerate(values):
                out[i] = value
        else:
            in_threads(lambda i: out.__setitem__(i, values[i]), range(len(values)))
        return
    if small:
        out[...] = values
        return
    step = max(_BLOCK * 4 * len(out) // max(out.size, 1), 1)

    def block(start: int) -> None:
        out[start : start + step] = values[start : start + step]

    in_threads(block, range(0, len(out), step))


def in_threads(work: Callable[[int], Any], starts: Sequence[int]) -> None:
    """Call `work` with each of `starts`, on this thread and on those of the pool."""
    if len(starts) < 2:
        for start in starts:
            work(start)
        return
    pending = iter(starts)
    # next() of a range's iterator is one step of the interpreter: no two threads get the same.
    helpers = threads.pool_size()[0] - 1
    pool = _pool(helpers) if helpers else None

    def take() -> None:
        for start in pending:
            work(start)

    futures = [pool.submit(take) for _ in itertools.repeat(None, helpers)] if pool else []
    take()
    for future in futures:
        if not future.cancel():  # it has not begun, and nothing is left to do
            future.result()


@functools.cache
def _pool(helpers: int) -> Any:
    """The threads beside the caller's."""
    from concurrent.futures import ThreadPoolExecutor

    from pellucid.runtime.cpu import tuning

    tuning.keep_freed_memory()
    return ThreadPoolExecutor(helpers, "pellucid-blocks")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)  # a child has none of the threads
