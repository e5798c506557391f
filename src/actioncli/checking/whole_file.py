"""The rules on the file as a whole: it must load, and its own tests must pass."""

from __future__ import annotations

from actioncli.findings import Level, Rule

INVALID = Rule(
    "AC001",
    "invalid-file",
    Level.error,
    "The file cannot be used",
    "Unknown fields and operators, operands that cannot be, references that lead nowhere: every problem of the file is"
    " reported at its place, and no command runs on such a file. The other rules wait until it loads.",
    "actions:\n  Signed up:\n    - evnt: $autocapture\n      text: Sign Up\n",
    "actions:\n  Signed up:\n    - event: $autocapture\n      text: Sign Up\n",
)

FAILED_TEST = Rule(
    "AC002",
    "failed-test",
    Level.error,
    "A test of the file fails",
    "The tests beside an action say what it takes and what it leaves. They run on the engine that `match` and `stats`"
    " run on; `--now` pins the moment that relative dates count back from.",
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
