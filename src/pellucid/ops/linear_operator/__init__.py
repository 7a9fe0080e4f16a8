"""Linear operators: matrices with a structure that makes products and solutions cheap.

One class a file; `linear_operator.py` holds what they share, `rules.py` which class the product of
two of them has, `calls.py` what ops make of them (`tf.linalg.det(operator)`).
"""
