"""`tf.io.decode_csv`: lines of comma separated values to a tensor for each column.

Reference: RFC 4180.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.string_elements import elements, vector
from pellucid.ops.string_numbers import parse_float, parse_integer
from pellucid.runtime.dispatch import op

_COLUMNS = frozenset({dtypes.float32, dtypes.float64, dtypes.int32, dtypes.int64, dtypes.string})

DecodeCSV = op(
    "DecodeCSV",
    "records: string, record_defaults: OUT_TYPE... -> output: OUT_TYPE...",
    field_delim=",",
    use_quote_delim=True,
    na_value="",
    select_cols=[],
    gradient=None,
)


@DecodeCSV.infer
def _(call: Any) -> Any:
    return [call.shape(0)] * len(call.attrs["OUT_TYPE"])


@DecodeCSV.kernel("host")
def _(
    records: Any,
    defaults: list[Any],
    field_delim: str,
    use_quote_delim: bool,
    na_value: str,
    select_cols: list[int],
) -> Any:
    if len(field_delim) != 1:
        raise ValueError(f"field_delim should be only 1 char, received {field_delim!r}")
    delimiter, missing = field_delim.encode(), (b"", na_value.encode())
    count = len(defaults)
    for i, default in enumerate(defaults):
        if np.size(default) > 1:
            raise ValueError(
                f"There should only be 1 default per field but field {i} has {np.size(default)}"
            )
    rows = []
    for number, record in enumerate(elements(records)):
        row = _fields(record, delimiter, use_quote_delim)
        if select_cols:
            row = [row[i] for i in select_cols if i < len(row)]
        if len(row) != count:
            raise ValueError(f"Expect {count} fields but have {len(row)} in record {number}")
        rows.append(row)
    found = []
    for column, default in enumerate(defaults):
        default = np.asarray(default)
        read = _reader(default.dtype)
        values = [
            _value(row[column], i, column, missing, default, read) for i, row in enumerate(rows)
        ]
        found.append(vector(values, default.dtype).reshape(np.shape(records)))
    return found


def _value(
    text: bytes,
    record: int,
    column: int,
    missing: tuple[bytes, ...],
    default: np.ndarray,
    read: Any,
) -> Any:
    if text in missing:
        if not default.size:
            raise ValueError(f"Field {column} is required but missing in record {record}!")
        return default.reshape(-1)[0]
    try:
        return read(text)
    except ValueError:
        raise ValueError(
            f"Field {column} in record {record} is not a valid {default.dtype}: "
            f"{text.decode(errors='replace')}"
        ) from None


def _reader(dtype: np.dtype) -> Any:
    if dtype.kind == "O":
        return bytes
    if dtype.kind == "f":
        return parse_float
    limits = np.iinfo(dtype)
    return lambda text: parse_integer(text, int(limits.min), int(limits.max))


_PLAIN = re.compile(rb'[\r\n"]')


def _fields(record: bytes, delimiter: bytes, quotes: bool) -> list[bytes]:
    """The fields of one line; a quoted one may hold delimiters, line ends and doubled quotes."""
    if not record:
        return []
    if not quotes:
        return record.split(delimiter)
    found, position = [], 0
    while position <= len(record):
        if record[position : position + 1] == b'"':
            field, position = _quoted(record, position + 1, delimiter)
        else:
            end = record.find(delimiter, position)
            end = len(record) if end < 0 else end
            field, position = record[position:end], end
            if _PLAIN.search(field):
                raise ValueError("Unquoted fields cannot have quotes/CRLFs inside")
        found.append(field)
        position += 1
    return found


def _quoted(record: bytes, start: int, delimiter: bytes) -> tuple[bytes, int]:
    """The field that begins after a quote, and where the delimiter after it stands."""
    pieces, position = [], start
    while True:
        end = record.find(b'"', position)
        if end < 0:
            raise ValueError("Quoted field has to end with quote followed by delim or end")
        pieces.append(record[position:end])
        after = record[end + 1 : end + 2]
        if after in (b"", delimiter):
            return b'"'.join(pieces), end + 1
        if after != b'"':
            raise ValueError("Quote inside a string has to be escaped by another quote")
        position = end + 2


def decode_csv(
    records: TensorLike,
    record_defaults: Sequence[Any],
    field_delim: str = ",",
    use_quote_delim: bool = True,
    na_value: str = "",
    select_cols: Sequence[int] | None = None,
    name: str | None = None,
) -> list[Tensor]:
    """A tensor for each column of comma separated values.

    Args:
        records: strings, one line each, any shape.
        record_defaults: for each column a value that gives its dtype (float32, float64, int32,
            int64, string) and stands in for empty fields; an empty tensor where a field must not
            be empty.
        field_delim: what separates fields, one character.
        use_quote_delim: whether fields may stand in double quotes.
        na_value: another text that means an empty field.
        select_cols: the numbers of the columns to take, in increasing order.

    Returns: a list of tensors of the shape of `records`.

    Raises:
        InvalidArgumentError: a line has another number of fields, or a field is no number.
        ValueError: `select_cols` does not increase, or does not fit `record_defaults`.

    Example:
        >>> [c.numpy().tolist() for c in tf.io.decode_csv(["1,a", "2,b"], [0, ""])]
        [[1, 2], [b'a', b'b']]
    """
    where = "tf.io.decode_csv"
    columns = [] if select_cols is None else [int(c) for c in select_cols]
    if any(a >= b for a, b in itertools.pairwise(columns)):
        raise ValueError(
            explain(f"{where} [select_cols]", "not strictly increasing", received=columns)
        )
    if columns and columns[0] < 0:
        raise ValueError(explain(f"{where} [select_cols]", "negative", received=columns))
    if select_cols is not None and len(columns) != len(record_defaults):
        raise ValueError(
            explain(
                f"{where} [select_cols]",
                "length is not that of record_defaults",
                expected=len(record_defaults),
                received=len(columns),
            )
        )
    defaults = [convert(d) for d in record_defaults]
    for number, default in enumerate(defaults):
        if default.dtype not in _COLUMNS:
            raise InvalidArgumentError(
                None,
                None,
                explain(
                    f"{where} [record_defaults]",
                    f"dtype of column {number}",
                    expected="float32, float64, int32, int64 or string",
                    received=default.dtype.name,
                ),
            )
        if default.shape.rank not in (0, 1, None):
            raise ValueError(
                explain(
                    f"{where} [record_defaults]",
                    f"column {number}",
                    expected="a scalar or vector",
                    received=default.shape,
                )
            )
    return DecodeCSV(
        records,
        defaults,
        field_delim=field_delim,
        use_quote_delim=use_quote_delim,
        na_value=na_value,
        select_cols=columns,
        name=name,
    )
