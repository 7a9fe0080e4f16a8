"""Graphs: nodes, tracing, shape inference. A graph is pure data."""
