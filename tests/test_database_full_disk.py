"""The disk of the database is really full: its tables lie on a small file system of their own."""

import contextlib
import os
import subprocess

import pytest
from cluster import found, request, upload, wait_for_job, wait_until
from database_site import Psql, Site, add_and_wait, needs_postgres

pytestmark = needs_postgres


class SmallDisk:
    def __init__(self, folder, owner):
        self.folder = folder / "small"
        self.folder.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", self.folder]
        self.is_mounted = subprocess.run(words, capture_output=True).returncode == 0
        self.place = self.folder / "tables"
        self.place.mkdir()
        if owner:
            os.chown(self.place, owner.pw_uid, owner.pw_gid)

    def fill(self):
        with open(self.folder / "filler", "ab", buffering=0) as out:
            with contextlib.suppress(OSError):
                while True:
                    out.write(b"x" * 4096)
        assert os.statvfs(self.folder).f_bavail == 0

    def make_room(self):
        (self.folder / "filler").unlink()

    def end(self):
        if self.is_mounted:
            subprocess.run(["umount", "-l", self.folder], check=True)


@pytest.fixture
def full_site(folder):
    site = Site(folder)
    disk = SmallDisk(folder, site.postgres.user)
    try:
        if not disk.is_mounted:
            pytest.skip("no file system can be mounted here")
        with Psql(site.postgres.port) as psql:
            psql.run(f"CREATE TABLESPACE small LOCATION '{disk.place}'")
            psql.run("CREATE DATABASE library TEMPLATE template0 TABLESPACE small")
        site.address = site.address.removesuffix("/postgres") + "/library"
        yield site, disk
    finally:
        site.stop()
        disk.end()


def upload_until_refused(port):
    """What fits in pages that are there is taken; the ids of that, and the refusal."""
    taken = []
    for i in range(200):
        text = " ".join(f"w{port}x{i}x{k}" for k in range(4000))
        status, answer, _ = upload(port, f"more{i}.txt", text)
        if status != 202:
            return taken, status, answer
        taken.append(answer["job_id"])
    raise AssertionError("the disk is full and nothing is refused")


def test_a_full_disk_of_the_database_is_a_state_and_not_an_end(full_site):
    site, disk = full_site
    a, b = site.start_nodes(2)
    add_and_wait(a.port, "quince.txt", "Of the word quince.")
    disk.fill()
    waiting, status, refused = upload_until_refused(a.port)
    assert (status, refused["error"]) == (507, "disk_full"), refused
    assert "the disk of the database is full" in refused["message"], refused
    health = request(a.port, "GET", "/api/v1/health")[1]
    assert (health["status"], health["reason"]) == ("read_only", "disk_full"), health
    assert "No space left on device" in health["message"], health
    assert request(a.port, "GET", "/api/v1/health/ready")[0] == 200
    # Both read, and what cannot be written is told by its name, whichever node is asked.
    for node in (a, b):
        assert found(node.port, "quince") == ["quince"]
    more, status, refused = upload_until_refused(b.port)
    assert (status, refused["error"]) == (507, "disk_full"), refused
    assert request(a.port, "GET", "/api/v1/health")[1]["status"] == "read_only"

    disk.make_room()
    wait_until(
        lambda: all(
            request(node.port, "GET", "/api/v1/health")[1]["status"] == "ok" for node in (a, b)
        ),
        "there is room again",
        30,
    )
    for job in waiting + more:
        wait_for_job(a.port, job, 120)
    add_and_wait(b.port, "medlar.txt", "Of the word medlar.")
    for node in (a, b):
        assert found(node.port, "medlar") == ["medlar"]
        assert node.request("POST", "/api/v1/check", {})[1]["ok"]
