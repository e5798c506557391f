"""Trying again: what a failure over the network means, whether it may pass, and how long to wait for that.

No address stands in a message but as `shown` has it: those of libraries may hold signatures.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from actioncli.errors import ActioncliError
from actioncli.inputs.sources import UnreadableSource

Made = TypeVar("Made")

DELAYS = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Seconds between one try and the next; there is one try more than that."""
LONGEST = 600.0
"""Seconds that one try may take, whatever a store's library waits for."""
_GAIN = 1 << 16
"""Bytes after which a read that broke off has come on, and may break off as often again."""
_PASSING = frozenset({408, 425, 429})
_BUGS = (AttributeError, ImportError, LookupError, NameError, TypeError)
_SECRET = re.compile(r"\?\S*|(?<=://)[^\s/@]*@")
_NO_CREDENTIALS = frozenset({"NoCredentialsError", "PartialCredentialsError", "DefaultCredentialsError"})


class Missing(UnreadableSource):
    """A file that is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no such file: {name}")


class Changed(UnreadableSource):
    """A file that is not what it was when it was found."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: changed while being read; the rest was not read")


class Refused(Exception):  # noqa: N818 - it says what the server did
    """A web server's answer that is no content."""

    def __init__(self, status: int, reason: str) -> None:
        self.status, self.message = status, reason
        super().__init__(f"{status} {reason}".strip())


class BrokeOff(Exception):  # noqa: N818 - it says what happened
    """A read that ended before its end."""


async def persist(name: str, attempt: Callable[[], Awaitable[Made]], done: Callable[[], int] = lambda: 0) -> Made:
    """What an attempt gives, made again after failures that may pass; `done` counts the bytes that it has so far.

    Raises `UnreadableSource` for one that will not pass, or that did not.
    """
    failures = before = 0
    while True:
        try:
            async with asyncio.timeout(LONGEST):
                return await attempt()
        except ActioncliError:
            raise
        except _BUGS:
            raise
        except Exception as error:
            if isinstance(error, FileNotFoundError) or _answer(error)[0] in (404, 410):
                raise Missing(name) from error
            final = _final(name, error)
            if final:
                raise UnreadableSource(final) from error
            if done() - before >= _GAIN:
                failures, before = 0, done()
            if failures == len(DELAYS):
                tries = f"tried {failures + 1} times"
                raise UnreadableSource(f"{name}: cannot be read: {reason_of(error)} ({tries})") from error
        await asyncio.sleep(DELAYS[failures] * random.uniform(0.5, 1))  # noqa: S311 - spreads the tries of many workers
        failures += 1


def _final(name: str, error: Exception) -> str:
    """What to say of a failure that will not pass; empty of one that may."""
    status, kind = _answer(error)[0], type(error).__name__
    if kind in _NO_CREDENTIALS:
        return f"{name}: no credentials found in the environment or in the store's usual configuration files"
    if isinstance(error, PermissionError) or status in (401, 403):
        return f"permission denied: {name}"
    if status == 412 or kind == "FileExpired":
        return str(Changed(name))
    if isinstance(error, IsADirectoryError | NotADirectoryError | ValueError):
        return f"{name}: cannot be read: {_text(error)}"
    if status is not None and status < 500 and status not in _PASSING:
        return f"{name}: cannot be read: {reason_of(error)}"
    return ""


def _answer(error: BaseException) -> tuple[int | None, str]:
    """The status of the server's answer, if it was one that made the failure, and what it says."""
    cause = error.__cause__ if isinstance(error, OSError) and error.__cause__ else error
    answer: Any = getattr(cause, "response", None)
    if isinstance(answer, dict):  # of S3
        status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return status, str(answer.get("Error", {}).get("Code", ""))
    found = (getattr(cause, name, None) for name in ("status", "status_code", "code"))
    status = next((one for one in found if isinstance(one, int)), None)
    said = getattr(cause, "message", "")
    return status, _tidy(said) if isinstance(said, str) else ""


def reason_of(error: Exception) -> str:
    """Why a read failed, as one clause."""
    kind = type(error).__name__
    if isinstance(error, TimeoutError) or "Timeout" in kind:
        return "the server did not respond in time"
    if "Payload" in kind or "Incomplete" in kind or isinstance(error, BrokeOff):
        return "the connection was lost"
    status, said = _answer(error)
    if status is not None:
        return f"the server returned {status} {said}".rstrip()
    if isinstance(error, ConnectionError) or "Connect" in kind:
        return f"no connection: {_text(error)}"
    return _text(error)


def _text(error: Exception) -> str:
    return _tidy(str(error)) or type(error).__name__


def _tidy(text: str) -> str:
    return _SECRET.sub("", text).strip().split("\n", 1)[0][:200]
