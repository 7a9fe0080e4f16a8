"""Tests of ops/unicode.py and ops/unicode_scripts.py."""

from __future__ import annotations

import pytest

import pellucid as tf

decode = tf.strings.unicode_decode


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("héllo", "UTF-8", [104, 233, 108, 108, 111]),
        (b"a\xffb", "UTF-8", [97, 65533, 98]),
        (b"\xe2\x82a", "UTF-8", [65533, 97]),
        (b"\xed\xa0\x80", "UTF-8", [65533] * 3),
        (b"\xd8\x3d\xde\x00\x00a", "UTF-16-BE", [0x1F600, 97]),
        (b"\xd8\x00\x00a", "UTF-16-BE", [65533, 97]),
        (b"\xff\xfea\x00", "UTF-16", [97]),
        (b"\x82\xa0a", "Shift_JIS", [0x3042, 97]),
        (b"\xef\xbb\xbfa", "UTF-8", [0xFEFF, 97]),
    ],
)
def test_decode(text, encoding, expected):
    assert decode(text, encoding).numpy().tolist() == expected


def test_decode_errors():
    assert decode(b"a\xffb", "UTF-8", errors="ignore").numpy().tolist() == [97, 98]
    assert decode(b"a\xffb", "UTF-8", replacement_char=32).numpy().tolist() == [97, 32, 98]
    controls = decode(b"a\x01\t\x7f", "UTF-8", replace_control_characters=True)
    assert controls.numpy().tolist() == [97, 65533, 65533, 127]
    for options in ({"errors": "strict"}, {"errors": "foo"}, {"replacement_char": 0x110000}):
        with pytest.raises(tf.errors.InvalidArgumentError):
            decode(b"\xff", "UTF-8", **options)
    with pytest.raises(tf.errors.InvalidArgumentError, match="UTF-9"):
        decode("a", "UTF-9")


def test_rows_and_offsets():
    assert decode(["ab", "é"], "UTF-8").to_list() == [[97, 98], [233]]
    assert tf.function(lambda s: decode(s, "UTF-8"))(tf.constant(["ab"])).to_list() == [[97, 98]]
    codes, starts = tf.strings.unicode_decode_with_offsets("a😀é", "UTF-8")
    assert codes.numpy().tolist() == [97, 0x1F600, 233]
    assert starts.numpy().tolist() == [0, 1, 5]


def test_split():
    assert tf.strings.unicode_split("é😀", "UTF-8").numpy().tolist() == [
        "é".encode(),
        "😀".encode(),
    ]
    parts, starts = tf.strings.unicode_split_with_offsets(["aé", "b"], "UTF-8")
    assert parts.to_list() == [[b"a", "é".encode()], [b"b"]]
    assert starts.to_list() == [[0, 1], [0]]


def test_encode():
    encode = tf.strings.unicode_encode
    assert encode([[97, 98], [99, 233]], "UTF-8").numpy().tolist() == [b"ab", "cé".encode()]
    assert encode([0x1F600], "UTF-16-BE").numpy() == b"\xd8=\xde\x00"
    assert encode([0xD800, 97, -1], "UTF-8", replacement_char=33).numpy() == b"!a!"
    assert encode([0x110000, 97], "UTF-8", errors="ignore").numpy() == b"a"
    rows = tf.ragged.constant([[[97, 98], [99]], [[100]]])
    assert encode(rows, "UTF-8").to_list() == [[b"ab", b"c"], [b"d"]]
    with pytest.raises(tf.errors.InvalidArgumentError):
        encode([0x110000], "UTF-8", errors="strict")
    with pytest.raises(tf.errors.InvalidArgumentError, match="UTF-16-LE"):
        encode([97], "UTF-16-LE")
    with pytest.raises(ValueError, match="rank"):
        encode(97, "UTF-8")


def test_transcode():
    transcode = tf.strings.unicode_transcode
    assert transcode("é", "UTF-8", "UTF-16-BE").numpy() == b"\x00\xe9"
    assert transcode([b"\xe9"], "ISO-8859-1", "UTF-8").numpy().tolist() == ["é".encode()]


def test_script():
    codes = [97, 233, 0x3042, 0x041F, 0x4E2D, 0x300, 0xD800, 0x110000, -1, 32]
    found = tf.strings.unicode_script(codes).numpy().tolist()
    assert found == [25, 25, 20, 8, 17, 1, 103, -1, -1, 0]
