"""Tests of ops/string_hash.py; the numbers are TensorFlow's."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf
from pellucid.ops.string_hash import fingerprint64, murmur, siphash

SHORT = ["a", "abcdefgh", "abcdefghi", ""]


def test_fast():
    found = tf.strings.to_hash_bucket_fast(SHORT, 2**62).numpy().tolist()
    assert found == [
        3694432073954588131, 4533385575889643785, 3687479239766293058, 1936946117179621455,
    ]  # fmt: skip
    check_op(
        lambda s: tf.strings.to_hash_bucket_fast(s, 1000),
        np.array([b"a", b"b", b"abc"], object),
        expected=np.int64([939, 822, 385]),
        xla=False,
        grad=False,
    )
    assert tf.strings.to_hash_bucket_fast(tf.ragged.constant([["a"], ["b"]]), 10).to_list() == [
        [9],
        [2],
    ]


def test_strong():
    found = tf.strings.to_hash_bucket_strong(SHORT, 2**62, [123, -5]).numpy().tolist()
    assert found == [
        2399505781170067276, 711339604445065255, 1128998126723918632, 4000455894396949930,
    ]  # fmt: skip


def test_siphash_of_its_paper():
    key = (0x0706050403020100, 0x0F0E0D0C0B0A0908)
    assert siphash([bytes(range(15))], key).tolist() == [0xA129CA6149BE45E5]


def test_oldest():
    found = tf.strings.to_hash_bucket(SHORT, 2**31 - 1).numpy().tolist()
    assert found == [2048337276, 1132890948, 1531631488, 478987903]


@pytest.mark.parametrize("function", [fingerprint64, murmur, lambda t: siphash(t, (1, 2))])
def test_hashes_do_not_depend_on_the_company(function):
    texts = [bytes(range(n)) for n in (0, 1, 3, 4, 7, 8, 16, 17, 32, 33, 64, 65, 128, 129, 200)]
    together = function(texts)
    assert together.tolist() == [function([text])[0] for text in texts]
    assert len(set(together.tolist())) == len(texts)


def test_fingerprint():
    assert tf.fingerprint([1, 2]).numpy().tolist()[0] == [84, 24, 96, 84, 195, 82, 124, 105]
    assert tf.fingerprint([["ab", "c"]]).numpy().tolist() == [[65, 83, 39, 149, 164, 245, 170, 22]]
    with pytest.raises(tf.errors.InvalidArgumentError, match="farmhash64"):
        tf.fingerprint(["a"], "foo")


def test_refusals():
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.strings.to_hash_bucket_fast(["a"], 0)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.strings.to_hash_bucket_strong(["a"], 10, [1])
