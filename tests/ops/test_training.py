"""The optimizers' updates; the answers are TensorFlow 2.21's."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

import pellucid as tf

FIXTURES = Path(__file__).parents[1] / "fixtures" / "training"
spec = importlib.util.spec_from_file_location("training_cases", FIXTURES / "cases.py")
cases = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cases)
ANSWERS = json.loads((FIXTURES / "answers.json").read_text())


@pytest.fixture(scope="module")
def found():
    return cases.evaluate(tf, handles=False)


def test_all_are_here(found):
    assert found.keys() == ANSWERS.keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_two_steps(found, name):
    assert found[name].keys() == ANSWERS[name].keys()
    for slot, values in ANSWERS[name].items():
        np.testing.assert_allclose(found[name][slot], values, rtol=1e-4, atol=2e-6, err_msg=slot)


@pytest.mark.parametrize("compiled", [True, False])
def test_in_a_function(compiled):
    var, accum = tf.Variable([1.0, 2.0]), tf.Variable([0.0, 0.0])

    @tf.function(jit_compile=compiled)
    def step(gradient):
        tf.raw_ops.ResourceApplyMomentum(
            var=var, accum=accum, lr=0.1, grad=gradient, momentum=0.5, use_nesterov=True
        )

    step(tf.constant([1.0, -1.0]))
    assert var.numpy().tolist() == pytest.approx([0.85, 2.15])
    assert accum.numpy().tolist() == [1.0, -1.0]


def test_rows_in_a_function():
    var, accum = tf.Variable([[1.0], [2.0]]), tf.Variable([[1.0], [1.0]])

    @tf.function
    def step(gradient, indices):
        tf.raw_ops.ResourceSparseApplyAdagrad(
            var=var, accum=accum, lr=1.0, grad=gradient, indices=indices
        )

    step(tf.constant([[0.0], [3.0**0.5]]), tf.constant([0, 1]))
    assert accum.numpy().ravel().tolist() == pytest.approx([1.0, 4.0])
    assert var.numpy().ravel().tolist() == pytest.approx([1.0, 2 - 3**0.5 / 2])
    with pytest.raises(tf.errors.InvalidArgumentError, match="2 is not in"):
        step(tf.constant([[1.0]]), tf.constant([2]))
