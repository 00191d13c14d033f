"""A disk that is really full: 64 MB that the file of a stranger fills to the last byte."""

import os
import subprocess
import time

import pytest
from conftest import Library, only_sqlite

pytestmark = only_sqlite
NO_MODEL = ["--set", "models.default=none"]


@pytest.fixture
def small_disk(folder):
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("a file system of its own cannot be mounted here (it takes root)")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk):
    """Takes what is free, again and again for a second, as a program that logs would."""
    end = time.monotonic() + 1
    with open(disk / "filler", "ab", buffering=0) as out:
        while time.monotonic() < end:
            try:
                out.write(b"x" * 65536)
            except OSError:
                time.sleep(0.05)
    return os.statvfs(disk).f_bavail


def originals(disk):
    return sum(path.is_file() for path in (disk / "data/blobs").glob("??/*"))


def test_a_full_disk_is_a_state_and_not_an_end(small_disk):
    library = Library(small_disk / "data", NO_MODEL)
    library.start()
    try:
        made = [
            library.upload(f"{name}.txt", f"A text about {name}.".encode())[1]
            for name in ("quinces", "medlars", "sloes")
        ]
        for one in made:
            library.wait(one["job_id"])
        assert fill(small_disk) == 0
        status, refused = library.upload("new.txt", b"This does not fit any more.")
        assert (status, refused["error"]) == (507, "disk_full"), refused
        big = library.upload("big.txt", b"x" * 2_000_000)[1]
        assert "0 MiB are free" in big["message"], big
        assert originals(small_disk) == 3  # nothing of what was refused
        assert library.request("GET", "/api/v1/health")[1]["status"] == "read_only"
        search = {"query": "quinces", "mode": "keyword"}
        path = "/api/v1/collections/library/search"
        assert library.request("POST", path, search)[1]["data"]
        assert library.request("DELETE", f"/api/v1/documents/{made[0]['document_id']}")[0] == 204
        assert library.request("POST", path, search)[1]["data"] == []
        assert library.stop() == 0

        fill(small_disk)
        assert library.run("list")["total"] == 2  # the command line opens it too
        library.start()
        assert library.request("DELETE", f"/api/v1/documents/{made[1]['document_id']}")[0] == 204
        (small_disk / "filler").unlink()
        end = time.monotonic() + 30
        status = 507
        while status == 507 and time.monotonic() < end:
            time.sleep(0.2)
            status, taken = library.upload("new.txt", b"There is room for plums again.")
        assert status == 202, taken
        assert library.wait(taken["job_id"])["state"] == "done"
        assert library.run("check")["ok"]
        assert library.stop() == 0
    finally:
        if library.process is not None:
            library.process.kill()
            library.process.wait()


def test_deleting_goes_on_beside_a_program_that_takes_what_is_free(small_disk):
    library = Library(small_disk / "data", NO_MODEL)
    library.start()
    eater = subprocess.Popen(
        ["bash", "-c", f"while true; do head -c 65536 /dev/zero >> {small_disk}/filler; done"],
        stderr=subprocess.DEVNULL,
    )
    try:
        made = []
        for number in range(6):
            status, answer = library.upload(f"{number}.txt", f"Text {number} on pumps.".encode())
            if status == 202:
                library.wait(answer["job_id"])
                made.append(answer["document_id"])
        end = time.monotonic() + 20
        while os.statvfs(small_disk).f_bavail and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(1)
        assert made
        for document in made[:3]:
            assert library.request("DELETE", f"/api/v1/documents/{document}")[0] == 204
            time.sleep(0.3)
        assert library.stop() == 0
        for words in (["list"], ["search", "pumps"], ["check"]):
            library.run(*words)
        assert library.run("list")["total"] == len(made) - 3
    finally:
        eater.kill()
        eater.wait()
        if library.process is not None:
            library.process.kill()


def test_a_library_opens_on_a_disk_without_a_byte(small_disk):
    library = Library(small_disk / "data", NO_MODEL)
    (small_disk / "a.txt").write_text("A text about quinces.")
    library.run("add", small_disk / "a.txt", "--wait")
    (small_disk / "data/reserve").unlink(missing_ok=True)
    fill(small_disk)
    assert library.run("list")["total"] == 1
    assert library.run("search", "quinces")["data"]
    assert library.run("check")["ok"]
    refused = library.run("add", small_disk / "a.txt", check=False, as_json=False)
    assert refused.returncode == 1 and "the disk of" in refused.stderr, refused
    library.start()
    assert library.request("GET", "/api/v1/health")[1]["status"] == "read_only"
    assert library.stop() == 0
