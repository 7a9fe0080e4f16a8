"""AutoGraph: Python's `if`, `while`, `for` on tensors, as operations of the graph.

    conversion.py    which functions are converted, and how a converted one is made
    jumps.py         `return`, `break`, `continue` rewritten into plain conditionals
    rewriting.py     control flow rewritten into calls of the functions in statements.py
    names.py         which names a piece of code binds
    statements.py    what the rewritten code calls: if, while, for
    expressions.py   what the rewritten code calls: and, or, not, calls, built-ins

A converted function is compiled from a changed syntax tree whose nodes keep their places in the
user's file. So tracebacks, breakpoints and coverage show the user's own lines; there is no
generated source.
"""
