"""A quick test for integers of more than 4,300 digits, which Python does not convert."""

from __future__ import annotations

from mmap import mmap

_STRIDE = 512
_RUN = b"0" * 8
_ZEROS = bytes(ord("0") if chr(code) in "0123456789" else ord(" ") for code in range(256))
"""Translates digits to zeros, and anything else to spaces."""


def long_number_possible(data: bytes | mmap, start: int, stop: int) -> bool:
    """Whether there may be 4,301 digits in a row in `data[start:stop]`.

    They cover eight samples of every 512th byte in a row. If eight samples are digits, the bytes between decide.
    """
    sample = data[start:stop:_STRIDE].translate(_ZEROS)
    place = sample.find(_RUN)
    while place >= 0:
        first = start + place * _STRIDE
        if data[first : first + (len(_RUN) - 1) * _STRIDE + 1].isdigit():
            return True
        place = sample.find(_RUN, place + 1)
    return False
