"""The rules on the file as a whole: it must load, and its own tests must pass."""

from __future__ import annotations

from actioncli.findings import Level, Rule

INVALID = Rule(
    "AC001",
    "invalid-file",
    Level.error,
    "The file cannot be used",
    "Unknown fields and operators, invalid operands, undefined references: every problem of the file is reported at its"
    " place, and no command accepts such a file. The other rules run only when it loads.",
    "actions:\n  Signed up:\n    - evnt: $autocapture\n      text: Sign Up\n",
    "actions:\n  Signed up:\n    - event: $autocapture\n      text: Sign Up\n",
)

FAILED_TEST = Rule(
    "AC002",
    "failed-test",
    Level.error,
    "A test of the file fails",
    "The tests of an action say which events it matches and which it does not. They run on the engine of `match` and"
    " `stats`; `--now` sets the moment that relative dates count back from.",
    """\
actions:
  Signed up:
    match:
      - event: $autocapture
        text: Sign up
    tests:
      - it: takes a click on the button
        matches: {event: $autocapture, elements_chain: 'button:text="Sign Up"'}
""",
    """\
actions:
  Signed up:
    match:
      - event: $autocapture
        text: Sign Up
    tests:
      - it: takes a click on the button
        matches: {event: $autocapture, elements_chain: 'button:text="Sign Up"'}
""",
)
