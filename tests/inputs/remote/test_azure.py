"""Azure's store gives what files give: against Azurite, where that is installed (`npm install azurite`).

`AZURITE` says where its program `azurite-blob` is, if it is not on the path.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from socket import create_connection, create_server

import pytest

import actioncli
from actioncli.inputs.finding import search
from actioncli.inputs.remote import prefetch
from inputs.remote.test_kinds import KINDS, SAMPLE, tasks, told

PROGRAM = os.environ.get("AZURITE") or shutil.which("azurite-blob")
pytest.importorskip("adlfs", reason="the extra `azure` is not installed")
if not PROGRAM:
    pytest.skip("Azurite is not installed", allow_module_level=True)
ROOT = Path(__file__).parents[3]
ACTIONS = actioncli.load_actions(ROOT / "actions.example.yaml")
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""Azurite's own, which everybody knows."""
pytestmark = pytest.mark.filterwarnings("ignore")  # of Azure's libraries


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running Azurite, by its connection string; Azure's own variable has it."""
    port = free_port()
    options = ["--silent", "--disableTelemetry", "--skipApiVersionCheck", "--blobHost", "127.0.0.1"]
    place = ["--blobPort", str(port), "--location", str(tmp_path_factory.mktemp("azurite"))]
    with subprocess.Popen([str(PROGRAM), *options, *place], stdout=subprocess.DEVNULL) as process:
        for _ in range(100):
            try:
                create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        account = f"AccountName=devstoreaccount1;AccountKey={KEY}"
        text = f"DefaultEndpointsProtocol=http;{account};BlobEndpoint=http://127.0.0.1:{port}/devstoreaccount1;"
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AZURE_STORAGE_CONNECTION_STRING", text)
            client = _client(text)
            client.create_container("logs")
            client.close()
            yield text
        process.kill()


def _client(connection: str):  # type: ignore[no-untyped-def]
    from azure.storage.blob import BlobServiceClient

    return BlobServiceClient.from_connection_string(connection)


def put(connection: str, key: str, content: bytes) -> None:
    with _client(connection) as client:
        client.get_container_client("logs").upload_blob(key, content, overwrite=True)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_in_azure_reads_like_a_local_file(
    kind: str, connection: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefetch, "HEAD", 5000)
    monkeypatch.setattr(prefetch, "STEP", 20_000)
    content = KINDS[kind](SAMPLE)
    (tmp_path / kind).write_bytes(content)
    put(connection, f"kinds/{kind}", content)

    assert told(*tasks(f"az://logs/kinds/{kind}")) == told(*tasks(str(tmp_path / kind)))


def test_globs_and_prefixes_lead_to_the_same(connection: str) -> None:
    middle = SAMPLE.index(b"\n", len(SAMPLE) // 2) + 1
    put(connection, "split/2026/a.jsonl.gz", gzip.compress(SAMPLE[:middle]))
    put(connection, "split/2026/b.jsonl.gz", gzip.compress(SAMPLE[middle:]))
    put(connection, "split/2026/notes.md", b"no events")

    for address in (
        "az://logs/split/",
        "az://logs/split",
        "az://logs/split/*/*.jsonl.gz",
        "az://logs/**/[ab].jsonl.gz",
    ):
        assert actioncli.tally(address, ACTIONS).events == 430
    assert search(["az://logs/nowhere.jsonl"]).complaints == ["no such file: az://logs/nowhere.jsonl"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_process_reads_and_ends(jobs: str, connection: str, tmp_path: Path) -> None:
    """Some megabytes, so that two workers have their share."""
    put(connection, "large.jsonl", SAMPLE * 40)
    command = [
        sys.executable,
        "-m",
        "actioncli",
        "stats",
        "az://logs/large.jsonl",
        "-a",
        str(ROOT / "actions.example.yaml"),
    ]
    done = subprocess.run(
        [*command, "-j", jobs, "-f", "json"], capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path
    )

    repeated = f"{430 * 39:,} events have the uuid of an earlier event and are counted again; --unique drops repeats\n"
    assert (done.returncode, done.stderr) == (0, repeated)
    assert f'"events": {430 * 40}' in done.stdout


def test_a_server_that_is_gone_and_an_account_that_is_missing_say_so(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "actioncli",
        "stats",
        "az://logs/a.jsonl",
        "-a",
        str(ROOT / "actions.example.yaml"),
    ]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AZURE_")}
    account = f"AccountName=devstoreaccount1;AccountKey={KEY}"
    gone = f"DefaultEndpointsProtocol=http;{account};BlobEndpoint=http://127.0.0.1:9/devstoreaccount1;"
    said = [
        subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path, env=clean | variables
        )
        for variables in ({"AZURE_STORAGE_CONNECTION_STRING": gone}, {})
    ]

    assert [done.returncode for done in said] == [2, 2]
    assert said[0].stderr.startswith("actioncli: az://logs/a.jsonl: cannot be read: Cannot connect to host 127.0.0.1:9")
    assert said[0].stderr.endswith("(tried 6 times)\n")
    assert said[1].stderr == (
        "actioncli: az://logs/a.jsonl: no storage account given: set AZURE_STORAGE_CONNECTION_STRING, "
        "or AZURE_STORAGE_ACCOUNT_NAME and a key\n"
    )
