"""Import forms of real programs, and what each of them must mean."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "program",
    [
        "import tensorflow as tf, pellucid; assert tf is pellucid",
        "import tensorflow.keras, pellucid; assert tensorflow.keras is pellucid.keras",
        "from tensorflow import keras; import pellucid; assert keras is pellucid.keras",
        "from tensorflow.keras import layers as n\nimport keras; assert n is keras.layers",
        "from keras.layers import Dense as D\nimport tf_keras.layers as n; assert D is n.Dense",
        "import keras, tf_keras, pellucid; assert keras is tf_keras is pellucid.keras",
        "from keras import ops; assert ops.matmul(2, 3) == 6",
        "import keras.ops as o; assert o.matmul(2, 3) == 6",
        "import tensorflow.nn as n; assert n.relu(-1) == 0",
        "import tensorflow.raw as r; assert r.Add == 'raw add'",
        "import tensorflow.compat.v2 as tf, pellucid; assert tf is pellucid",
        "import tensorflow.compat.v2.keras.layers as a, keras.layers as b; assert a is b",
        "import keras.api.layers as a, keras.layers as b; assert a is b",
        "from keras.api._v2.keras import layers as a; import keras.layers as b; assert a is b",
        "import keras._tf_keras.keras.layers as a, keras.layers as b; assert a is b",
        "import tensorflow_core as tf, pellucid; assert tf is pellucid",
    ],
)
def test_public_spellings(check, program):
    check(program)


@pytest.mark.parametrize(
    ("statement", "public"),
    [
        ("from tensorflow.python.keras.layers import Dense as x", "keras.layers.Dense"),
        ("from tensorflow.python.keras.layers.core import Dense as x", "keras.layers.Dense"),
        ("from tensorflow.python import keras; x = keras.layers.Dense", "keras.layers.Dense"),
        ("from keras.src.layers import Dense as x", "keras.layers.Dense"),
        ("from keras.src.layers.core.dense import Dense as x", "keras.layers.Dense"),
        ("from keras.src.layers.input_spec import InputSpec as x", "keras.layers.InputSpec"),
        ("from keras.src.ops.operation import Operation as x", "keras.Operation"),
        ("from keras.src import ops; x = ops.matmul", "keras.ops.matmul"),
        ("from keras.layers.core import Dense as x", "keras.layers.Dense"),
        ("from keras.layers.convolutional import Conv2D as x", "keras.layers.Conv2D"),
        ("from keras.engine.topology import Layer as x", "keras.layers.Layer"),
        ("from keras.engine import InputSpec as x", "keras.layers.InputSpec"),
        ("from keras.utils.np_utils import to_categorical as x", "keras.utils.to_categorical"),
        (
            "from keras.utils import np_utils; x = np_utils.to_categorical",
            "keras.utils.to_categorical",
        ),
        ("from keras.optimizer_v2.adam import Adam as x", "keras.optimizers.Adam"),
        ("from keras.optimizers import adam_v2; x = adam_v2.Adam", "keras.optimizers.Adam"),
        ("from tensorflow.keras.optimizers.adam import Adam as x", "keras.optimizers.Adam"),
        ("from tensorflow.python.util import nest; x = nest.flatten", "nest.flatten"),
        ("from tensorflow.python.eager import backprop; x = backprop.GradientTape", "GradientTape"),
        ("from tensorflow.python.eager.def_function import function as x", "function"),
        ("from tensorflow.python.framework.ops import EagerTensor as x", "Tensor"),
        ("from tensorflow.python.framework import dtypes; x = dtypes.float32", "float32"),
        ("import tensorflow.python.ops.nn as n; x = n.relu", "nn.relu"),
    ],
)
def test_private_spellings(check, statement, public):
    check(f"{statement}\nimport pellucid\nassert x is pellucid.{public}, x")


@pytest.mark.parametrize(
    ("statement", "error", "said"),
    [
        ("import tensorflow.contrib", "ModuleNotFoundError", "tensorflow.contrib"),
        ("import tensorflow.core.framework", "ModuleNotFoundError", "tensorflow.core"),
        ("import tensorflow.launcher", "ModuleNotFoundError", "tensorflow.launcher"),
        ("import keras.nosuch.thing", "ModuleNotFoundError", "keras.nosuch"),
        ("import tensorflow.compat.v1 as tf", "ModuleNotFoundError", "tensorflow.compat.v1"),
        ("from tensorflow.keras import nosuch", "ImportError", "'nosuch'"),
        ("from tensorflow.python.ops import gen_math_ops", "ModuleNotFoundError", "gen_math_ops"),
        ("from keras.src.testing import TestCase", "ImportError", "keras.src.testing"),
        ("from keras.src.layers import nosuch", "ImportError", "keras.src.layers.nosuch"),
        ("from tensorflow.python.ops.nn import nosuch", "ImportError", "public TensorFlow name"),
        ("import tensorflow.needs", "ModuleNotFoundError", "a_package_that_nobody_has"),
    ],
)
def test_what_is_missing_is_named(pellucid, statement, error, said):
    done = pellucid("run", "-c", statement)
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1
    assert last.startswith(error)
    assert said in last
    assert "launcher" not in done.stderr.replace("tensorflow.launcher", "")


def test_an_old_name_is_no_guess(pellucid):
    # A lower-case name that a public package lacks must stay an error, not become a module.
    done = pellucid("run", "-c", "from tensorflow.keras.layers import conv2d")
    assert "cannot import name 'conv2d'" in done.stderr


def test_a_file_does_not_replace_the_function_of_its_name(check):
    check(
        "import keras.layers\n"
        "try: import tensorflow.keras.layers.add\n"
        "except ModuleNotFoundError: pass\n"
        "assert keras.layers.add([1, 2]) == 3"
    )


def test_a_room_does_not_replace_the_function_of_its_name(check):
    check(
        "import tensorflow as tf\n"
        "try: import tensorflow.function\n"
        "except ModuleNotFoundError: pass\n"
        "assert tf.function(3) == 3"
    )


def test_the_modules_keep_their_own_spec(check):
    check(
        "import tensorflow.keras.layers as l, keras\n"
        "assert l.__spec__.name == l.__name__ == 'pellucid.keras.layers'\n"
        "assert keras.__spec__.name == 'pellucid.keras'"
    )


def test_versions_read_as_tensorflow(check):
    check(
        "import tensorflow as tf, keras\n"
        "assert [int(n) for n in tf.__version__.split('.')] >= [2, 16]\n"
        "assert keras.__version__.startswith('3.')"
    )


def test_metadata_and_specs(check):
    check(
        "import sys, importlib.util as u, importlib.metadata as m\n"
        "assert u.find_spec('tensorflow').origin.endswith('__init__.py')\n"
        "assert u.find_spec('keras') and 'keras' not in sys.modules\n"
        "assert m.version('tensorflow').startswith('2.') and m.version('keras').startswith('3.')\n"
        "assert m.version('tf_keras')\n"
        "assert m.distribution('TensorFlow').metadata['Name'] == 'tensorflow'\n"
        "assert 'tensorflow' in m.packages_distributions()\n"
        "import tensorflow\n"
        "assert u.find_spec('tensorflow') and u.find_spec('tensorflow.keras.layers')"
    )


def test_another_copy_of_tensorflow_does_not_win(python, fake_root, tmp_path):
    real = tmp_path / "real" / "tensorflow"
    real.mkdir(parents=True)
    (real / "__init__.py").write_text("raise AssertionError('the real one')")
    env = {"PYTHONPATH": f"{fake_root}:{real.parent}"}
    code = "import tensorflow; print(tensorflow.__name__)"
    done = python("-m", "pellucid", "run", "-v", "-c", code, env=env)
    assert done.stdout == "pellucid\n"
    assert done.stderr.count("\n") == 1
    assert str(real) in done.stderr
    assert python("-m", "pellucid", "run", "-c", code, env=env).stderr == ""
