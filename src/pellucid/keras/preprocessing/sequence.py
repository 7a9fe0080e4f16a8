"""Sequences: pad_sequences, skipgrams, make_sampling_table."""

from pellucid.keras.utils.sequences import pad_sequences as pad_sequences
from pellucid.keras.utils.skipgrams import (
    make_sampling_table as make_sampling_table,
    skipgrams as skipgrams,
)

__all__ = ["make_sampling_table", "pad_sequences", "skipgrams"]
