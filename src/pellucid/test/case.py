"""`tf.test.TestCase`: unittest with assertions about tensors; `tf.test.main` runs them."""

# ruff: noqa: PT009  these are the assertions

from __future__ import annotations

import contextlib
import re
import unittest
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from pellucid.core import nest
from pellucid.core.convert import convert
from pellucid.core.devices import DeviceSpec
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import InvalidArgumentError, OpError
from pellucid.core.seeds import set_seed
from pellucid.io import gfile
from pellucid.ops.indexed_slices import IndexedSlices
from pellucid.ops.ragged_tensor import RaggedTensor
from pellucid.ops.sparse_conversion import to_dense
from pellucid.ops.sparse_tensor import SparseTensor

if TYPE_CHECKING:
    import tempfile

__all__ = ["TestCase", "disable_with_predicate", "main", "with_eager_op_as_function"]


def main(argv: Sequence[str] | None = None) -> None:
    """Run the tests of the program, as `unittest.main` does.

    Args:
        argv: the program's name and arguments; default those of the process.
    """
    unittest.main(argv=None if argv is None else list(argv))


class TestCase(unittest.TestCase):
    """Base class of tests: every test begins with the same seeds and has assertions on tensors.

    Example:
        >>> class SquareTest(tf.test.TestCase):
        ...     def test_square(self):
        ...         self.assertAllEqual(tf.square([2, 3]), [4, 9])

    Reference: https://www.tensorflow.org/api_docs/python/tf/test/TestCase
    """

    __test__ = False  # pytest collects subclasses, which set it, but not this class

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.__test__ = True

    def setUp(self) -> None:
        """Set the seeds of `random`, NumPy and TensorFlow."""
        import random

        super().setUp()
        random.seed(87654321)
        np.random.seed(87654321)
        set_seed(87654321)
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def get_temp_dir(self) -> str:
        """A folder for this test, which is gone after it."""
        import tempfile

        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory()
            self.addCleanup(self._folder.cleanup)
        return self._folder.name

    def create_tempdir(self, name: str | None = None, cleanup: Any = None) -> str:
        """A new folder in the test's folder."""
        import random

        path = gfile.join(self.get_temp_dir(), name or f"folder_{random.random()}")
        gfile.makedirs(path)
        return path

    def evaluate(self, tensors: Any) -> Any:
        """The values of a nest of tensors: NumPy arrays and scalars."""
        return nest.map_structure(self._value, tensors)

    def _value(self, tensor: Any) -> Any:
        if isinstance(tensor, RaggedTensor | SparseTensor):
            return tensor
        return tensor.numpy() if hasattr(tensor, "numpy") else tensor

    def _array(self, value: Any) -> np.ndarray:
        if isinstance(value, SparseTensor):
            value = to_dense(value)
        if isinstance(value, IndexedSlices):
            value = convert(value)
        found = np.asarray(self._value(value))
        return found.astype(object) if found.dtype.kind == "S" else found

    # ------------------------------------------------------------------ equality

    def assertAllEqual(self, a: Any, b: Any, msg: str | None = None) -> None:
        """All elements of two tensors, ragged tensors or arrays are equal; NaN equals NaN."""
        if isinstance(a, RaggedTensor) or isinstance(b, RaggedTensor):
            lists = [v.to_list() if isinstance(v, RaggedTensor) else v for v in (a, b)]
            self.assertEqual(_as_text(lists[0]), _as_text(lists[1]), msg)
            return
        left, right = self._same_shape(a, b, msg)
        if "O" in (left.dtype.kind, right.dtype.kind) or "U" in (left.dtype.kind, right.dtype.kind):
            same = np.array([_as_text(x) == _as_text(y) for x, y in zip(left.flat, right.flat)])
        else:
            same = (left == right) | ((left != left) & (right != right))
        if not np.all(same):
            where = np.nonzero(np.logical_not(np.reshape(same, left.shape)))
            self.fail(
                f"{msg or ''}\nArrays are not equal.\nnot equal where = {where}\n"
                f"not equal lhs = {left[where]!r}\nnot equal rhs = {right[where]!r}"
            )

    def assertNotAllEqual(self, a: Any, b: Any, msg: str | None = None) -> None:
        """Some elements differ."""
        try:
            self.assertAllEqual(a, b)
        except AssertionError:
            return
        self.fail(f"The two values are equal at all elements. {msg or ''}")

    def assertAllClose(
        self, a: Any, b: Any, rtol: float = 1e-6, atol: float = 1e-6, msg: str | None = None
    ) -> None:
        """|a - b| <= atol + rtol |b| for all elements of two tensors, or nests of them."""
        if isinstance(a, dict) or isinstance(b, dict):
            self.assertCountEqual(
                a, b, f"mismatched keys: {sorted(a)} and {sorted(b)}. {msg or ''}"
            )
            for key in a:
                self.assertAllClose(a[key], b[key], rtol, atol, f"key {key}. {msg or ''}")
            return
        nested = isinstance(a, list | tuple) and isinstance(b, list | tuple)
        if nested and not _is_rectangular(a, b):
            self.assertEqual(len(a), len(b), msg)
            for i, (x, y) in enumerate(zip(a, b, strict=True)):
                self.assertAllClose(x, y, rtol, atol, f"element {i}. {msg or ''}")
            return
        left, right = self._same_shape(a, b, msg)
        if left.dtype.kind in "OU":
            self.assertAllEqual(left, right, msg)
            return
        left, right = _wide(left), _wide(right)
        if not np.allclose(left, right, rtol=rtol, atol=atol, equal_nan=True):
            where = np.nonzero(~np.isclose(left, right, rtol=rtol, atol=atol, equal_nan=True))
            self.fail(
                f"{msg or ''}\nNot equal to tolerance rtol={rtol}, atol={atol}\n"
                f"Mismatched value: a is different from b.\nnot close where = {where}\n"
                f"not close lhs = {left[where]}\nnot close rhs = {right[where]}\n"
                f"not close dif = {np.abs(left[where] - right[where])}"
            )

    def assertNotAllClose(
        self, a: Any, b: Any, rtol: float = 1e-6, atol: float = 1e-6, msg: str | None = None
    ) -> None:
        """Some elements are further apart than `assertAllClose` allows."""
        try:
            self.assertAllClose(a, b, rtol, atol)
        except AssertionError:
            return
        self.fail(f"The two values are close at all elements. {msg or ''}")

    def assertAllCloseAccordingToType(
        self, a: Any, b: Any, rtol: float = 1e-6, atol: float = 1e-6, float_rtol: float = 1e-6,
        float_atol: float = 1e-6, half_rtol: float = 1e-3, half_atol: float = 1e-3,
        bfloat16_rtol: float = 1e-2, bfloat16_atol: float = 1e-2, msg: str | None = None,
    ) -> None:  # fmt: skip
        """`assertAllClose` with the tolerances of the less exact of the two dtypes."""
        names = {self._array(v).dtype.name for v in (a, b)}
        for name, r, t in (
            ("float32", float_rtol, float_atol), ("complex64", float_rtol, float_atol),
            ("float16", half_rtol, half_atol), ("bfloat16", bfloat16_rtol, bfloat16_atol),
        ):  # fmt: skip
            if name in names:
                rtol, atol = max(rtol, r), max(atol, t)
        self.assertAllClose(a, b, rtol, atol, msg)

    def assertShapeEqual(self, input_a: Any, input_b: Any, msg: str | None = None) -> None:
        """Two arrays or tensors have one shape."""
        self.assertEqual(tuple(input_a.shape), tuple(input_b.shape), msg)

    def assertDTypeEqual(self, target: Any, expected_dtype: Any) -> None:
        """A tensor or array has a dtype."""
        self.assertEqual(self._array(target).dtype, as_dtype(expected_dtype).np_dtype)

    def assertNear(self, f1: float, f2: float, err: float, msg: str | None = None) -> None:
        """|f1 - f2| <= err."""
        if not (f1 == f2 or abs(f1 - f2) <= err):
            self.fail(f"{f1:f} != {f2:f} +/- {err:f} (difference: {abs(f1 - f2)}). {msg or ''}")

    def assertArrayNear(
        self, farray1: Sequence[float], farray2: Sequence[float], err: float, msg: str | None = None
    ) -> None:
        """All elements of two sequences are within `err` of each other."""
        self.assertEqual(len(farray1), len(farray2), msg)
        for a, b in zip(farray1, farray2, strict=True):
            self.assertNear(float(a), float(b), err, msg)

    def assertNDArrayNear(
        self, ndarray1: Any, ndarray2: Any, err: float, msg: str | None = None
    ) -> None:
        """The norm of the difference of two arrays is below `err`."""
        difference = np.linalg.norm(self._array(ndarray1) - self._array(ndarray2))
        self.assertLess(float(difference), err, msg)

    # ------------------------------------------------------------------ order

    def assertAllGreater(self, a: Any, comparison_target: Any) -> None:
        """Every element is greater than a number."""
        self.assertGreater(self._array(a).min(), comparison_target)

    def assertAllGreaterEqual(self, a: Any, comparison_target: Any) -> None:
        """No element is less than a number."""
        self.assertGreaterEqual(self._array(a).min(), comparison_target)

    def assertAllLess(self, a: Any, comparison_target: Any) -> None:
        """Every element is less than a number."""
        self.assertLess(self._array(a).max(), comparison_target)

    def assertAllLessEqual(self, a: Any, comparison_target: Any) -> None:
        """No element is greater than a number."""
        self.assertLessEqual(self._array(a).max(), comparison_target)

    def assertAllInRange(
        self, target: Any, lower_bound: Any, upper_bound: Any, open_lower_bound: bool = False,
        open_upper_bound: bool = False,
    ) -> None:  # fmt: skip
        """Every element lies between two bounds, which count unless they are open."""
        values = self._array(target)
        below = values <= lower_bound if open_lower_bound else values < lower_bound
        above = values >= upper_bound if open_upper_bound else values > upper_bound
        # NaN is in no range.
        bad = below | above | (values != values)
        if bad.any():
            left, right = "(" if open_lower_bound else "[", ")" if open_upper_bound else "]"
            self.fail(
                f"{bad.sum()} of the {values.size} element(s) are outside the range "
                f"{left}{lower_bound}, {upper_bound}{right}: {values[bad]}"
            )

    def assertAllInSet(self, target: Any, expected_set: Collection[Any]) -> None:
        """Every element is one of a set."""
        others = set(self._array(target).reshape(-1).tolist()) - set(expected_set)
        if others:
            self.fail(
                f"{len(others)} unique element(s) are not in the set {expected_set}: {others}"
            )

    # ------------------------------------------------------------------ texts, containers

    def assertStartsWith(self, actual: Any, expected_start: Any, msg: str | None = None) -> None:
        """A text or sequence begins with another."""
        if not actual[: len(expected_start)] == expected_start:
            self.fail(f"{actual!r} does not start with {expected_start!r}. {msg or ''}")

    def assertEndsWith(self, actual: str, expected_end: str, msg: str | None = None) -> None:
        """A text ends with another."""
        if not actual.endswith(expected_end):
            self.fail(f"{actual!r} does not end with {expected_end!r}. {msg or ''}")

    def assertEmpty(self, container: Any, msg: str | None = None) -> None:
        """A container has no elements."""
        if len(container):
            self.fail(f"{container!r} has length of {len(container)}. {msg or ''}")

    def assertNotEmpty(self, container: Any, msg: str | None = None) -> None:
        """A container has elements."""
        if not len(container):
            self.fail(f"{container!r} has length of 0. {msg or ''}")

    def assertLen(self, container: Any, expected_len: int, msg: str | None = None) -> None:
        """A container has so many elements."""
        if len(container) != expected_len:
            self.fail(
                f"{container!r} has length {len(container)}, expected {expected_len}. {msg or ''}"
            )

    def assertBetween(self, value: Any, minv: Any, maxv: Any, msg: str | None = None) -> None:
        """minv <= value <= maxv."""
        self.assertTrue(minv <= value <= maxv, msg or f"{value} is not in [{minv}, {maxv}]")

    # ------------------------------------------------------------------ errors

    @contextlib.contextmanager
    def assertRaisesWithPredicateMatch(
        self,
        exception_type: type[BaseException],
        expected_err_re_or_predicate: str | Callable[[BaseException], bool],
    ) -> Iterator[Any]:
        """The block raises an exception whose message has a pattern, or that a function accepts."""
        try:
            yield self
        except exception_type as error:
            wanted = expected_err_re_or_predicate
            text = str(getattr(error, "message", error))
            accepted = wanted(error) if callable(wanted) else re.search(wanted, text)
            if not accepted:
                self.fail(f"Exception of type {type(error)}: {text}")
            return
        self.fail(f"{exception_type.__name__} not raised")

    def assertRaisesOpError(self, expected_err_re_or_predicate: Any) -> Any:
        """The block raises a `tf.errors.OpError` with this message."""
        return self.assertRaisesWithPredicateMatch(OpError, expected_err_re_or_predicate)

    def assertRaisesIncompatibleShapesError(
        self, exception_type: type[BaseException] = InvalidArgumentError
    ) -> Any:
        """The block raises an error about shapes."""
        return self.assertRaisesWithPredicateMatch(exception_type, r"(?i)shape|broadcast|dimension")

    def assertDeviceEqual(self, device1: Any, device2: Any, msg: str | None = None) -> None:
        """Two device names mean the same."""
        names = [DeviceSpec.from_string(str(d or "")).to_string() for d in (device1, device2)]
        self.assertEqual(names[0], names[1], msg)

    def _same_shape(self, a: Any, b: Any, msg: str | None) -> tuple[np.ndarray, np.ndarray]:
        left, right = self._array(a), self._array(b)
        self.assertEqual(
            left.shape, right.shape,
            f"Shape mismatch: expected {left.shape}, got {right.shape}. {msg or ''}",
        )  # fmt: skip
        return left, right


def _as_text(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_as_text(v) for v in value]
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


def _is_rectangular(a: Any, b: Any) -> bool:
    """Whether two lists are arrays, of which NumPy can compare all elements at once."""
    try:
        arrays = [np.asarray([getattr(x, "numpy", lambda x=x: x)() for x in v]) for v in (a, b)]
    except ValueError:
        return False
    return all(array.dtype != object for array in arrays)


def _wide(array: np.ndarray) -> np.ndarray:
    """In the most exact dtype, so that tolerances are not rounded."""
    if array.dtype.kind in "biufV" and array.dtype != np.float64:
        return array.astype(np.float64)
    return array


def disable_with_predicate(
    pred: Callable[..., bool], skip_message: str
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator that skips a test method while `pred()` is true.

    Args:
        pred: a function without parameters.
        skip_message: the reason that is reported.
    """
    import functools

    def decorator(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
            if pred():
                self.skipTest(skip_message)
            return method(self, *args, **kwargs)

        return wrapped

    return decorator


def with_eager_op_as_function(cls: Any = None, only_as_function: bool = False) -> Any:
    """The class itself: an eager op never ran as a function of its own here.

    Args:
        cls: a test class, or None to decorate with arguments.
        only_as_function: has no meaning any more, in TensorFlow neither.
    """
    return cls if cls is not None else (lambda decorated: decorated)
