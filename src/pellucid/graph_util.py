"""`tf.graph_util`: graphs as data."""

from pellucid.function.import_graph_def import import_graph_def as import_graph_def

__all__ = ["import_graph_def"]
