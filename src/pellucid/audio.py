"""`tf.audio`: sound files."""

from pellucid.ops.audio_wav import decode_wav as decode_wav, encode_wav as encode_wav

__all__ = [
    "decode_wav",
    "encode_wav",
]
