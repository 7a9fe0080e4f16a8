"""The sixty most used ops, for `ops.py`: the same text for both libraries.

Every op stands in `OPS` as a function of the library and of the size; it returns what to call and
the arguments. Sizes are those of the larger of input and output.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

# Name -> rows, columns.
SIZES = {"tiny": (2, 4), "64 Ki": (256, 256), "16 Mi": (4096, 4096)}
MODES = ("eager", "function")


class Inputs:
    """The arrays of one size, made when they are first asked for and then shared by all ops."""

    def __init__(self, tf: ModuleType, rows: int, columns: int) -> None:
        self.tf, self.rows, self.columns = tf, rows, columns
        self.shape = [rows, columns]
        self.size = rows * columns
        self._made: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self.tf.constant(self._array(name))
        return self._made[name]

    def _array(self, name: str) -> np.ndarray:
        """x, y: normal; p: positive; a, b: half as many columns; top, low: half as many rows."""
        rng = np.random.default_rng(sum(map(ord, name)))
        rows, columns = self.rows, self.columns
        if name in ("a", "b", "top", "low"):
            shape = (rows, columns // 2) if name in ("a", "b") else (rows // 2, columns)
            return rng.standard_normal(shape, np.float32)
        make = {
            "x": lambda: rng.standard_normal((rows, columns), np.float32),
            "y": lambda: rng.standard_normal((rows, columns), np.float32),
            "p": lambda: rng.random((rows, columns), np.float32) + np.float32(0.1),
            "flag": lambda: rng.random((rows, columns)) < 0.5,
            "bytes": lambda: rng.integers(0, 256, (rows, columns), np.uint8),
            "picture": lambda: rng.random((1, rows // 2, columns // 2, 4), np.float32),
            "labels": lambda: rng.integers(0, columns, rows),
            "classes": lambda: rng.integers(0, 4, self.size // 4),
            "choice": lambda: rng.integers(0, rows, rows),
            "kernel": lambda: rng.standard_normal((columns, min(columns, 64)), np.float32),
        }
        return make[name]()


Case = tuple[Callable[..., Any], tuple[Any, ...]]
OPS: dict[str, Callable[[Any, Inputs], Case]] = {
    "cast": lambda tf, i: (lambda x: tf.cast(x, tf.float32), (i.bytes,)),
    "reduce_mean": lambda tf, i: (tf.reduce_mean, (i.x,)),
    "reshape": lambda tf, i: (lambda x: tf.reshape(x, [-1]), (i.x,)),
    "reduce_sum": lambda tf, i: (lambda x: tf.reduce_sum(x, axis=-1), (i.x,)),
    "expand_dims": lambda tf, i: (lambda x: tf.expand_dims(x, -1), (i.x,)),
    "shape": lambda tf, i: (tf.shape, (i.x,)),
    "concat": lambda tf, i: (lambda a, b: tf.concat([a, b], axis=-1), (i.a, i.b)),
    "random.uniform": lambda tf, i: (lambda: tf.random.uniform(i.shape), ()),
    "argmax": lambda tf, i: (lambda x: tf.argmax(x, axis=-1), (i.x,)),
    "zeros": lambda tf, i: (lambda: tf.zeros(i.shape), ()),
    "image.resize": lambda tf, i: (
        lambda x: tf.image.resize(x, [i.rows // 4 + 1, i.columns // 4 + 1]),
        (i.picture,),
    ),
    "range": lambda tf, i: (lambda: tf.range(i.size), ()),
    "squeeze": lambda tf, i: (lambda x: tf.squeeze(x, 0), (tf.expand_dims(i.x, 0),)),
    "nn.relu": lambda tf, i: (tf.nn.relu, (i.x,)),
    "one_hot": lambda tf, i: (lambda x: tf.one_hot(x, 4), (i.classes,)),
    "matmul": lambda tf, i: (tf.matmul, (i.x, i.kernel)),
    "nn.softmax": lambda tf, i: (tf.nn.softmax, (i.x,)),
    "random.normal": lambda tf, i: (lambda: tf.random.normal(i.shape), ()),
    "ones": lambda tf, i: (lambda: tf.ones(i.shape), ()),
    "equal": lambda tf, i: (tf.equal, (i.x, i.y)),
    "square": lambda tf, i: (tf.square, (i.x,)),
    "reduce_max": lambda tf, i: (lambda x: tf.reduce_max(x, axis=-1), (i.x,)),
    "where": lambda tf, i: (tf.where, (i.flag, i.x, i.y)),
    "stack": lambda tf, i: (lambda a, b: tf.stack([a, b]), (i.top, i.low)),
    "transpose": lambda tf, i: (tf.transpose, (i.x,)),
    "gather": lambda tf, i: (tf.gather, (i.x, i.choice)),
    "math.log": lambda tf, i: (tf.math.log, (i.p,)),
    "clip_by_value": lambda tf, i: (lambda x: tf.clip_by_value(x, -1.0, 1.0), (i.x,)),
    "sqrt": lambda tf, i: (tf.sqrt, (i.p,)),
    "exp": lambda tf, i: (tf.exp, (i.x,)),
    "zeros_like": lambda tf, i: (tf.zeros_like, (i.x,)),
    "abs": lambda tf, i: (tf.abs, (i.x,)),
    "sigmoid": lambda tf, i: (tf.sigmoid, (i.x,)),
    "ones_like": lambda tf, i: (tf.ones_like, (i.x,)),
    "maximum": lambda tf, i: (tf.maximum, (i.x, i.y)),
    "image.convert_image_dtype": lambda tf, i: (
        lambda x: tf.image.convert_image_dtype(x, tf.float32),
        (i.bytes,),
    ),
    "reduce_min": lambda tf, i: (lambda x: tf.reduce_min(x, axis=0), (i.x,)),
    "tile": lambda tf, i: (lambda x: tf.tile(x, [2, 1]), (i.top,)),
    "split": lambda tf, i: (lambda x: tf.split(x, 2, axis=-1), (i.x,)),
    "add": lambda tf, i: (tf.add, (i.x, i.y)),
    "minimum": lambda tf, i: (tf.minimum, (i.x, i.y)),
    "linspace": lambda tf, i: (lambda: tf.linspace(0.0, 1.0, i.size), ()),
    "pow": lambda tf, i: (lambda x: tf.pow(x, 2.5), (i.p,)),
    "nn.sparse_softmax_cross_entropy_with_logits": lambda tf, i: (
        lambda y, x: tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=x),
        (i.labels, i.x),
    ),
    "fill": lambda tf, i: (lambda: tf.fill(i.shape, 1.5), ()),
    "stop_gradient": lambda tf, i: (tf.stop_gradient, (i.x,)),
    "floor": lambda tf, i: (tf.floor, (i.x,)),
    "size": lambda tf, i: (tf.size, (i.x,)),
    "pad": lambda tf, i: (lambda x: tf.pad(x, [[1, 1], [1, 1]]), (i.x,)),
    "round": lambda tf, i: (tf.round, (i.x,)),
    "cos": lambda tf, i: (tf.cos, (i.x,)),
    "sin": lambda tf, i: (tf.sin, (i.x,)),
    "multiply": lambda tf, i: (tf.multiply, (i.x, i.y)),
    "add_n": lambda tf, i: (lambda x, y, p: tf.add_n([x, y, p]), (i.x, i.y, i.p)),
    "norm": lambda tf, i: (tf.norm, (i.x,)),
    "not_equal": lambda tf, i: (tf.not_equal, (i.x, i.y)),
    "math.l2_normalize": lambda tf, i: (lambda x: tf.math.l2_normalize(x, axis=-1), (i.x,)),
    "unstack": lambda tf, i: (tf.unstack, (tf.reshape(i.x, [2, -1]),)),
    "eye": lambda tf, i: (lambda: tf.eye(i.rows, i.columns), ()),
    "math.top_k": lambda tf, i: (lambda x: tf.math.top_k(x, 2), (i.x,)),
}


def cases(tf: ModuleType) -> dict[str, tuple[str, dict[str, Any], Any]]:
    """Name -> statement, variables, function for the answer."""
    return {
        f"{size} {mode}: {name}": Prepared(tf, name, inputs, mode == "function").case()
        for size, inputs in {s: Inputs(tf, *dims) for s, dims in SIZES.items()}.items()
        for mode in MODES
        for name in OPS
    }


class Prepared:
    """One op of one size; its inputs are made when it first runs."""

    def __init__(self, tf: ModuleType, name: str, inputs: Inputs, traced: bool) -> None:
        self.tf, self.name, self.inputs, self.traced = tf, name, inputs, traced

    def case(self) -> tuple[str, dict[str, Any], Any]:
        """What the worker wants: statement, variables, function for the answer."""
        variables: dict[str, Any] = {}

        def answer() -> list[float]:
            variables["call"], variables["arguments"] = self.call()
            variables["wait"] = waiting(self.tf)
            self.tf.random.set_seed(7)
            return fingerprint(variables["call"](*variables["arguments"]))

        return "wait(call(*arguments))", variables, answer

    def call(self) -> Case:
        """The callable and its arguments."""
        call, arguments = OPS[self.name](self.tf, self.inputs)
        return (self.tf.function(call) if self.traced else call), arguments


def waiting(tf: ModuleType) -> Callable[[Any], None]:
    """A function that returns when the numbers are there.

    A compiled program of Pellucid may return before; TensorFlow's calls on the CPU do not.
    """
    if tf.__name__ != "pellucid":
        return lambda value: None

    def wait(value: Any) -> None:
        if isinstance(value, list | tuple):
            for part in value:
                part.array()
        else:
            value.array()

    return wait


def fingerprint(value: Any) -> list[float]:
    """Numbers that differ if any element differs noticeably, and the shape."""
    parts = value if isinstance(value, list | tuple) else [value]
    found: list[float] = []
    for part in parts:
        array = np.asarray(part, np.float64)
        flat = array.reshape(-1)
        weights = weight(flat.size)
        found += [*map(float, array.shape), float(flat @ weights) / flat.size]
        found += [float(flat @ flat) / flat.size, float(flat[0]), float(flat[-1])]
    return found


@functools.lru_cache(maxsize=4)
def weight(size: int) -> np.ndarray:
    """A weight for each position, so that the order of the elements shows in a sum."""
    return np.cos(np.arange(size) % 1013)
