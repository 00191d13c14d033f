"""A database that is put back to an earlier state, under nodes whose indexes know more."""

import os
import re
import shutil
import subprocess

import pytest
from cluster import PASSWORD, found, request
from database_site import SEARCH, Replica, add_and_wait, needs_postgres

pytestmark = needs_postgres


class Dump:
    """Of pg_dump: the tables are dropped and made again, in the same database."""

    def __init__(self, site):
        self.site, self.file = site, site.folder / "dump.sql"
        self.run("pg_dump", "--clean", "--if-exists", "-f", self.file)

    def run(self, program, *words):
        address = f"postgresql://alexandria@127.0.0.1:{self.site.postgres.port}/postgres"
        env = {**os.environ, "PGPASSWORD": PASSWORD}
        done = subprocess.run(
            [program, address, *map(str, words)], capture_output=True, text=True, env=env
        )
        assert done.returncode == 0, done.stderr

    def put_back(self):
        self.run("psql", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", self.file)


class Copy:
    """Of pg_basebackup: the folder of the database is exchanged; its own history does not tell."""

    def __init__(self, site):
        self.site, self.copy = site, Replica(site, "backup").copy()
        (self.copy.data / "standby.signal").unlink()

    def put_back(self):
        data = self.site.postgres.data
        self.site.postgres.kill()
        shutil.rmtree(data)
        self.copy.data.rename(data)
        self.site.postgres.start()


def is_stale(port, token):
    status, answer, _ = request(
        port, "POST", SEARCH, {"query": "quince"}, {"x-alexandria-token": token}
    )
    return (status, answer.get("error")) == (409, "stale_token")


def look(site):
    """What each node finds: what stood in the database when the dump was made."""
    for node in site.nodes:
        port = node.port
        assert found(port, "quince") == ["kept"]
        assert found(port, "medlar") == ["changed"] and found(port, "mulberry") == []
        assert found(port, "sorb") == ["removed"]
        assert found(port, "azarole") == []
        listed = request(port, "GET", "/api/v1/documents")[1]["data"]
        assert sorted(d["title"] for d in listed) == ["changed", "kept", "removed"]


def put_back_originals(site):
    """Those that were removed since; those that came since stay, as in a bucket."""
    objects = site.folder / "objects"
    shutil.copytree(site.folder / "objects.saved", objects, dirs_exist_ok=True)


def remove_unknown_originals(site, count):
    """As somebody would who has read what `check` says; it finds nothing else."""
    problems = site.nodes[0].request("POST", "/api/v1/check", {})[1]["problems"]
    named = [re.fullmatch(r"blob (\S+) is a file that the database .*", p) for p in problems]
    assert len(named) == count and all(named), problems
    for match in named:
        (site.folder / "objects" / match[1]).unlink()


@pytest.mark.parametrize(
    ("kind", "nodes_run"),
    [(Dump, False), (Copy, False), (Copy, True)],
    ids=["dump", "copy", "copy under running nodes"],
)
def test_a_restored_database_is_all_that_is_found(site, kind, nodes_run):
    a, b = (node.port for node in site.start_nodes(2))
    _, before = add_and_wait(a, "kept.txt", "Of the word quince.")
    add_and_wait(b, "changed.txt", "Of the word medlar.")
    removed, _ = add_and_wait(a, "removed.txt", "Of the word sorb.")
    look(site)
    dump = kind(site)
    shutil.copytree(site.folder / "objects", site.folder / "objects.saved")
    # More is written, deleted, and seen by every node.
    after = []
    _, token = add_and_wait(a, "later.txt", "Of the word azarole.")
    after.append(token)
    after.append(add_and_wait(b, "changed.txt", "Of the word mulberry.")[1])
    path = f"/api/v1/documents/{removed['document_id']}"
    status, _, headers = request(b, "DELETE", path)
    assert status == 204
    after.append(headers["x-alexandria-token"])
    for i in range(5):
        after.append(add_and_wait((a, b)[i % 2], f"more{i}.txt", f"Of the word azarole{i}.")[1])
    for port in (a, b):
        assert found(port, "azarole") == ["later"] and found(port, "azarole4") == ["more4"]
        assert found(port, "mulberry") == ["changed"] and found(port, "sorb") == []
    if not nodes_run:
        site.stop_nodes()
    dump.put_back()
    put_back_originals(site)
    if not nodes_run:
        for node in site.nodes:
            node.start()
    look(site)
    for port in (a, b):
        assert [is_stale(port, token) for token in after] == [True] * len(after)
        assert found(port, "quince", {"x-alexandria-token": before}) == ["kept"]
    remove_unknown_originals(site, 7)
    site.check()
    # It goes another way from there, past the positions of the one that is gone.
    for i in range(12):
        add_and_wait((a, b)[i % 2], f"new{i}.txt", f"Of the word loquat{i} and of pears.")
    for port in (a, b):
        assert [found(port, f"loquat{i}") for i in range(12)] == [[f"new{i}"] for i in range(12)]
        assert found(port, "azarole") == [] and found(port, "azarole4") == []
        assert [is_stale(port, token) for token in after] == [True] * len(after)
        assert found(port, "quince", {"x-alexandria-token": before}) == ["kept"]
    site.check()
