"""`tf.experimental.extension_type`: the fields of extension types."""

from pellucid.core.extension_type import as_dict as as_dict

__all__ = ["as_dict"]
