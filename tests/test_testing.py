"""`tf.test`: the assertions of `TestCase`, and what else test programs use."""

from __future__ import annotations

import os

import numpy as np
import pytest

import pellucid as tf


class Case(tf.test.TestCase):
    __test__ = False

    def runTest(self):
        pass


@pytest.fixture
def case():
    made = Case()
    made.setUp()
    yield made
    made.doCleanups()


PASS_AND_FAIL = [
    ("assertAllEqual", ([1, 2], tf.constant([1, 2])), ([1, 2], [1, 3])),
    ("assertAllEqual", (np.nan, np.nan), ([1, 2], [1, 2, 3])),
    ("assertAllEqual", (tf.constant(["a"]), [b"a"]), (tf.constant(["a"]), ["b"])),
    ("assertAllEqual", (tf.ragged.constant([[1], []]), [[1], []]),
     (tf.ragged.constant([[1], []]), [[1], [2]])),
    ("assertNotAllEqual", ([1.0], [2.0]), ([1.0], [1.0])),
    ("assertAllClose", ([1.0, 2.0], [1.0, 2.0 + 1e-7]), ([1.0, 2.0], [1.0, 2.1])),
    ("assertAllClose", ({"a": [1.0]}, {"a": [1.0]}), ({"a": 1.0}, {"b": 1.0})),
    ("assertAllClose", ([[1.0], [1.0, 2.0]], [[1.0], [1.0, 2.0]]),
     ([[1.0], [1.0, 2.0]], [[1.0], [1.0, 3.0]])),
    ("assertNotAllClose", ([1.0], [2.0]), ([1.0], [1.0])),
    ("assertAllCloseAccordingToType",
     (tf.constant([1.0], tf.float16), tf.constant([1.0005], tf.float16)), ([1.0], [1.1])),
    ("assertShapeEqual", (np.zeros(2), tf.zeros([2])), (np.zeros(2), tf.zeros([3]))),
    ("assertDTypeEqual", (tf.constant(1), "int32"), (tf.constant(1), "int64")),
    ("assertNear", (1.0, 1.01, 0.05), (1.0, 1.1, 0.05)),
    ("assertArrayNear", ([1.0, 2.0], [1.0, 2.01], 0.1), ([1.0, 2.0], [1.0, 2.5], 0.1)),
    ("assertNDArrayNear", (np.zeros(2), np.zeros(2), 0.1), (np.zeros(2), np.ones(2), 0.1)),
    ("assertAllGreater", ([1, 2], 0), ([1, 2], 1)),
    ("assertAllGreaterEqual", ([1, 2], 1), ([1, 2], 2)),
    ("assertAllLess", ([1, 2], 3), ([1, 2], 2)),
    ("assertAllLessEqual", ([1, 2], 2), ([1, 2], 1)),
    ("assertAllInRange", ([1, 2], 1, 2), ([1.0, np.nan], 1, 2)),
    ("assertAllInRange", ([1, 2], 0, 3, True, True), ([1, 2], 1, 2, True)),
    ("assertAllInSet", ([1, 2], [1, 2, 3]), ([1, 2], [1])),
    ("assertStartsWith", ("abc", "ab"), ("abc", "b")),
    ("assertEndsWith", ("abc", "bc"), ("abc", "b")),
    ("assertEmpty", ([],), ([1],)),
    ("assertNotEmpty", ([1],), ([],)),
    ("assertLen", ([1], 1), ([1], 2)),
    ("assertBetween", (1, 0, 2), (3, 0, 2)),
    ("assertDeviceEqual", ("/cpu:0", "/device:CPU:0"), ("/cpu:0", "/gpu:0")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "good", "bad"), PASS_AND_FAIL)
def test_assertion(case, name, good, bad):
    getattr(case, name)(*good)
    with pytest.raises(AssertionError):
        getattr(case, name)(*bad)


def test_errors(case):
    with case.assertRaisesOpError("inner"):
        tf.matmul([[1.0]], [[1.0], [2.0]])
    with case.assertRaisesIncompatibleShapesError():
        tf.add(tf.zeros([2]), tf.zeros([3]))
    with pytest.raises(AssertionError), case.assertRaisesOpError("no such text"):
        tf.matmul([[1.0]], [[1.0], [2.0]])
    with pytest.raises(AssertionError, match="not raised"), case.assertRaisesOpError("x"):
        pass


def test_seeds_folders_and_values(case):
    first = tf.random.normal([2]).numpy()
    case.setUp()
    np.testing.assert_array_equal(first, tf.random.normal([2]).numpy())
    assert os.path.isdir(case.get_temp_dir())
    assert case.create_tempdir("a").startswith(case.get_temp_dir())
    assert case.evaluate({"a": tf.constant(1)}) == {"a": 1}


def test_decorators():
    class Skipped(Case):
        @tf.test.disable_with_predicate(lambda: True, "not today")
        def runTest(self):
            raise AssertionError

    result = Skipped().run()
    assert [reason for _, reason in result.skipped] == ["not today"]
    assert tf.test.with_eager_op_as_function(Case) is Case
    assert tf.test.with_eager_op_as_function(only_as_function=True)(Case) is Case


def test_main():
    with pytest.raises(SystemExit):
        tf.test.main(["program", "tests.no_such_module"])


def test_benchmark(capsys):
    class Sums(tf.test.Benchmark):
        def benchmark_small(self):
            pass

    class Session:
        def run(self, fetches, feed_dict):
            return feed_dict

    made = Sums()
    assert (Sums.is_abstract(), tf.test.Benchmark.is_abstract()) == (False, True)
    found = made.run_op_benchmark(Session(), None, min_iters=3, mbs=2.0, extras={"size": 1})
    assert found["iters"] == 3
    assert found["throughput"] == pytest.approx(2.0 / found["wall_time"])
    assert "size" in found["extras"]
    assert "iters: 3" in capsys.readouterr().out
    with pytest.raises(ValueError, match="store_trace"):
        made.run_op_benchmark(Session(), None, store_trace=True)


def test_graph_defs():
    def graph_def(value):
        with tf.Graph().as_default() as graph:
            tf.constant(value, name="c")
        return graph.as_graph_def()

    tf.test.assert_equal_graph_def(graph_def(1.0), graph_def(1.0))
    with pytest.raises(AssertionError, match="differs"):
        tf.test.assert_equal_graph_def(graph_def(1.0), graph_def(2.0))
    with pytest.raises(TypeError, match="GraphDef"):
        tf.test.assert_equal_graph_def(graph_def(1.0), 3)


def test_platform():
    assert tf.test.is_built_with_xla()
    assert tf.test.is_cpu_target_available("x86_64") != tf.test.is_cpu_target_available("aarch64")
    with pytest.raises(AssertionError, match="Unknown"):
        tf.test.is_cpu_target_available("pdp11")
    tf.test.experimental.sync_devices()


def test_tracing_types():
    class Size(tf.types.experimental.TraceType):
        def __init__(self, value):
            self.value = value

        def is_subtype_of(self, other):
            return self == other

        def most_specific_common_supertype(self, others):
            return self if all(self == o for o in others) else None

        def placeholder_value(self, placeholder_context):
            return self.value

        def __eq__(self, other):
            return isinstance(other, Size) and len(self.value.items) == len(other.value.items)

        def __hash__(self):
            return len(self.value.items)

    class Basket:
        def __init__(self, *items):
            self.items = items

        def __tf_tracing_type__(self, context):
            return Size(self)

    traces = []

    @tf.function
    def count(basket):
        traces.append(basket)
        return len(basket.items)

    assert [count(Basket(1, 2)).numpy(), count(Basket(3, 4)).numpy()] == [2, 2]
    assert len(traces) == 1
    assert count(Basket(1)).numpy() == 1
    assert len(traces) == 2
    kind = Size(Basket(1))
    assert isinstance(Basket(), tf.types.experimental.SupportsTracingProtocol)
    assert kind.cast(kind.value, None) is kind.value
    with pytest.raises(TypeError, match="cast"):
        kind.cast(Basket(1, 2), None)
    assert isinstance(count, tf.types.experimental.PolymorphicFunction)
    assert isinstance(count.get_concrete_function(Basket(1)), tf.types.experimental.Callable)
