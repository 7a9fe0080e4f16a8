"""`tf.compat.v1.io`: files and records."""

# A table of names, a line of them at a time.
# isort: off
# fmt: off
from pellucid.compat.v1.arrays import (
    decode_csv as decode_csv, decode_raw as decode_raw, parse_example as parse_example,
    parse_single_example as parse_single_example,
)
from pellucid.io import (
    decode_base64 as decode_base64, decode_compressed as decode_compressed,
    decode_json_example as decode_json_example, deserialize_many_sparse as deserialize_many_sparse,
    encode_base64 as encode_base64, FixedLenFeature as FixedLenFeature,
    FixedLenSequenceFeature as FixedLenSequenceFeature,
    match_filenames_once as match_filenames_once, matching_files as matching_files,
    parse_sequence_example as parse_sequence_example,
    parse_single_sequence_example as parse_single_sequence_example, parse_tensor as parse_tensor,
    RaggedFeature as RaggedFeature, read_file as read_file, serialize_tensor as serialize_tensor,
    SparseFeature as SparseFeature, VarLenFeature as VarLenFeature, write_file as write_file,
    write_graph as write_graph,
)

__all__ = [
    "FixedLenFeature", "FixedLenSequenceFeature", "RaggedFeature", "SparseFeature", "VarLenFeature",
    "decode_base64", "decode_compressed", "decode_csv", "decode_json_example", "decode_raw",
    "deserialize_many_sparse", "encode_base64", "match_filenames_once", "matching_files",
    "parse_example", "parse_sequence_example", "parse_single_example",
    "parse_single_sequence_example", "parse_tensor", "read_file", "serialize_tensor", "write_file",
    "write_graph",
]
