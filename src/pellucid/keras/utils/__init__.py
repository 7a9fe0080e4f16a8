"""Utilities of Keras."""

from pellucid.keras.backend import (
    clear_session as clear_session,
    is_keras_tensor as is_keras_tensor,
    standardize_dtype as standardize_dtype,
)
from pellucid.keras.config import (
    disable_interactive_logging as disable_interactive_logging,
    enable_interactive_logging as enable_interactive_logging,
    is_interactive_logging_enabled as is_interactive_logging_enabled,
)
from pellucid.keras.models.graph import get_source_inputs as get_source_inputs
from pellucid.keras.saving.object_registry import (
    CustomObjectScope as CustomObjectScope,
    custom_object_scope as custom_object_scope,
    get_custom_objects as get_custom_objects,
    get_registered_name as get_registered_name,
    get_registered_object as get_registered_object,
    register_keras_serializable as register_keras_serializable,
)
from pellucid.keras.saving.serialization import (
    deserialize_keras_object as deserialize_keras_object,
    serialize_keras_object as serialize_keras_object,
)
from pellucid.keras.training.py_dataset import PyDataset as PyDataset, PyDataset as Sequence
from pellucid.keras.utils.get_file import get_file as get_file
from pellucid.keras.utils.numerical import normalize as normalize, to_categorical as to_categorical
from pellucid.keras.utils.progbar import Progbar as Progbar
from pellucid.keras.utils.random_seed import set_random_seed as set_random_seed
from pellucid.keras.utils.sample_weight import (
    pack_x_y_sample_weight as pack_x_y_sample_weight,
    unpack_x_y_sample_weight as unpack_x_y_sample_weight,
)
from pellucid.keras.utils.sequences import pad_sequences as pad_sequences

__all__ = [
    "CustomObjectScope",
    "Progbar",
    "PyDataset",
    "Sequence",
    "clear_session",
    "custom_object_scope",
    "deserialize_keras_object",
    "disable_interactive_logging",
    "enable_interactive_logging",
    "get_custom_objects",
    "get_file",
    "get_registered_name",
    "get_registered_object",
    "get_source_inputs",
    "is_interactive_logging_enabled",
    "is_keras_tensor",
    "normalize",
    "pack_x_y_sample_weight",
    "pad_sequences",
    "register_keras_serializable",
    "serialize_keras_object",
    "set_random_seed",
    "standardize_dtype",
    "to_categorical",
    "unpack_x_y_sample_weight",
]
