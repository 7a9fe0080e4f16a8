"""Run GraphDefs in TensorFlow: `run_graphs.py FOLDER` compares with the results stored there.

Prints a line for each case: its name, and `equal` or what is wrong.
"""

import glob
import os
import sys

import numpy as np
import tensorflow as tf


def run(path):
    with open(path, "rb") as file:
        graph_def = tf.compat.v1.GraphDef.FromString(file.read())
    stored = dict(np.load(path.replace(".pb", ".npz")))
    groups = {"input": {}, "output": {}, "before": {}, "after": {}}
    for key, value in stored.items():
        kind, _, name = key.partition(" ")
        groups[kind][name] = value
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        tf.import_graph_def(graph_def, name="")
        graph = tf.compat.v1.get_default_graph()
        for name, value in groups["before"].items():
            handle = graph.get_tensor_by_name(name)
            session.run(tf.raw_ops.AssignVariableOp(resource=handle, value=tf.constant(value)))
        feed = {
            k: v.astype(object) if v.dtype.kind == "S" else v for k, v in groups["input"].items()
        }
        results = session.run(list(groups["output"]), feed)
        for name, result in zip(groups["output"], results):
            same(name, groups["output"][name], result)
        for name, value in groups["after"].items():
            handle = graph.get_tensor_by_name(name)
            read = tf.raw_ops.ReadVariableOp(resource=handle, dtype=value.dtype)
            same(name, value, session.run(read))


def same(name, expected, received):
    received = np.asarray(received)
    if expected.dtype.kind == "S":
        np.testing.assert_array_equal(expected, received.astype("S"), name)
    else:
        assert expected.dtype == received.dtype, f"{name}: {received.dtype}"
        np.testing.assert_allclose(received, expected, rtol=2e-5, atol=2e-6, err_msg=name)


for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.pb"))):
    case = os.path.basename(path)[:-3]
    try:
        run(path)
        print(case, "equal")
    except Exception as error:
        print(case, type(error).__name__, " ".join(str(error).split())[:300])
