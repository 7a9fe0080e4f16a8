"""What static tables begin with: entries from tensors or from a text file."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import context, dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.static import static_value
from pellucid.ops.files import read_file
from pellucid.ops.string_elements import elements, vector
from pellucid.ops.string_numbers import parse_float, parse_integer


class TableInitializer:
    """Base of the initializers: the dtypes, and `entries()` with all keys and values."""

    def __init__(self, key_dtype: DTypeLike, value_dtype: DTypeLike) -> None:
        self._key_dtype = as_dtype(key_dtype)
        self._value_dtype = as_dtype(value_dtype)

    @property
    def key_dtype(self) -> DType:
        """The dtype of the keys."""
        return self._key_dtype

    @property
    def value_dtype(self) -> DType:
        """The dtype of the values."""
        return self._value_dtype

    def entries(self) -> tuple[Any, Any]:
        """All keys and all values."""
        raise NotImplementedError("a TableInitializer must define `entries`")


class KeyValueTensorInitializer(TableInitializer):
    """Keys and values from two tensors.

    Args:
        keys: the keys.
        values: the values, of the same shape.
        key_dtype, value_dtype: their dtypes, needed only where the values do not say.
        name: a name.
    """

    def __init__(
        self,
        keys: TensorLike,
        values: TensorLike,
        key_dtype: DTypeLike | None = None,
        value_dtype: DTypeLike | None = None,
        name: str | None = None,
    ) -> None:
        with context.building(None):
            self._keys = _known(keys, key_dtype)
            self._values = _known(values, value_dtype)
        self._name = name or "key_value_init"
        super().__init__(self._keys.dtype, self._values.dtype)

    def entries(self) -> tuple[Any, Any]:
        """All keys and all values."""
        return self._keys, self._values


def _known(values: TensorLike, dtype: DTypeLike | None) -> Tensor:
    tensor = convert(values, None if dtype is None else as_dtype(dtype))
    if isinstance(tensor, EagerTensor):
        return tensor
    found = static_value(tensor)
    if found is None:
        raise TypeError(
            "tf.lookup.KeyValueTensorInitializer [keys, values]: they must be known; received "
            f"{tensor}, a tensor of a graph. Fix: make the table outside of the tf.function."
        )
    return convert(found, tensor.dtype)


class TextFileIndex:
    """What `TextFileInitializer` takes of a line beside the number of a column."""

    WHOLE_LINE = -2
    LINE_NUMBER = -1


class TextFileInitializer(TableInitializer):
    r"""Keys and values from the lines of a text file.

    Args:
        filename: the file; it is read when a table is made.
        key_dtype: the dtype of the keys.
        key_index: where they stand: `TextFileIndex.WHOLE_LINE`, `LINE_NUMBER` (from 0), or the
            number of a column.
        value_dtype: the dtype of the values.
        value_index: where they stand, in the same way.
        vocab_size: the number of lines to read; by default all.
        delimiter: what separates columns.
        name: a name.
        value_index_offset: added to values that are line numbers.

    Raises:
        ValueError: no file name, an index below -2, or a dtype that does not fit an index.
    """

    def __init__(
        self,
        filename: Any,
        key_dtype: DTypeLike,
        key_index: int,
        value_dtype: DTypeLike,
        value_index: int,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str | None = None,
        value_index_offset: int = 0,
    ) -> None:
        super().__init__(key_dtype, value_dtype)
        if not isinstance(filename, EagerTensor) and not filename:
            raise ValueError("`filename` argument required for tf.lookup.TextFileInitializer")
        self._filename = filename
        self._key_index, self._value_index = key_index, value_index
        self._vocab_size, self._delimiter, self._offset = vocab_size, delimiter, value_index_offset
        self._name = name or "text_file_init"
        self._check("key", key_index, self._key_dtype)
        self._check("value", value_index, self._value_dtype)

    def _check(self, what: str, index: int, dtype: DType) -> None:
        where = f"tf.lookup.TextFileInitializer [{what}_dtype]"
        if index < TextFileIndex.WHOLE_LINE:
            raise ValueError(f"`{what}_index` should be >= -2, received: {index}.")
        if index == TextFileIndex.LINE_NUMBER and dtype is not dtypes.int64:
            raise ValueError(
                explain(
                    where,
                    f"`{what}_dtype` must be int64 if `{what}_index` is -1",
                    received=dtype.name,
                )
            )
        whole = dtypes.string, dtypes.int32, dtypes.int64
        if index == TextFileIndex.WHOLE_LINE and dtype not in whole:
            raise ValueError(
                explain(
                    where,
                    f"must be a string or integer if `{what}_index` is -2",
                    received=dtype.name,
                )
            )

    def entries(self) -> tuple[Any, Any]:
        """All keys and all values.

        Raises:
            NotFoundError: there is no such file.
            InvalidArgumentError: a line lacks a column or a number, or there are fewer than
                `vocab_size` lines.
        """
        with context.building(None):
            text = read_file(self._filename).array()
        lines = [line.rstrip(b"\r") for line in elements(text)[0].split(b"\n")]
        lines = lines[:-1] if lines and not lines[-1] else lines
        size = self._vocab_size
        if size is not None and size > 0:
            if size > len(lines):
                raise self._failure(
                    f"Invalid vocab_size: expected {size} lines, but got {len(lines)}"
                )
            lines = lines[:size]
        keys = self._column(lines, self._key_index, self._key_dtype, 0)
        return keys, self._column(lines, self._value_index, self._value_dtype, self._offset)

    def _column(self, lines: list[bytes], index: int, dtype: DType, offset: int) -> EagerTensor:
        if index == TextFileIndex.LINE_NUMBER:
            return EagerTensor(np.arange(offset, len(lines) + offset))
        texts = lines
        if index >= 0:
            rows = [line.split(self._delimiter.encode()) for line in lines]
            short = next((i for i, row in enumerate(rows) if len(row) <= index), None)
            if short is not None:
                raise self._failure(
                    f"Invalid number of columns in line {short}: {lines[short][:80]!r}, "
                    f"expected more than {index}"
                )
            texts = [row[index] for row in rows]
        try:
            return EagerTensor(vector([_read(t, dtype) for t in texts], dtype.np_dtype))
        except ValueError as error:
            raise self._failure(str(error)) from error

    def _failure(self, text: str) -> InvalidArgumentError:
        return InvalidArgumentError(
            None, None, f"tf.lookup.TextFileInitializer [filename]: {self._filename}: {text}"
        )


def _read(text: bytes, dtype: DType) -> Any:
    if dtype is dtypes.string:
        return text
    if dtype.is_floating:
        return parse_float(text)
    return parse_integer(text, int(dtype.min), int(dtype.max))
