"""`tf.lookup.experimental`: tables whose entries come and go."""

from pellucid.ops.lookup_tables import (
    DenseHashTable as DenseHashTable,
    MutableHashTable as MutableHashTable,
)

__all__ = ["DenseHashTable", "MutableHashTable"]
