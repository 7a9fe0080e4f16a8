"""Run a stored GraphDef in Pellucid and compare with the results stored beside it."""

from pathlib import Path

import numpy as np

import pellucid as tf
from pellucid.core.messages import GraphDef


def check_graph(path: Path) -> None:
    """Import the graph at `path` into a function, run it, compare outputs and variables."""
    graph_def = GraphDef.FromString(path.read_bytes())
    groups = {"input": {}, "output": {}, "before": {}, "after": {}}
    for key, value in np.load(path.with_suffix(".npz")).items():
        kind, _, name = key.partition(" ")
        groups[kind][name] = value.astype(object) if value.dtype.kind == "S" else value
    variables = {name: tf.Variable(value) for name, value in groups["before"].items()}

    @tf.function
    def run(*inputs):
        fed = dict(zip(groups["input"], inputs, strict=True))
        return tf.import_graph_def(graph_def, {**fed, **variables}, list(groups["output"]))

    results = run(*[tf.constant(v) for v in groups["input"].values()])
    for (name, expected), result in zip(groups["output"].items(), results, strict=True):
        _same(name, expected, result.numpy())
    for name, expected in groups["after"].items():
        _same(name, expected, variables[name].numpy())


def _same(name, expected, result):
    if expected.dtype == object:
        np.testing.assert_array_equal(result, expected, name)
    else:
        assert np.asarray(result).dtype == expected.dtype, name
        np.testing.assert_allclose(result, expected, rtol=2e-5, atol=2e-6, err_msg=name)
