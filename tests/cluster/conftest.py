from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cluster.dask_processes import MANY, SAMPLE, Cluster, changed_copy


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers that no test kills."""
    cluster = Cluster(tmp_path_factory.mktemp("dask"))
    try:
        cluster.start("one", "two")
        yield cluster
    finally:
        cluster.close()


@pytest.fixture
def own_cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler without workers, for a test that kills some."""
    home = tmp_path / "dask"
    home.mkdir()
    cluster = Cluster(home)
    try:
        yield cluster
    finally:
        cluster.close()


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of many spans: the sample, again and again, some of its lines spoiled."""
    path = tmp_path_factory.mktemp("large") / "events.jsonl"
    sample = SAMPLE.read_bytes()
    with path.open("wb") as file:
        for number in range(45):
            file.write(sample)
            file.write(b"spoiled\n" if number % 7 == 0 else b"\n")
    return path


@pytest.fixture(scope="session")
def many(large: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same log under several names, which makes some twenty shares."""
    directory = tmp_path_factory.mktemp("many")
    for number in range(MANY):
        os.link(large, directory / f"events-{number:02}.jsonl")
    return directory


@pytest.fixture(scope="session")
def another_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with another version of actioncli."""
    home = tmp_path_factory.mktemp("another") / "copy"
    changed_copy(home, "__init__.py", "__version__ = .*", '__version__ = "99.0.0"')
    return home
