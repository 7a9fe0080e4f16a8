"""`tf.compat.v1.app`: start a program whose options are flags."""

from pellucid.compat.v1 import flags as flags
from pellucid.compat.v1.flags import run as run

__all__ = ["flags", "run"]
