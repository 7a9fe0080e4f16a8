"""Expressions with unusual arguments, as TensorFlow 2.21 answers or refuses them.

All of them eagerly, every fifth in a graph as well: `tests/fixtures/unusual_arguments`.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pellucid as tf

FIXTURES = Path(__file__).parents[1] / "fixtures" / "unusual_arguments"
spec = importlib.util.spec_from_file_location("unusual", FIXTURES / "cases.py")
assert spec is not None
assert spec.loader is not None
unusual: Any = importlib.util.module_from_spec(spec)
spec.loader.exec_module(unusual)

CASES = unusual.Cases(tf)
ANSWERS = unusual.answers()
TOLERANCE = {"float16": 2e-3, "bfloat16": 2e-2, "float32": 3e-5, "complex64": 3e-5}
PARTS = 40


def difference(found: Any, wanted: Any) -> str | None:
    """What differs, None if nothing does."""
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return f"{found} instead of {wanted}"
        pairs = zip(found, wanted, strict=True)
        return next((d for a, b in pairs if (d := difference(a, b))), None)
    if set(found) != set(wanted):
        return f"{found} instead of {wanted}"
    if "error" in wanted:
        fits = wanted["error"][0] in found["error"]
        return None if fits else f"{found['error'][0]} instead of {wanted['error'][0]}"
    for kind in ("ragged", "sparse", "slices"):
        if kind in wanted:
            return difference(found[kind], wanted[kind])
    if "text" in wanted:
        return None if found == wanted else f"{found} instead of {wanted}"
    if (found["dtype"], found["shape"]) != (wanted["dtype"], wanted["shape"]):
        return f"{found} instead of {wanted}"
    return None if same(found, wanted) else f"{found} instead of {wanted}"


def same(found: Any, wanted: Any) -> bool:
    """Equal, up to the rounding of the dtype at the size of the largest number."""
    if not wanted["dtype"].startswith(("float", "bfloat", "complex")):
        return found["values"] == wanted["values"]
    a, b = np.array(found["values"], "float64"), np.array(wanted["values"], "float64")
    finite = np.abs(b[np.isfinite(b)])
    limit = TOLERANCE.get(wanted["dtype"], 1e-9)
    scale = max(finite.max(initial=0.0), 1e-6)
    return np.allclose(a, b, rtol=limit, atol=limit * scale, equal_nan=True)


@pytest.mark.parametrize("part", range(PARTS))
def test_answers_are_tensorflows(part: int) -> None:
    wrong = []
    for index in range(part, len(unusual.EXPRESSIONS), PARTS):
        line = unusual.EXPRESSIONS[index]
        eager, graph = ANSWERS[line]
        wrong.append((line, difference(CASES.eager(line), eager)))
        if index % 5 == 0:
            wrong.append((f"{line} in a graph", difference(CASES.graph(line), graph)))
    wrong = [(line, problem) for line, problem in wrong if problem]
    assert not wrong, "\n".join(f"{line}: {problem}" for line, problem in wrong)


def test_shapes_that_are_not_known_change_no_answer() -> None:
    """Broadcasting of ragged and dense tensors, repetition, boolean masks."""
    for line in (
        "R([[1], [2, 3]]) * C([[2], [3]])",
        "R([[1.0], [2.0, 3.0]]) + C([[1.0]])",
        "tf.repeat(C([[1, 2], [3, 4]]), [1, 2], axis=0)",
        "tf.nn.softmax(C([[1.0, 2.0]]))",
    ):
        eager = CASES.eager(line)
        assert "error" not in eager
        assert difference(CASES.graph(line, known=False), eager) is None, line
    CASES.eager("tf.repeat(C([[1, 2], [3, 4]]), C([1, 1]), axis=0)")
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.function(
            lambda x, n: tf.repeat(x, n, axis=0),
            input_signature=[tf.TensorSpec([None]), tf.TensorSpec([None], tf.int32)],
        )(tf.constant([1.0, 2.0]), tf.constant([1, 2, 3]))
