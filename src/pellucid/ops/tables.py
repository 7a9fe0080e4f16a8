"""The ops on lookup tables: dictionaries of keys and values that live between calls.

A kernel gets the table's storage as `table`; `table.entries` is a Python dictionary.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import DType
from pellucid.core.errors import FailedPreconditionError, explain
from pellucid.graph.shape_rules import scalar, unknown
from pellucid.ops.string_elements import elements, vector
from pellucid.runtime.dispatch import op


class TableStorage:
    """The entries of a table.

    Attributes:
        entries: Python values of the keys to Python values (or arrays, with `value_shape`) of the
            values.
        key_shape, value_shape: the shape of one key and of one value.
        forbidden: keys that must not be used, and what they are.
        variable: the resource that stands for the table in graphs.
    """

    __slots__ = (
        "entries",
        "forbidden",
        "key_dtype",
        "key_shape",
        "value_dtype",
        "value_shape",
        "variable",
    )

    def __init__(
        self,
        key_dtype: DType,
        value_dtype: DType,
        key_shape: tuple[int, ...] = (),
        value_shape: tuple[int, ...] = (),
    ) -> None:
        self.entries: dict[Any, Any] = {}
        self.key_dtype, self.value_dtype = key_dtype, value_dtype
        self.key_shape, self.value_shape = key_shape, value_shape
        self.forbidden: dict[Any, str] = {}
        self.variable: Any = None

    def keys_of(self, array: Any) -> list[Any]:
        """The keys in an array, as the dictionary holds them."""
        if not self.key_shape:
            found = elements(array)
        else:
            rows = np.reshape(array, (-1, *self.key_shape))
            found = [tuple(row.reshape(-1).tolist()) for row in rows]
        for key, what in self.forbidden.items():
            if key in found:
                raise ValueError(f"Using the {what} as a table key is not allowed")
        return found

    def batch_of(self, keys: Any) -> tuple[int, ...]:
        """The shape of an array of keys without that of a key itself.

        Raises:
            ValueError: it does not end with the shape of a key.
        """
        shape, rank = np.shape(keys), len(self.key_shape)
        if rank and shape[-rank:] != self.key_shape:
            problem, expected = (
                "the keys have another shape",
                f"[..., {str(list(self.key_shape))[1:]}",
            )
            raise ValueError(explain("", problem, expected=expected, received=list(shape)))
        return shape[: len(shape) - rank]

    def values_of(self, keys: Any, values: Any) -> list[Any]:
        """The values that belong to an array of keys.

        Raises:
            ValueError: their number is not that of the keys.
        """
        expected = [*self.batch_of(keys), *self.value_shape]
        if list(np.shape(values)) != expected:
            received = list(np.shape(values))
            problem = "there must be one value for each key"
            raise ValueError(explain("", problem, expected=f"shape {expected}", received=received))
        if not self.value_shape:
            return elements(values)
        return list(np.array(values).reshape(-1, *self.value_shape))

    def key_array(self) -> np.ndarray:
        """All keys."""
        keys = list(self.entries)
        if not self.key_shape:
            return vector(keys, self.key_dtype.np_dtype)
        return np.array(keys, self.key_dtype.np_dtype).reshape(-1, *self.key_shape)

    def value_array(self, values: list[Any]) -> np.ndarray:
        """Values as an array."""
        if not self.value_shape:
            return vector(values, self.value_dtype.np_dtype)
        made = np.empty((len(values), *self.value_shape), self.value_dtype.np_dtype)
        for row, value in enumerate(values):
            made[row] = value
        return made


class TableResource:
    """What stands for a table among the inputs of an op."""

    dtype = dtypes.resource
    dims = ()

    def __init__(self, storage: TableStorage) -> None:
        self._storage = storage
        storage.variable = self

    @property
    def handle(self) -> TableStorage:
        """The table's storage."""
        return self._storage


LookupTableFindV2 = op(
    "LookupTableFindV2",
    "table_handle: resource, keys: Tin, default_value: Tout -> values: Tout",
    stateful=True,
    infer=unknown,
    gradient=None,
)


@LookupTableFindV2.kernel("host")
def _(table: TableStorage, keys: Any, default: Any) -> Any:
    batch = table.batch_of(keys)
    names = table.keys_of(keys)
    if np.shape(default) == table.value_shape:
        single = elements(default)[0] if not table.value_shape else np.asarray(default)
        found = [table.entries.get(name, single) for name in names]
    else:
        defaults = table.values_of(keys, default)
        found = [table.entries.get(n, d) for n, d in zip(names, defaults, strict=True)]
    return table.value_array(found).reshape((*batch, *table.value_shape))


LookupTableInsertV2 = op(
    "LookupTableInsertV2",
    "table_handle: resource, keys: Tin, values: Tout ->",
    stateful=True,
    gradient=None,
)


@LookupTableInsertV2.kernel("host")
def _(table: TableStorage, keys: Any, values: Any) -> None:
    new = table.values_of(keys, values)
    table.entries.update(zip(table.keys_of(keys), new, strict=True))


LookupTableImportV2 = op(
    "LookupTableImportV2",
    "table_handle: resource, keys: Tin, values: Tout ->",
    stateful=True,
    gradient=None,
)


@LookupTableImportV2.kernel("host")
def _(table: TableStorage, keys: Any, values: Any) -> None:
    """What a static table begins with: no key may have two values."""
    if np.shape(keys) != np.shape(values):
        raise ValueError(
            explain("", "the shapes of keys and values differ", expected=np.shape(keys),
                    received=np.shape(values))
        )  # fmt: skip
    for key, value in zip(table.keys_of(keys), elements(values), strict=True):
        if table.entries.setdefault(key, value) != value:
            text = explain("tf.lookup", f"key {key!r} has two values",
                           expected=repr(table.entries[key]), received=repr(value))  # fmt: skip
            raise FailedPreconditionError(None, None, text)


LookupTableRemoveV2 = op(
    "LookupTableRemoveV2", "table_handle: resource, keys: Tin ->", stateful=True, gradient=None
)


@LookupTableRemoveV2.kernel("host")
def _(table: TableStorage, keys: Any) -> None:
    for key in table.keys_of(keys):
        table.entries.pop(key, None)


LookupTableSizeV2 = op(
    "LookupTableSizeV2",
    "table_handle: resource -> size: int64",
    stateful=True,
    infer=scalar,
    gradient=None,
)


@LookupTableSizeV2.kernel("host")
def _(table: TableStorage) -> Any:
    return np.int64(len(table.entries))


LookupTableExportV2 = op(
    "LookupTableExportV2",
    "table_handle: resource -> keys: Tkeys, values: Tvalues",
    stateful=True,
    infer=unknown,
    gradient=None,
)


@LookupTableExportV2.kernel("host")
def _(table: TableStorage) -> Any:
    return table.key_array(), table.value_array(list(table.entries.values()))
