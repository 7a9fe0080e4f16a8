import numpy as np
import pytest

import pellucid as tf
from pellucid.core.messages import GraphDef

Y = np.array([0.25, 0.5], np.float32)
DY = np.array([2.0, -3.0], np.float32)


def run(op, *values, **attrs):
    """Import a graph of one node and run it."""
    graph_def = GraphDef()
    for i, _ in enumerate(values):
        graph_def.node.add(name=f"x{i}", op="Placeholder").attr["dtype"].type = 1
    node = graph_def.node.add(name="y", op=op, input=[f"x{i}" for i in range(len(values))])
    node.attr["T"].type = 1
    for key, value in attrs.items():
        setattr(node.attr[key], "b" if isinstance(value, bool) else "f", value)

    @tf.function
    def f(*inputs):
        given = {f"x{i}:0": v for i, v in enumerate(inputs)}
        return tf.import_graph_def(graph_def, given, ["y:0"])[0]

    return f(*map(tf.constant, values)).numpy()


@pytest.mark.parametrize(
    ("op", "values", "expected"),
    [
        ("TanhGrad", (Y, DY), DY * (1 - Y**2)),
        ("SigmoidGrad", (Y, DY), DY * Y * (1 - Y)),
        ("ReciprocalGrad", (Y, DY), -DY * Y**2),
        ("InvGrad", (Y, DY), -DY * Y**2),
        ("SqrtGrad", (Y, DY), DY / (2 * Y)),
        ("RsqrtGrad", (Y, DY), DY * Y**3 / -2),
        ("SoftplusGrad", (DY, Y), DY / (1 + np.exp(-Y))),
        ("SoftsignGrad", (DY, Y), DY / (1 + np.abs(Y)) ** 2),
    ],
)
def test_derivatives(op, values, expected):
    np.testing.assert_allclose(run(op, *values), expected, rtol=1e-6)


def test_batch_norm_without_training():
    x = np.arange(8, dtype=np.float32).reshape(1, 2, 2, 2)
    scale, offset, mean, variance = (
        np.array(v, np.float32) for v in ([1, 2], [3, 4], [5, 6], [7, 8])
    )
    found = run(
        "FusedBatchNormV3", x, scale, offset, mean, variance, is_training=False, epsilon=0.5
    )
    np.testing.assert_allclose(
        found, (x - mean) / np.sqrt(variance + 0.5) * scale + offset, rtol=1e-5
    )
