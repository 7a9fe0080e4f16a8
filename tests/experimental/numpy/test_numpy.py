"""`tf.experimental.numpy` against TensorFlow's recorded answers, and NumPy itself."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import pellucid as tf
import pellucid.experimental.numpy as tnp

FIXTURES = Path(__file__).parents[2] / "fixtures" / "numpy"
spec = importlib.util.spec_from_file_location("cases", FIXTURES / "cases.py")
cases = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cases)

# TensorFlow's own slips: a Python number instead of an array, the imaginary part forgotten, a
# dtype that is asked for and not given, truth values that can be sorted only where there is one.
NOT_FOLLOWED = {
    "n.rad2deg(2)", "n.rad2deg(0.5)", "n.rad2deg(True)", "n.nonzero(C)",
    "n.linspace(0, 5, 6, dtype=np.int32)", "n.argsort(True)",
}  # fmt: skip


def same(wanted, found):
    """Whether two answers agree: structure, dtype and values up to the last recorded digit."""
    if isinstance(wanted, list) and len(wanted) == 2 and isinstance(wanted[0], str):
        if not isinstance(found, list) or wanted[0] != found[0]:
            return False
        if wanted[0].startswith(("float", "complex")):
            pairs = zip(numbers(wanted[1]), numbers(found[1]), strict=False)
            return shape(wanted[1]) == shape(found[1]) and all(
                np.allclose(a, b, rtol=2e-5, atol=2e-5, equal_nan=True) for a, b in pairs
            )
        return wanted[1] == found[1]
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(same, wanted, found))
    if isinstance(wanted, float) and isinstance(found, float):
        return bool(np.isclose(wanted, found))
    return wanted == found


def shape(value):
    return np.shape(np.array(value, object))


def numbers(value):
    return [[float(p) for p in text.split()] for text in np.array(value, object).reshape(-1)]


def test_answers_are_those_of_tensorflow():
    answers = json.loads((FIXTURES / "answers.json").read_text())
    found = json.loads(json.dumps(cases.evaluate(tf)))
    recorded = {call: answer for call, answer in answers.items() if answer != "error"}
    assert len(recorded) > 1700
    wrong = {
        call: (answer, found[call])
        for call, answer in recorded.items()
        if call not in NOT_FOLLOWED and not same(answer, found[call])
    }
    assert wrong == {}


def test_refusals_are_those_of_tensorflow():
    refused = """n.clip(1, None, None)|n.take(M, 0, mode='x')|n.size(M, 0)|n.squeeze(M, 0)
    n.diag(T3)|n.meshgrid([1], sparse=True)|n.select([True], [1, 2])
    n.broadcast_arrays(1, [2], subok=True)|n.pad(M, 1, 'edge')|n.where(M, 1)
    n.arange(0, 1, 0)|n.gcd(1.5, 2)""".replace("\n", "|")
    answers = json.loads((FIXTURES / "answers.json").read_text())
    found = cases.evaluate(tf)
    for call in (c.strip() for c in refused.split("|")):
        assert call in answers
        assert (answers[call], found[call]) == ("error", "error"), call


@pytest.mark.parametrize(
    "name",
    """exp log sqrt sin tanh cbrt log2 sinc square mean var std sum prod cumsum max ptp diff ravel
    transpose flip rot90 tril diagonal sort nansum average trace""".split(),
)
def test_gradients_and_graphs(name):
    function = getattr(tnp, name)
    x = tf.constant(np.random.default_rng(0).uniform(0.2, 2, size=(3, 3)))

    def total(x):
        return tf.reduce_sum(tnp.square(function(x)))

    def slope(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = total(x)
        return tape.gradient(value, x)

    eager = slope(x).numpy()
    np.testing.assert_allclose(tf.function(slope)(x).numpy(), eager, rtol=1e-9)
    step, direction = 1e-6, np.cos(np.arange(9.0)).reshape(3, 3)
    sides = [total(x + sign * step * direction).numpy() for sign in (1, -1)]
    np.testing.assert_allclose((eager * direction).sum(), (sides[0] - sides[1]) / (2 * step), 1e-5)


def test_ndarray_is_tensor():
    assert tnp.ndarray is tf.Tensor
    assert isinstance(tnp.ones(2), tnp.ndarray)
    assert tnp.array(tf.Variable([1.0])).dtype == tf.float32
    assert tnp.array([tf.constant(1), 2.5]).dtype == tf.float64


def test_random_numbers():
    tnp.random.seed(3)
    first = [tnp.random.randn(3), tnp.random.uniform(1, [2, 3]), tnp.random.randint(5, size=4)]
    tnp.random.seed(3)
    again = [tnp.random.randn(3), tnp.random.uniform(1, [2, 3]), tnp.random.randint(5, size=4)]
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert [t.dtype for t in first] == [tf.float64, tf.float64, tf.int64]
    assert first[1].shape == (2,)
    assert (first[1].numpy() >= 1).all()
    assert tnp.random.rand(2, 3).shape == (2, 3)
    assert tnp.random.random().shape == ()
    assert tnp.random.standard_normal([2]).shape == (2,)
    assert tnp.random.poisson(1000.0).numpy() > 500
    assert tnp.random.poisson(3.0, [2, 2]).dtype == tf.int64
    assert tnp.random.randint(3, 5, 20, np.int8).dtype == tf.int8


def run(program: str) -> str:
    """What a program prints: the switch changes tensors for good, so it gets its own process."""
    lines = "import numpy as np\nimport pellucid as tf\nn = tf.experimental.numpy\n" + program
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_switch():
    shown = run(
        """
n.experimental_enable_numpy_behavior()
t = tf.constant
x = t([[1, 2], [3, 4]])
print((t(1) + t(1.0)).dtype, (t([1]) + 1.5).dtype, (t([1.0]) + np.ones(1)).dtype, 2 ** t([0.5]))
print(x.T.numpy().tolist(), x.reshape(4).numpy().tolist(), x.reshape(4, 1).shape, x.size)
print(x[[0, 1]].numpy().tolist(), x[[1, 0], [0, 1]].numpy().tolist(), x[:, [1]].shape)
print(x[x > 2].numpy().tolist(), x[t([True, False])].shape, x[0, ..., [1, 1]].numpy().tolist())
print((t(1) == t(1.0)).numpy(), t(1) != None, t(1) == None, (tf.Variable([1]) + 1.5).dtype)
print(x.astype(np.float32).dtype, x.max().numpy(), x.mean().dtype, x.clip(2, 3).numpy().tolist())
print(x.flatten().shape, x.ravel().shape, x.tolist(), x.transpose(1, 0).shape, (t(7) // 2.).dtype)
print((t(True) & t(False)).numpy(), (x @ x.astype(float)).dtype, (x % 2).numpy().tolist(), len(x))
@tf.function
def f(x):
    return x.T @ x + 0.5
print(f(x).dtype, f(x).numpy().tolist())
"""
    ).splitlines()
    assert shown[0].startswith("<dtype: 'float64'> <dtype: 'float64'> <dtype: 'float64'>")
    assert shown[1] == "[[1, 3], [2, 4]] [1, 2, 3, 4] (4, 1) 4"
    assert shown[2] == "[[1, 2], [3, 4]] [3, 2] (2, 1)"
    assert shown[3] == "[3, 4] (1, 2) [2, 2]"
    assert shown[4] == "True True False <dtype: 'float64'>"
    assert shown[5] == "<dtype: 'float32'> 4 <dtype: 'float64'> [[2, 2], [3, 3]]"
    assert shown[6] == "(4,) (4,) [[1, 2], [3, 4]] (2, 2) <dtype: 'float64'>"
    assert shown[7] == "False <dtype: 'float64'> [[1, 0], [1, 0]] 2"
    assert shown[8] == "<dtype: 'float64'> [[10.5, 14.5], [14.5, 20.5]]"


def test_indexing_like_numpy():
    shown = run(
        """
n.experimental_enable_numpy_behavior()
a = np.arange(120).reshape(2, 3, 4, 5)
x = tf.constant(a)
i, j = np.array([0, 1]), np.array([[2], [0]])
for index in [(i,), (i, j), (slice(None), j), (slice(None), i, slice(1, 3), j), (0, i, j),
              (0, slice(None), j),
              (Ellipsis, i), (Ellipsis, i, j), (None, i), (i, None, j), (slice(None), i, j),
              (-1, -i), (a[:, 0, 0, 0] > 3,), (slice(None), a[0, :, :, 0] % 3 == 0), (i, 0, j, 1)]:
    found = x[index]
    assert found.shape == a[index].shape, (index, found.shape, a[index].shape)
    assert np.array_equal(found, a[index]), index
print("same")
"""
    )
    assert shown == "same\n"


def test_prefer_float32():
    shown = run(
        """
n.experimental_enable_numpy_behavior(prefer_float32=True)
print(n.array(1.5).dtype, n.add(1, 2.5).dtype, n.array([1, 2.5]).dtype, n.array(1j).dtype)
print(n.ones(2).dtype, (tf.constant(1) + 1.5).dtype, n.array([1]).dtype, n.mean([1, 2]).dtype)
"""
    ).replace("<dtype: '", "").replace("'>", "")  # fmt: skip
    assert shown == "float32 float32 float32 complex64\nfloat64 float64 int64 float64\n"


def test_modes():
    with pytest.raises(ValueError, match="dtype_conversion_mode"):
        tnp.experimental_enable_numpy_behavior(dtype_conversion_mode="x")


def test_import_is_late():
    program = "import pellucid, sys; print('pellucid.experimental.numpy.math' in sys.modules)"
    assert subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True
    ).stdout == "False\n"  # fmt: skip
