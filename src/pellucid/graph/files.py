"""Graphs in files."""

from __future__ import annotations

import os
from typing import Any

from pellucid.core.messages import is_graph_def


def write_graph(
    graph_or_graph_def: Any, logdir: str | os.PathLike[str], name: str, as_text: bool = True
) -> str:
    """Write a graph into a file; what was there is replaced at once, never half.

    Args:
        graph_or_graph_def: a `tf.Graph` or GraphDef.
        logdir: the folder; it is made if it is not there.
        name: the file's name.
        as_text: as text that can be read, or as bytes.

    Returns: the file's path.

    Raises:
        ValueError: a node has no counterpart in TensorFlow.

    Example:
        >>> tf.io.write_graph(f.get_concrete_function().graph, "logs", "f.pbtxt")
        'logs/f.pbtxt'
    """
    from google.protobuf import text_format

    made = (
        graph_or_graph_def
        if is_graph_def(graph_or_graph_def)
        else graph_or_graph_def.as_graph_def()
    )
    data = text_format.MessageToString(made).encode() if as_text else made.SerializeToString()
    os.makedirs(logdir, exist_ok=True)
    path = os.path.join(logdir, name)
    with open(f"{path}.{os.getpid()}.part", "wb") as file:
        file.write(data)
    os.replace(file.name, path)
    return path
