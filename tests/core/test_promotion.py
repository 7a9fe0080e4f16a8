"""The lattice of dtypes, against TensorFlow's whole tables."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

import pellucid as tf
from pellucid.core.promotion import known, promote

FIXTURES = Path(__file__).parents[1] / "fixtures" / "promotion"
spec = importlib.util.spec_from_file_location("promotion_cases", FIXTURES / "cases.py")
cases = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cases)
OPERANDS, SHORT = cases.OPERANDS, cases.SHORT
ANSWERS = json.loads((FIXTURES / "answers.json").read_text())


@pytest.mark.parametrize("mode", ["all", "safe"])
def test_all_pairs(mode):
    rows = [row.split() for row in ANSWERS[mode]["tables"]["add"]]
    found = []
    for (name, weak), row in zip(OPERANDS, rows, strict=True):
        for (other, other_weak), expected in zip(OPERANDS, row, strict=True):
            if expected == "??":  # TensorFlow adds no truth values
                continue
            pair = (tf.as_dtype(name), weak), (tf.as_dtype(other), other_weak)
            try:
                dtype, is_weak = promote(*pair, mode)
                met = SHORT[dtype.name] + "*" * is_weak
            except TypeError:
                met = "--"
            assert met == expected, (name, weak, other, other_weak)
            found.append(met)
    assert len(found) == 399


def test_it_is_a_lattice():
    kinds = [(tf.as_dtype(name), weak) for name, weak in OPERANDS]
    for a in kinds:
        assert promote(a, a) == a
        for b in kinds:
            met = promote(a, b)
            assert met == promote(b, a)
            assert promote(a, met) == met
            for c in kinds:
                assert promote(met, c) == promote(a, promote(b, c))


def test_what_has_no_place():
    assert not known(tf.string)
    assert not known(tf.qint8)
    assert known(tf.bfloat16)
