"""Moving a library changes nothing at its source, whatever stands there."""

import hashlib
import os
import signal
import sqlite3
import subprocess

import pytest
from cluster import PASSWORD, Cluster, Node, found, needs_services
from conftest import Library
from database_site import Psql

pytestmark = needs_services
NO_MODEL = ["--set", "models.default=none"]
SECRET = ["--set", "database.password=env:DATABASE_PASSWORD"]


def state_of(folder):
    """Every file with its bytes and the time of its last change."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder",
        )
        for path in (folder, *folder.rglob("*"))
    }


def dump(port, database):
    """All of a database, schema and rows."""
    words = ["pg_dump", "-d", f"postgresql://alexandria@127.0.0.1:{port}/{database}"]
    environment = {**os.environ, "PGPASSWORD": PASSWORD}
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    return [line for line in done.stdout.splitlines() if "restrict" not in line]


@pytest.fixture
def cluster(folder):
    made = Cluster(folder, nodes=0)
    try:
        yield made
    finally:
        made.stop()


def to_cluster(cluster, source):
    database, blobs = cluster.addresses()
    return cluster.run("migrate", "--from", source, "--to", database, "--blobs", blobs, *SECRET)


def from_cluster(cluster, name, target):
    database, blobs = cluster.addresses()
    database = database.removesuffix("/postgres") + "/" + name
    words = ["migrate", "--from", database, "--from-blobs", blobs, "--to", target, *SECRET]
    return cluster.run(*words)


def test_a_folder_that_is_moved_stays_as_it_is(cluster, folder):
    library = Library(folder / "one", NO_MODEL)
    (folder / "a.txt").write_text("The archive opens at nine. Ask for quinces.")
    library.run("add", folder / "a.txt", "--wait")
    library.start()
    assert library.upload("b.txt", b"The archive closes at five. Ask for medlars.")[0] == 202
    library.process.kill()  # what was written last stands in the log of the database
    library.process.wait()
    assert (folder / "one/library.db-wal").stat().st_size > 0
    before = state_of(folder / "one")
    moved = to_cluster(cluster, folder / "one")
    assert moved.returncode == 0 and "2 originals" in moved.stdout, moved
    assert state_of(folder / "one") == before
    node = Node(cluster, 0).start()
    cluster.nodes.append(node)
    assert found(node.port, "quinces") == ["a"]
    node.signal(signal.SIGTERM)
    assert node.process.wait(30) == 0

    # And so does a database, with its bucket.
    rows, objects = dump(cluster.postgres.port, "postgres"), state_of(folder / "objects")
    back = from_cluster(cluster, "postgres", folder / "two")
    assert back.returncode == 0, back
    assert dump(cluster.postgres.port, "postgres") == rows
    assert state_of(folder / "objects") == objects
    assert Library(folder / "two", NO_MODEL).run("check")["ok"]


def make_sqlite(path, statements):
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.executescript(statements)
    connection.close()


def test_a_folder_that_is_no_library_or_an_old_one_is_refused_and_left(cluster, folder):
    make_sqlite(folder / "foreign/library.db", "CREATE TABLE recipes (name TEXT);")
    make_sqlite(folder / "no-tables/library.db", "PRAGMA user_version = 0;")
    (folder / "nothing").mkdir()
    library = Library(folder / "old", NO_MODEL)
    (folder / "a.txt").write_text("The archive opens at nine.")
    library.run("add", folder / "a.txt", "--wait")
    connection = sqlite3.connect(folder / "old/library.db")
    connection.executescript("PRAGMA user_version = 7;")
    connection.close()
    said = {
        "foreign": "tables of another program",
        "no-tables": "there is no library",
        "nothing": "there is no library",
        "old": "start it once with this program",
        "missing": "there is no library",
    }
    for name, message in said.items():
        exists = (folder / name).exists()
        before = state_of(folder / name) if exists else None
        done = to_cluster(cluster, folder / name)
        assert done.returncode != 0 and message in done.stderr, (name, done)
        assert (folder / name).exists() == exists
        assert not exists or state_of(folder / name) == before, name
    with Psql(cluster.postgres.port) as psql:  # nor was anything begun at the target
        assert psql.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []


def test_a_database_that_is_no_library_or_an_old_one_is_refused_and_left(cluster, folder):
    port = cluster.postgres.port
    with Psql(port) as psql:
        for name in ("nothing", "recipes", "meta_too", "old"):
            psql.run(f"CREATE DATABASE {name} TEMPLATE template0")
    with Psql(port, "recipes") as psql:
        psql.run("CREATE TABLE recipes (name TEXT)")
        psql.run("INSERT INTO recipes VALUES ('plum cake')")
    with Psql(port, "meta_too") as psql:
        psql.run("CREATE TABLE meta (key TEXT, data TEXT)")
    library = Library(folder / "one", NO_MODEL)
    (folder / "a.txt").write_text("The archive opens at nine.")
    library.run("add", folder / "a.txt", "--wait")
    database, blobs = cluster.addresses()
    old = database.removesuffix("/postgres") + "/old"
    words = ["migrate", "--from", folder / "one", "--to", old, "--blobs", blobs, *SECRET]
    assert cluster.run(*words).returncode == 0
    with Psql(port, "old") as psql:
        psql.run("UPDATE meta SET value = '7' WHERE name = 'schema'")
    said = {
        "nothing": "there is no library in it",
        "recipes": "tables of another program",
        "meta_too": "tables of another program",
        "old": "start it once with this program",
    }
    for name, message in said.items():
        rows, objects = dump(port, name), state_of(folder / "objects")
        done = from_cluster(cluster, name, folder / f"to-{name}")
        assert done.returncode != 0 and message in done.stderr, (name, done)
        assert dump(port, name) == rows, name
        assert state_of(folder / "objects") == objects
        assert not (folder / f"to-{name}").exists(), name
