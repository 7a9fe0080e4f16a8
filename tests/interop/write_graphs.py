"""Write the cases as GraphDefs, with arguments and results: `write_graphs.py FOLDER [CASE ...]`.

Run with TensorFlow's Python it wrote what `tests/fixtures/graph_def` holds.

Each case becomes NAME.pb and NAME.npz: arguments and results by the names of their tensors, the
values of variables before and after.
"""

import os
import sys

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


def write(tf, folder, names=(), handles=None):
    """Trace, write and run the cases with the library `tf`.

    Args:
        handles: from a concrete function to the names under which its graph knows its variables.
    """
    from graph_cases import cases

    os.makedirs(folder, exist_ok=True)
    for name, (function, arguments, variables) in cases(tf).items():
        if names and name not in names:
            continue
        specs = [_spec(tf, a) for a in arguments]
        values = [a[0] if isinstance(a, tuple) else a for a in arguments]
        traced = tf.function(function)
        concrete = traced.get_concrete_function(*specs)
        stored = {f"input {t.name}": v for t, v in zip(concrete.inputs, values)}
        known = handles(concrete) if handles else _captured(concrete)
        stored.update((f"before {known[i]}", v.numpy()) for i, v in enumerate(variables))
        results = tf.nest.flatten(traced(*[tf.constant(v) for v in values]))
        stored.update((f"output {t.name}", r.numpy()) for t, r in zip(concrete.outputs, results))
        stored.update((f"after {known[i]}", v.numpy()) for i, v in enumerate(variables))
        stored = {
            k: np.array(v, "S") if np.asarray(v).dtype == object else v for k, v in stored.items()
        }
        with open(os.path.join(folder, f"{name}.pb"), "wb") as file:
            file.write(concrete.graph.as_graph_def().SerializeToString())
        np.savez(os.path.join(folder, f"{name}.npz"), **stored)


def _spec(tf, argument):
    value, shape = argument if isinstance(argument, tuple) else (argument, np.shape(argument))
    return tf.TensorSpec(
        shape, tf.string if np.asarray(value).dtype == object else np.asarray(value).dtype
    )


def _captured(concrete):
    return [t.name for t in concrete.inputs if t.dtype.name == "resource"]


if __name__ == "__main__":
    import tensorflow

    write(tensorflow, sys.argv[1], sys.argv[2:])
