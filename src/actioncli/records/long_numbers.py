"""Whole numbers of more than 4,300 digits, which Python refuses to make: whether there may be one, at a glance."""

from __future__ import annotations

from mmap import mmap

_STRIDE = 512
_RUN = b"0" * 8
_ZEROS = bytes(ord("0") if chr(code) in "0123456789" else ord(" ") for code in range(256))
"""Any digit as a zero, anything else as a space."""


def long_number_possible(data: bytes | mmap, start: int, stop: int) -> bool:
    """Whether there may be 4,301 digits in a row in `data[start:stop]`.

    They would cover eight in a row of every 512th byte; where eight of those are digits, what lies between them tells.
    """
    sample = data[start:stop:_STRIDE].translate(_ZEROS)
    place = sample.find(_RUN)
    while place >= 0:
        first = start + place * _STRIDE
        if data[first : first + (len(_RUN) - 1) * _STRIDE + 1].isdigit():
            return True
        place = sample.find(_RUN, place + 1)
    return False
