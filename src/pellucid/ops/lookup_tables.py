"""`tf.lookup`: tables that map keys to values, eagerly and inside `tf.function`.

StaticHashTable          entries are given once
StaticVocabularyTable    words to numbers, unknown ones to buckets behind them
MutableHashTable         entries come and go
DenseHashTable           the same, with two keys that must not be used
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import context, dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import InvalidArgumentError, NotFoundError, explain
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.ops.casting import cast
from pellucid.ops.comparison import not_equal
from pellucid.ops.gather import where
from pellucid.ops.ragged_tensor import RaggedTensor
from pellucid.ops.sparse_tensor import SparseTensor
from pellucid.ops.string_hash import to_hash_bucket_fast
from pellucid.ops.string_numbers import as_string
from pellucid.ops.table_initializers import TableInitializer
from pellucid.ops.tables import (
    LookupTableExportV2,
    LookupTableFindV2,
    LookupTableImportV2,
    LookupTableInsertV2,
    LookupTableRemoveV2,
    LookupTableSizeV2,
    TableResource,
    TableStorage,
)

_KEYS = frozenset({dtypes.int32, dtypes.int64, dtypes.string})


class LookupTable:
    """What all tables have: dtypes, `table[keys]`, `size`; each defines `lookup` itself."""

    lookup: Any
    resource_handle: Any

    def __init__(self, key_dtype: DTypeLike, value_dtype: DTypeLike, name: str | None) -> None:
        self._key_dtype, self._value_dtype = as_dtype(key_dtype), as_dtype(value_dtype)
        self._name = name

    @property
    def key_dtype(self) -> DType:
        """The dtype of the keys."""
        return self._key_dtype

    @property
    def value_dtype(self) -> DType:
        """The dtype of the values."""
        return self._value_dtype

    @property
    def name(self) -> str | None:
        """The name that the table was given."""
        return self._name

    def size(self, name: str | None = None) -> Tensor:
        """The number of entries, int64."""
        return LookupTableSizeV2(self.resource_handle, name=name)

    def __getitem__(self, keys: Any) -> Any:
        return self.lookup(keys)

    def _check_keys(self, keys: Any) -> Any:
        """`keys` as tensors; of a sparse or ragged tensor the values.

        Raises:
            TypeError: their dtype is another one.
        """
        if isinstance(keys, SparseTensor | RaggedTensor):
            found: Any = keys
        else:
            found = convert(keys, None if isinstance(keys, Tensor) else self._key_dtype)
        if found.dtype is not self._key_dtype:
            raise TypeError(
                explain(
                    "tf.lookup [keys]",
                    "wrong dtype",
                    expected=self._key_dtype.name,
                    received=found.dtype.name,
                )
            )
        return found


def _apply(keys: Any, find: Any) -> Any:
    """`find` on the keys, or on the values of a sparse or ragged tensor of keys."""
    if isinstance(keys, SparseTensor):
        return SparseTensor(keys.indices, find(keys.values), keys.dense_shape)
    if isinstance(keys, RaggedTensor):
        return keys.with_flat_values(find(keys.flat_values))
    return find(keys)


def _check_key_dtype(dtype: DType, where: str) -> None:
    if dtype not in _KEYS:
        text = explain(
            f"{where} [key_dtype]",
            "no table has such keys",
            expected="int32, int64 or string",
            received=dtype.name,
        )
        raise NotFoundError(None, None, text)


class StaticHashTable(LookupTable):
    """A table whose entries are given once.

    Args:
        initializer: where they come from: `KeyValueTensorInitializer` or `TextFileInitializer`.
        default_value: the value of keys that are not in the table, a scalar.
        name: a name.
        experimental_is_anonymous: whether the table belongs to this object alone; here it always
            does.

    Raises:
        FailedPreconditionError: a key has two values.

    Example:
        >>> init = tf.lookup.KeyValueTensorInitializer(["a", "b"], [1, 2])
        >>> table = tf.lookup.StaticHashTable(init, default_value=-1)
        >>> table.lookup(tf.constant(["b", "z"])).numpy().tolist()
        [2, -1]
    """

    def __init__(
        self,
        initializer: TableInitializer,
        default_value: Any,
        name: str | None = None,
        experimental_is_anonymous: bool = False,
    ) -> None:
        super().__init__(initializer.key_dtype, initializer.value_dtype, name)
        _check_key_dtype(self._key_dtype, "tf.lookup.StaticHashTable")
        self._initializer = initializer
        self._resource = TableResource(TableStorage(self._key_dtype, self._value_dtype))
        with context.building(None):
            self._default = convert(default_value, self._value_dtype)
            self._default.shape.assert_is_compatible_with([])
            keys, values = initializer.entries()
            LookupTableImportV2(self._resource, keys, values)

    @property
    def resource_handle(self) -> Any:
        """What stands for the table among the inputs of an op."""
        return self._resource

    @property
    def default_value(self) -> Tensor:
        """The value of keys that are not in the table."""
        return self._default

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The values of keys, the default value for those that are not in the table.

        Args:
            keys: a tensor, SparseTensor or RaggedTensor of the table's key dtype.

        Raises:
            TypeError: the dtype is another one.
        """

        def find(one: Any) -> Tensor:
            found = LookupTableFindV2(self._resource, one, self._default, name=name)
            found.set_shape(one.shape)
            return found

        return _apply(self._check_keys(keys), find)

    def export(self, name: str | None = None) -> tuple[Tensor, Tensor]:
        """All keys and all values."""
        keys, values = LookupTableExportV2(
            self._resource, Tkeys=self._key_dtype, Tvalues=self._value_dtype, name=name
        )
        return keys, values


class StaticVocabularyTable(LookupTable):
    """Words to numbers; unknown ones go to buckets behind the vocabulary, by their fingerprint.

    Args:
        initializer: the vocabulary, with int64 values; None if there is none.
        num_oov_buckets: the number of buckets for unknown words.
        lookup_key_dtype: the dtype of the keys that are looked up, if it is not the vocabulary's.
        name: a name.
        experimental_is_anonymous: whether the table belongs to this object alone; here it always
            does.

    Raises:
        ValueError: there are no buckets.
        TypeError: keys are neither integers nor strings, or values not int64.
    """

    def __init__(
        self,
        initializer: TableInitializer | None,
        num_oov_buckets: int,
        lookup_key_dtype: DTypeLike | None = None,
        name: str | None = None,
        experimental_is_anonymous: bool = False,
    ) -> None:
        if num_oov_buckets <= 0:
            raise ValueError(
                explain(
                    "tf.lookup.StaticVocabularyTable [num_oov_buckets]",
                    "must be > 0",
                    received=num_oov_buckets,
                    fix="tf.lookup.StaticHashTable, if no bucket is wanted",
                )
            )
        wanted = None if lookup_key_dtype is None else as_dtype(lookup_key_dtype)
        self._table: StaticHashTable | None = None
        known = dtypes.string
        if initializer is not None:
            known = initializer.key_dtype
            _check_vocabulary(initializer, wanted)
            self._table = StaticHashTable(initializer, default_value=-1)
        super().__init__(wanted or known, dtypes.int64, name)
        self._buckets = num_oov_buckets

    @property
    def resource_handle(self) -> Any:
        """What stands for the vocabulary among the inputs of an op; None without one."""
        return None if self._table is None else self._table.resource_handle

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The numbers of words.

        Args:
            keys: a tensor, SparseTensor or RaggedTensor of the table's key dtype.

        Returns: int64 numbers.

        Raises:
            TypeError: the dtype is another one.
        """
        return _apply(self._check_keys(keys), lambda one: self._numbers(one, name))

    def _numbers(self, keys: Tensor, name: str | None) -> Tensor:
        words = keys if keys.dtype is dtypes.string else as_string(keys)
        bucket = to_hash_bucket_fast(words, self._buckets, name=name)
        if self._table is None:
            return bucket
        if self._table.key_dtype is not keys.dtype:
            keys = cast(keys, self._table.key_dtype)
        found = self._table.lookup(keys)
        return where(
            not_equal(found, self._table.default_value), found, bucket + self._table.size()
        )

    def size(self, name: str | None = None) -> Tensor:
        """The number of words in the vocabulary and of buckets, int64."""
        buckets = convert(self._buckets, dtypes.int64)
        return buckets if self._table is None else self._table.size(name) + buckets


def _wrong_dtype(what: str, expected: str, received: DType) -> str:
    where = f"tf.lookup.StaticVocabularyTable [{what}]"
    return explain(where, "another dtype is needed", expected=expected, received=received.name)


def _check_vocabulary(initializer: TableInitializer, wanted: DType | None) -> None:
    if initializer.value_dtype is not dtypes.int64:
        raise TypeError(_wrong_dtype("value_dtype", "tf.int64", initializer.value_dtype))
    if initializer.key_dtype not in (dtypes.int64, dtypes.string):
        expected = "tf.int64 or tf.string"
        raise TypeError(_wrong_dtype("key_dtype", expected, initializer.key_dtype))
    if wanted is not None and wanted.is_integer != initializer.key_dtype.is_integer:
        expected = "an integer dtype" if initializer.key_dtype.is_integer else "tf.string"
        raise TypeError(_wrong_dtype("lookup_key_dtype", expected, wanted))


class _ChangingTable(LookupTable):
    """A table whose entries come and go."""

    def __init__(
        self,
        key_dtype: DTypeLike,
        value_dtype: DTypeLike,
        default_value: TensorLike,
        name: str = "MutableHashTable",
        checkpoint: bool = True,
        experimental_is_anonymous: bool = False,
    ) -> None:
        super().__init__(key_dtype, value_dtype, name)
        _check_key_dtype(self._key_dtype, f"tf.lookup.experimental.{type(self).__name__}")
        with context.building(None):
            self._default = convert(default_value, self._value_dtype)
        self._value_shape = tuple(int(d or 0) for d in self._default.shape.as_list())
        self._checkpoint = checkpoint
        self._resource = TableResource(self._storage())

    def _storage(self) -> TableStorage:
        return TableStorage(self._key_dtype, self._value_dtype, (), self._value_shape)

    @property
    def resource_handle(self) -> Any:
        """What stands for the table among the inputs of an op."""
        return self._resource

    def _find(self, keys: Any, default: Tensor, name: str | None) -> Any:
        rank = len(self._resource.handle.key_shape)

        def find(one: Any) -> Tensor:
            found = LookupTableFindV2(self._resource, one, default, name=name)
            if one.shape.rank is not None:
                batch = one.shape.as_list()[: one.shape.rank - rank]
                found.set_shape([*batch, *self._value_shape])
            return found

        return _apply(self._check_keys(keys), find)

    def insert(self, keys: TensorLike, values: TensorLike, name: str | None = None) -> Any:
        """Set the values of keys.

        Args:
            keys: keys of any shape.
            values: their values, of the keys' shape and that of a value.

        Raises:
            InvalidArgumentError: the number of values is not that of the keys.
        """
        found = convert(values, self._value_dtype)
        return LookupTableInsertV2(self._resource, self._check_keys(keys), found, name=name)

    def remove(self, keys: TensorLike, name: str | None = None) -> Any:
        """Take keys out of the table; those that are not in it are ignored."""
        return LookupTableRemoveV2(self._resource, self._check_keys(keys), name=name)

    def export(self, name: str | None = None) -> tuple[Tensor, Tensor]:
        """All keys and all values."""
        keys, values = LookupTableExportV2(
            self._resource, Tkeys=self._key_dtype, Tvalues=self._value_dtype, name=name
        )
        values.set_shape(TensorShape([None, *self._value_shape]))
        return keys, values


class MutableHashTable(_ChangingTable):
    """A table whose entries come and go.

    Args:
        key_dtype: int32, int64 or string.
        value_dtype: the dtype of the values.
        default_value: the value of keys that are not in the table; its shape is that of all values.
        name: a name.
        checkpoint: whether checkpoints hold the entries.
        experimental_is_anonymous: whether the table belongs to this object alone; here it always
            does.

    Example:
        >>> table = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, default_value=-1)
        >>> table.insert(["a"], [5])
        >>> table.lookup(["a", "b"]).numpy().tolist()
        [5, -1]
    """

    def lookup(
        self, keys: Any, dynamic_default_values: TensorLike | None = None, name: str | None = None
    ) -> Any:
        """The values of keys.

        Args:
            keys: a tensor or RaggedTensor of the table's key dtype.
            dynamic_default_values: for each key its value if it is not in the table; by default
                the table's one.

        Raises:
            TypeError: the dtype is another one.
        """
        default = self._default
        if dynamic_default_values is not None:
            default = convert(dynamic_default_values, self._value_dtype)
        return self._find(keys, default, name)


class DenseHashTable(_ChangingTable):
    """A table whose entries come and go, with two keys that must not be used.

    Args:
        key_dtype: int32, int64 or string.
        value_dtype: the dtype of the values.
        default_value: the value of keys that are not in the table; its shape is that of all values.
        empty_key: a key that must not be used; its shape is that of all keys.
        deleted_key: another one.
        initial_num_buckets: room for entries to begin with, a power of two; without effect here.
        name: a name.
        checkpoint: whether checkpoints hold the entries.
        experimental_is_anonymous: whether the table belongs to this object alone; here it always
            does.

    Raises:
        InvalidArgumentError: the two keys are equal, or the number of buckets is no power of two
            from 4 on.
    """

    def __init__(
        self,
        key_dtype: DTypeLike,
        value_dtype: DTypeLike,
        default_value: TensorLike,
        empty_key: TensorLike,
        deleted_key: TensorLike,
        initial_num_buckets: int | None = None,
        name: str = "MutableDenseHashTable",
        checkpoint: bool = True,
        experimental_is_anonymous: bool = False,
    ) -> None:
        where = "tf.lookup.experimental.DenseHashTable"
        with context.building(None):
            self._empty = convert(empty_key, as_dtype(key_dtype)).array()
            self._deleted = convert(deleted_key, as_dtype(key_dtype)).array()
        if np.array_equal(self._empty, self._deleted):
            text = explain(
                f"{where} [deleted_key]",
                "empty and deleted keys cannot be equal",
                received=repr(deleted_key),
            )
            raise InvalidArgumentError(None, None, text)
        buckets = 2**17 if initial_num_buckets is None else initial_num_buckets
        if buckets < 4 or buckets & (buckets - 1):
            text = explain(
                f"{where} [initial_num_buckets]",
                "not possible",
                expected="a power of two, at least 4",
                received=buckets,
            )
            raise InvalidArgumentError(None, None, text)
        super().__init__(
            key_dtype, value_dtype, default_value, name, checkpoint, experimental_is_anonymous
        )

    def _storage(self) -> TableStorage:
        storage = TableStorage(
            self._key_dtype, self._value_dtype, np.shape(self._empty), self._value_shape
        )
        for key, what in ((self._empty, "empty_key"), (self._deleted, "deleted_key")):
            storage.forbidden[storage.keys_of(key)[0]] = what
        return storage

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The values of keys, the default value for those that are not in the table.

        Raises:
            TypeError: the dtype is another one.
            InvalidArgumentError: a key must not be used.
        """
        return self._find(keys, self._default, name)
