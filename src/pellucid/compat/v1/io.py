"""`tf.compat.v1.io`: files and records."""

# A table of names, a line of them at a time.
# isort: off
# fmt: off
from pellucid.compat.v1.arrays import (
    decode_csv as decode_csv, decode_raw as decode_raw, parse_example as parse_example,
    parse_single_example as parse_single_example,
)
from pellucid.io import gfile as gfile
from pellucid.io.tf_record import (
    TFRecordCompressionType as TFRecordCompressionType, TFRecordOptions as TFRecordOptions,
    TFRecordWriter as TFRecordWriter, tf_record_iterator as tf_record_iterator,
)
from pellucid.queue import (
    PaddingFIFOQueue as PaddingFIFOQueue, PriorityQueue as PriorityQueue, QueueBase as QueueBase,
    RandomShuffleQueue as RandomShuffleQueue,
)
from pellucid.io import (
    decode_and_crop_jpeg as decode_and_crop_jpeg, decode_base64 as decode_base64,
    decode_bmp as decode_bmp, decode_compressed as decode_compressed, decode_gif as decode_gif,
    decode_image as decode_image, decode_jpeg as decode_jpeg,
    decode_json_example as decode_json_example, decode_png as decode_png,
    decode_proto as decode_proto, decode_webp as decode_webp,
    deserialize_many_sparse as deserialize_many_sparse, encode_base64 as encode_base64,
    encode_jpeg as encode_jpeg, encode_png as encode_png, encode_proto as encode_proto,
    extract_jpeg_shape as extract_jpeg_shape, FixedLenFeature as FixedLenFeature,
    FixedLenSequenceFeature as FixedLenSequenceFeature, is_jpeg as is_jpeg,
    match_filenames_once as match_filenames_once, matching_files as matching_files,
    parse_sequence_example as parse_sequence_example,
    parse_single_sequence_example as parse_single_sequence_example, parse_tensor as parse_tensor,
    RaggedFeature as RaggedFeature, read_file as read_file, serialize_tensor as serialize_tensor,
    SparseFeature as SparseFeature, VarLenFeature as VarLenFeature, write_file as write_file,
    write_graph as write_graph,
)
from pellucid.compat.v1.sparse_functions import (
    serialize_sparse as serialize_sparse, serialize_many_sparse as serialize_many_sparse,
)

__all__ = [
    "FixedLenFeature", "FixedLenSequenceFeature", "PaddingFIFOQueue", "PriorityQueue", "QueueBase",
    "RaggedFeature", "RandomShuffleQueue", "SparseFeature", "TFRecordCompressionType",
    "TFRecordOptions", "TFRecordWriter", "VarLenFeature", "decode_and_crop_jpeg", "decode_base64",
    "decode_bmp", "decode_compressed", "decode_csv", "decode_gif", "decode_image", "decode_jpeg",
    "decode_json_example", "decode_png", "decode_proto", "decode_raw", "decode_webp",
    "deserialize_many_sparse", "encode_base64", "encode_jpeg", "encode_png", "encode_proto",
    "extract_jpeg_shape", "gfile", "is_jpeg", "match_filenames_once", "matching_files",
    "parse_example", "parse_sequence_example", "parse_single_example",
    "parse_single_sequence_example", "parse_tensor", "read_file", "serialize_many_sparse",
    "serialize_sparse", "serialize_tensor", "tf_record_iterator", "write_file", "write_graph",
]
