"""`tf.compat.v1.summary`: summaries of a graph, which are not supported."""

# A table of names, a line of them at a time.
# isort: off
# fmt: off
from pellucid.compat.v1.refused import (
    FileWriter as FileWriter, histogram as histogram, image as image, merge_all as merge_all,
    scalar as scalar,
)

__all__ = [
    "FileWriter", "histogram", "image", "merge_all", "scalar",
]
