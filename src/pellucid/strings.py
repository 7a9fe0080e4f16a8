"""`tf.strings`: strings of bytes, and text in them."""

from pellucid.ops.regex import regex_full_match as regex_full_match, regex_replace as regex_replace
from pellucid.ops.string_basic import (
    length as length,
    lower as lower,
    strip as strip,
    substr as substr,
    upper as upper,
)
from pellucid.ops.string_format import format as format
from pellucid.ops.string_hash import (
    to_hash_bucket as to_hash_bucket,
    to_hash_bucket_fast as to_hash_bucket_fast,
    to_hash_bucket_strong as to_hash_bucket_strong,
)
from pellucid.ops.string_join import (
    join as join,
    ngrams as ngrams,
    reduce_join as reduce_join,
    unsorted_segment_join as unsorted_segment_join,
)
from pellucid.ops.string_numbers import as_string as as_string, to_number as to_number
from pellucid.ops.string_split import bytes_split as bytes_split, split as split
from pellucid.ops.unicode import (
    unicode_decode as unicode_decode,
    unicode_decode_with_offsets as unicode_decode_with_offsets,
    unicode_encode as unicode_encode,
    unicode_script as unicode_script,
    unicode_split as unicode_split,
    unicode_split_with_offsets as unicode_split_with_offsets,
    unicode_transcode as unicode_transcode,
)

__all__ = [
    "as_string",
    "bytes_split",
    "format",
    "join",
    "length",
    "lower",
    "ngrams",
    "reduce_join",
    "regex_full_match",
    "regex_replace",
    "split",
    "strip",
    "substr",
    "to_hash_bucket",
    "to_hash_bucket_fast",
    "to_hash_bucket_strong",
    "to_number",
    "unicode_decode",
    "unicode_decode_with_offsets",
    "unicode_encode",
    "unicode_script",
    "unicode_split",
    "unicode_split_with_offsets",
    "unicode_transcode",
    "unsorted_segment_join",
    "upper",
]
