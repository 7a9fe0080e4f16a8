"""The script that a code point belongs to, by RE2's tables of Unicode and ICU's numbers."""

from __future__ import annotations

import functools
from typing import Any

UNKNOWN = 103
INVALID = -1

# Unicode's names of scripts, in the order of ICU's numbers; numbers that follow each other share a
# line.
_SCRIPTS = {
    0: "Common Inherited Arabic Armenian Bengali Bopomofo Cherokee Coptic Cyrillic",
    9: "Deseret Devanagari Ethiopic Georgian Gothic Greek Gujarati Gurmukhi Han Hangul",
    19: "Hebrew Hiragana Kannada Katakana Khmer Lao Latin Malayalam Mongolian Myanmar",
    29: "Ogham Old_Italic Oriya Runic Sinhala Syriac Tamil Telugu Thaana Thai Tibetan",
    40: "Canadian_Aboriginal Yi Tagalog Hanunoo Buhid Tagbanwa Braille Cypriot Limbu",
    49: "Linear_B Osmanya Shavian Tai_Le Ugaritic",
    55: "Buginese Glagolitic Kharoshthi Syloti_Nagri New_Tai_Lue Tifinagh Old_Persian",
    62: "Balinese Batak",
    65: "Brahmi Cham",
    71: "Egyptian_Hieroglyphs",
    75: "Pahawh_Hmong Old_Hungarian",
    78: "Javanese Kayah_Li",
    82: "Lepcha Linear_A Mandaic",
    86: "Meroitic_Hieroglyphs Nko Old_Turkic Old_Permic Phags_Pa Phoenician Miao",
    99: "Vai",
    101: "Cuneiform",
    104: "Carian",
    106: "Tai_Tham Lycian Lydian Ol_Chiki Rejang Saurashtra SignWriting Sundanese",
    115: "Meetei_Mayek Imperial_Aramaic Avestan Chakma",
    120: "Kaithi Manichaean Inscriptional_Pahlavi Psalter_Pahlavi",
    125: "Inscriptional_Parthian Samaritan Tai_Viet",
    130: "Bamum Lisu",
    133: "Old_South_Arabian Bassa_Vah Duployan Elbasan Grantha",
    140: "Mende_Kikakui Meroitic_Cursive Old_North_Arabian Nabataean Palmyrene Khudawadi",
    146: "Warang_Citi",
    149: "Mro Nushu Sharada Sora_Sompeng Takri Tangut",
    156: "Anatolian_Hieroglyphs Khojki Tirhuta Caucasian_Albanian Mahajani Ahom Hatran Modi",
    164: "Multani Pau_Cin_Hau Siddham Adlam Bhaiksuki Marchen Newa Osage",
    175: "Masaram_Gondi Soyombo Zanabazar_Square Dogra Gunjala_Gondi Makasar Medefaidrin",
    182: "Hanifi_Rohingya Sogdian Old_Sogdian Elymaic Nyiakeng_Puachue_Hmong Nandinagari",
    188: "Wancho Chorasmian Dives_Akuru Khitan_Small_Script Yezidi Cypro_Minoan Old_Uyghur",
    195: "Tangsa Toto Vithkuqi Kawi Nag_Mundari",
}


@functools.lru_cache(maxsize=1)
def _expression() -> tuple[Any, list[int]]:
    r"""One alternative `(\p{Latin})` for each script: the group that matches says which it is."""
    from pellucid.ops.regex import compiled

    names = [
        (name, first + i) for first, line in _SCRIPTS.items() for i, name in enumerate(line.split())
    ]
    pattern = "|".join(rf"(\p{{{name}}})" for name, _ in names)
    return compiled(pattern.encode()), [number for _, number in names]


@functools.lru_cache(maxsize=65536)
def script_of(code: int) -> int:
    """ICU's number of the script of a code point."""
    if not 0 <= code < 0x110000:
        return INVALID
    if 0xD800 <= code < 0xE000:  # halves of pairs, which no text holds alone
        return UNKNOWN
    expression, numbers = _expression()
    match = expression.fullmatch(chr(code).encode())
    return UNKNOWN if match is None else numbers[match.lastindex - 1]
