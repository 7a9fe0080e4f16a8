"""Which Pellucid module stands behind a module name of TensorFlow or Keras.

Three kinds of names:

* public ones (`tensorflow.keras.layers`, `keras.ops`): the same path below `pellucid`;
* the mirrors that TensorFlow and Keras keep of their public names (`keras.api`,
  `tensorflow.compat.v2`, `keras._tf_keras.keras`): the public path, after `public_path`;
* private ones that real programs import (`tensorflow.python.ops.math_ops`, `keras.src.layers`,
  `keras.layers.core`): the public homes in which their contents live, from `private_homes`.

A home is a dotted path below `pellucid`; the empty path is `pellucid` itself.
"""

from __future__ import annotations

TENSORFLOW_VERSION = "2.21.0"
"""The TensorFlow release whose behaviour Pellucid follows; what `tf.__version__` says."""

KERAS_VERSION = "3.15.1"
"""The Keras release whose behaviour Pellucid follows; what `keras.__version__` says."""

ROOTS = {
    "tensorflow": "",
    "tensorflow_core": "",
    "keras": "keras",
    "tf_keras": "keras",
}
"""Top-level module -> home."""

HIDDEN_ROOMS = {"core", "graph", "ops", "autodiff", "function", "runtime", "launcher"}
"""Rooms of Pellucid that are no namespaces of TensorFlow (`tensorflow.core` is something else)."""

_MIRRORS = (
    ("compat.v2", ""),
    ("_api.v2", ""),
    ("python.keras.api._v2.keras", "keras"),
    ("python.keras.api", "keras"),
    ("keras.api._v2.keras", "keras"),
    ("keras.api._v1.keras", "keras"),
    ("keras.api", "keras"),
    ("keras._tf_keras.keras", "keras"),
)

_PRIVATE_KERAS = ("python.keras", "keras.src", "keras.python.keras")

_KERAS_GROUPS = {
    "engine": ("keras.layers", "keras.models", "keras.utils", "keras"),
    "legacy_tf_layers": ("compat.v1.layers",),
    "optimizer_v1": ("keras.optimizers",),
    "optimizer_v2": ("keras.optimizers", "keras.optimizers.schedules"),
    "backend_config": ("keras.backend", "keras.config"),
    "saving": ("keras.saving", "keras.models", "keras.utils"),
    "models": ("keras.models", "keras"),
    "dtype_policies": ("keras.dtype_policies", "keras.mixed_precision", "keras"),
}
"""First folder of a private Keras path -> homes; a folder with a public name needs no line."""

_KERAS_FILES = frozenset(
    """
    activation activations adapt_utils advanced_activations attention base_layer base_layer_utils
    base_metric base_optimizer common conv_utils convolutional convolutional_recurrent core
    cudnn_recurrent data_adapter data_utils dataset_utils dense_attention embeddings
    feature_column file_utils functional generic_utils global_state gradient_descent hdf5_format
    image_dataset_utils image_utils initializers_v1 initializers_v2 io_utils keras_tensor
    lambda_layer layer_utils learning_rate_schedule local losses_utils merge merging
    metrics_utils network node noise normalization np_utils numerical_utils object_identity
    optimizer_v1 optimizer_v2 pooling preprocessing python_utils recurrent recurrent_v2
    regularization reshaping rnn rnn_utils save save_format saved_model saving_api saving_lib
    sequence_utils serialization serialization_lib summary_utils text_dataset_utils tf_utils
    timeseries timeseries_dataset_utils topology training training_utils training_v1
    variable_mapping vis_utils wrappers
    """.split()
)
"""Files and folders of private Keras that are not named after a class they hold."""

_OLD_GROUPS = {
    "keras." + folder for folder in ("engine", "legacy_tf_layers", "optimizer_v1", "optimizer_v2")
}
_OLD_KERAS_FILES = _KERAS_FILES - {"preprocessing", "wrappers"}
"""Files that programs import from public Keras packages: `keras.layers.core`."""

_V1 = "compat.v1"
_TENSORFLOW_FILES: dict[str, tuple[str, ...]] = {
    "client.device_lib": (),
    "client.session": (_V1,),
    "checkpoint.checkpoint": ("train",),
    "data": ("data",),
    "data.experimental": ("data.experimental",),
    "data.ops.dataset_ops": ("data",),
    "data.ops.iterator_ops": ("data",),
    "data.util.nest": ("nest",),
    "distribute": ("distribute",),
    "distribute.distribute_lib": ("distribute",),
    "distribute.distribution_strategy_context": ("distribute",),
    "distribute.mirrored_strategy": ("distribute",),
    "distribute.tpu_strategy": ("distribute",),
    "eager.backprop": ("",),
    "eager.context": ("", "config"),
    "eager.def_function": ("",),
    "eager.polymorphic_function.polymorphic_function": ("",),
    "eager.wrap_function": (_V1,),
    "feature_column.feature_column": ("feature_column", _V1 + ".feature_column"),
    "feature_column.feature_column_v2": ("feature_column",),
    "framework.constant_op": ("",),
    "framework.device": ("", "config"),
    "framework.dtypes": ("dtypes", ""),
    "framework.errors": ("errors",),
    "framework.errors_impl": ("errors",),
    "framework.extension_type": ("experimental",),
    "framework.graph_util": ("graph_util", _V1 + ".graph_util"),
    "framework.importer": ("graph_util", _V1),
    "framework.indexed_slices": ("",),
    "framework.ops": ("", _V1, "config"),
    "framework.random_seed": ("random", _V1),
    "framework.sparse_tensor": ("sparse", ""),
    "framework.tensor": ("",),
    "framework.tensor_shape": ("",),
    "framework.tensor_spec": ("",),
    "framework.tensor_util": ("",),
    "framework.type_spec": ("",),
    "layers.layers": (_V1 + ".layers",),
    "lib.io.file_io": ("io.gfile",),
    "lib.io.tf_record": ("io", _V1 + ".io", _V1 + ".python_io"),
    "module.module": ("",),
    "ops.array_ops": ("", _V1),
    "ops.array_ops_stack": ("",),
    "ops.bincount_ops": ("math", "sparse"),
    "ops.bitwise_ops": ("bitwise",),
    "ops.check_ops": ("debugging", _V1),
    "ops.clip_ops": ("",),
    "ops.cond": ("",),
    "ops.confusion_matrix": ("math",),
    "ops.control_flow_ops": ("", _V1),
    "ops.ctc_ops": ("nn",),
    "ops.custom_gradient": ("",),
    "ops.data_flow_ops": ("queue", "", _V1),
    "ops.embedding_ops": ("nn",),
    "ops.functional_ops": ("", _V1),
    "ops.gradients": ("", _V1),
    "ops.gradients_impl": ("", _V1),
    "ops.histogram_ops": ("",),
    "ops.image_ops": ("image",),
    "ops.image_ops_impl": ("image",),
    "ops.init_ops": (_V1,),
    "ops.init_ops_v2": ("initializers", ""),
    "ops.io_ops": ("io", ""),
    "ops.linalg.linalg": ("linalg",),
    "ops.linalg_ops": ("linalg", ""),
    "ops.logging_ops": ("", _V1),
    "ops.lookup_ops": ("lookup", _V1),
    "ops.losses.losses": (_V1 + ".losses",),
    "ops.manip_ops": ("",),
    "ops.map_fn": ("",),
    "ops.math_ops": ("math", "", "linalg", _V1),
    "ops.metrics": (_V1 + ".metrics",),
    "ops.metrics_impl": (_V1 + ".metrics",),
    "ops.nn": ("nn", _V1 + ".nn"),
    "ops.nn_impl": ("nn", _V1 + ".nn"),
    "ops.nn_ops": ("nn", _V1 + ".nn"),
    "ops.numpy_ops": ("experimental.numpy",),
    "ops.numpy_ops.np_config": (),
    "ops.parsing_ops": ("io", _V1),
    "ops.ragged": ("ragged", ""),
    "ops.ragged.ragged_factory_ops": ("ragged",),
    "ops.ragged.ragged_tensor": ("ragged", ""),
    "ops.random_ops": ("random", _V1),
    "ops.resource_variable_ops": ("",),
    "ops.rnn": (_V1 + ".nn",),
    "ops.rnn_cell": (_V1 + ".nn.rnn_cell",),
    "ops.rnn_cell_impl": (_V1 + ".nn.rnn_cell",),
    "ops.script_ops": ("",),
    "ops.sets": ("sets",),
    "ops.signal": ("signal",),
    "ops.sort_ops": ("",),
    "ops.sparse_ops": ("sparse",),
    "ops.special_math_ops": ("math.special", ""),
    "ops.state_ops": (_V1,),
    "ops.stateless_random_ops": ("random",),
    "ops.string_ops": ("strings",),
    "ops.summary_ops_v2": ("summary",),
    "ops.tensor_array_ops": ("",),
    "ops.variable_scope": (_V1,),
    "ops.variables": ("", _V1),
    "ops.while_loop": ("",),
    "platform.app": (_V1 + ".app",),
    "platform.flags": (_V1 + ".flags",),
    "platform.gfile": ("io.gfile", _V1 + ".gfile"),
    "platform.resource_loader": (_V1 + ".resource_loader",),
    "platform.test": ("test",),
    "platform.tf_logging": (_V1 + ".logging",),
    "profiler.profiler_v2": ("profiler.experimental",),
    "profiler.trace": ("profiler.experimental",),
    "saved_model.load": ("saved_model",),
    "saved_model.save": ("saved_model",),
    "saved_model.signature_constants": ("saved_model", _V1 + ".saved_model.signature_constants"),
    "saved_model.tag_constants": ("saved_model", _V1 + ".saved_model.tag_constants"),
    "summary.summary_iterator": (_V1 + ".train",),
    "training.checkpoint_management": ("train",),
    "training.checkpoint_utils": ("train",),
    "training.moving_averages": ("train",),
    "training.py_checkpoint_reader": ("train",),
    "training.saver": (_V1 + ".train",),
    "training.training": ("train", _V1 + ".train"),
    "util.compat": ("compat",),
    "util.nest": ("nest",),
}
"""`tensorflow.python.<file>` -> homes of what it defines."""

RENAMED: dict[str, dict[str, str]] = {
    "python.client.device_lib": {"list_local_devices": "launcher.devices.list_local_devices"},
    "python.framework.ops": {"EagerTensor": "Tensor"},
    "python.framework.tensor_util": {"constant_value": "get_static_value"},
    "python.lib.io.file_io": {
        "FileIO": "io.gfile.GFile",
        "copy": "io.gfile.copy",
        "create_dir": "io.gfile.mkdir",
        "delete_file": "io.gfile.remove",
        "delete_recursively": "io.gfile.rmtree",
        "file_exists": "io.gfile.exists",
        "get_matching_files": "io.gfile.glob",
        "is_directory": "io.gfile.isdir",
        "list_directory": "io.gfile.listdir",
        "recursive_create_dir": "io.gfile.makedirs",
    },
    "python.ops.numpy_ops.np_config": {
        "enable_numpy_behavior": "experimental.numpy.experimental_enable_numpy_behavior"
    },
    "python.ops.resource_variable_ops": {"ResourceVariable": "Variable"},
    "python.training.py_checkpoint_reader": {"NewCheckpointReader": "train.load_checkpoint"},
}
"""Private file -> names in it whose public spelling differs."""

NAMESPACES = frozenset(
    {"python", "compat", "_api", "keras._tf_keras", "keras._v1", "keras._v2"}
    | {
        "python." + ".".join(parts[:length])
        for parts in (path.split(".") for path in _TENSORFLOW_FILES)
        for length in range(1, len(parts))
    }
)
"""Folders that hold only modules; importable, and empty where no home fills them."""


def path_below_tensorflow(name: str) -> str:
    """The path of an aliased module below `tensorflow`: `keras.src.ops` -> `keras.src.ops`,
    `tensorflow.python.keras` -> `python.keras`, `tf_keras.layers` -> `keras.layers`."""
    root, _, rest = name.partition(".")
    home = ROOTS.get(root, "")
    return f"{home}.{rest}" if home and rest else home or rest


def public_path(path: str) -> str:
    """`path` with a mirror of the public names taken out: `compat.v2.nn` -> `nn`."""
    for mirror, home in _MIRRORS:
        if path == mirror:
            return home
        if path.startswith(mirror + "."):
            return public_path(f"{home}.{path[len(mirror) + 1 :]}".removeprefix("."))
    return path


def private_homes(path: str) -> tuple[str, ...] | None:
    """Homes of a private module, the best first; None where `path` is not a private spelling.

    An empty tuple says: private, and nothing public holds its contents.
    """
    if path in NAMESPACES:
        return _TENSORFLOW_FILES.get(path.removeprefix("python."), ())
    for prefix in _PRIVATE_KERAS:
        if path == prefix:
            return ("keras",)
        if path.startswith(prefix + "."):
            return _keras_homes(path[len(prefix) + 1 :])
    if path.startswith("python."):
        return _TENSORFLOW_FILES.get(path[len("python.") :], ())
    if (path.startswith("keras.") and path.count(".") > 1) or path in _OLD_GROUPS:
        return _keras_homes(path.removeprefix("keras."))
    return None


def is_view(path: str) -> bool:
    """Whether `path` is private even where Pellucid has a module or file of that name.

    `keras.layers.core` held more in Keras than a Pellucid file of that name does.
    """
    old_file = path.startswith("keras.") and path.split(".")[2:3]
    return path.startswith(tuple(prefix + "." for prefix in _PRIVATE_KERAS)) or (
        bool(old_file) and old_file[0] in _OLD_KERAS_FILES
    )


def is_private_keras(path: str) -> bool:
    """Whether `path` is a private spelling inside Keras."""
    return path.startswith(("keras.", "python.keras.")) and path not in NAMESPACES


def is_old_name(path: str) -> bool:
    """Whether `path` is surely private, so that it may be added to a public package."""
    name = path.rpartition(".")[2]
    listed = name in _KERAS_FILES or name in _KERAS_GROUPS or name.endswith("_v2")
    return (listed and path.startswith("keras.")) or path in (*NAMESPACES, *_PRIVATE_KERAS)


def is_keras_file(name: str, public_names: set[str]) -> bool:
    """Whether `name` can be a file of private Keras: listed, or named after a public class."""
    if name in _KERAS_FILES or name in _KERAS_GROUPS:
        return True
    plain = name.removesuffix("_v2").replace("_", "")
    return plain in {public.lower() for public in public_names if public[:1].isupper()}


def _keras_homes(path: str) -> tuple[str, ...]:
    """Homes of `keras.src.<path>`: the public modules along the path, innermost first."""
    parts = path.split(".")
    along = [".".join(["keras", *parts[:length]]) for length in range(len(parts), 0, -1)]
    return (*along, *_KERAS_GROUPS.get(parts[0], ()), "keras")
