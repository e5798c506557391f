"""`actioncli init` and `actioncli schema`: a starter actions file, and the JSON Schema for editors."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from actioncli.actions.schema import actions_schema
from actioncli.commands.terminal import stdout
from actioncli.errors import MATCHED, ActioncliError
from actioncli.outputs.messages import print_message


def init(file: str) -> int:
    """Write the starter to a new file, or print it for `-`."""
    starter = files("actioncli.actions").joinpath("starter.yaml").read_bytes()
    if file == "-":
        stdout().write(starter)
        return MATCHED
    try:
        with Path(file).open("xb") as stream:
            stream.write(starter)
    except FileExistsError:
        raise ActioncliError(f"{file} already exists; `actioncli init -` prints the starter instead") from None
    except OSError as error:
        raise ActioncliError(f"cannot write {file}: {error.strerror}") from error
    print_message(f"wrote {file}; check it with `actioncli check {file}`")
    return MATCHED


def schema() -> int:
    """Print the JSON Schema of actions files."""
    stdout().write((json.dumps(actions_schema(), indent=2, ensure_ascii=False) + "\n").encode())
    return MATCHED
