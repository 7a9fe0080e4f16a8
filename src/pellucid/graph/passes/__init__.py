"""Passes: functions that make the graph of a function smaller without changing what it computes.

optimization.py      `optimized`: a copy of a graph, pruned, folded and without repetitions
copying.py           the copy that the passes work on
pruning.py           nodes that nothing needs go
folding.py           nodes whose inputs are constants become constants
deduplication.py     nodes that compute the same become one
stripping.py         checks and prints go, if asked for
verification.py      the rules that every graph obeys, checked after each pass
"""
