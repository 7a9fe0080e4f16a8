"""`tf.compat.v1.strings`: text."""

# A table of names, a line of them at a time.
# isort: off
# fmt: off
from pellucid.compat.v1.arrays import (
    strings_length as length, reduce_join as reduce_join, strings_split as split, substr as substr,
    string_to_hash_bucket as to_hash_bucket, string_to_number as to_number,
)
from pellucid.strings import (
    as_string as as_string, bytes_split as bytes_split, format as format, join as join,
    lower as lower, ngrams as ngrams, regex_full_match as regex_full_match,
    regex_replace as regex_replace, strip as strip, to_hash_bucket_fast as to_hash_bucket_fast,
    to_hash_bucket_strong as to_hash_bucket_strong, unicode_decode as unicode_decode,
    unicode_decode_with_offsets as unicode_decode_with_offsets, unicode_encode as unicode_encode,
    unicode_script as unicode_script, unicode_split as unicode_split,
    unicode_split_with_offsets as unicode_split_with_offsets,
    unicode_transcode as unicode_transcode, unsorted_segment_join as unsorted_segment_join,
    upper as upper,
)

__all__ = [
    "as_string", "bytes_split", "format", "join", "length", "lower", "ngrams", "reduce_join",
    "regex_full_match", "regex_replace", "split", "strip", "substr", "to_hash_bucket",
    "to_hash_bucket_fast", "to_hash_bucket_strong", "to_number", "unicode_decode",
    "unicode_decode_with_offsets", "unicode_encode", "unicode_script", "unicode_split",
    "unicode_split_with_offsets", "unicode_transcode", "unsorted_segment_join", "upper",
]
