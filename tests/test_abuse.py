"""One bad day over real sockets: what strangers, slow peers and crowds do to the real program, and
what it costs in memory and descriptors. `pytest -s tests/test_abuse.py` prints the figures.
"""

import contextlib
import os
import pathlib
import resource
import select
import signal
import socket
import subprocess
import time

import pytest
from conftest import TEST_DATA, needs_data, only_one_server

IDLE, STREAMS, MORE_MB = 10_000, 2_000, 300
HEAD = "GET {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\r\n"


class Figures:
    """Resident memory and descriptors of the server, as the kernel counts them."""

    def __init__(self, server):
        self.folder, self.rows = pathlib.Path(f"/proc/{server.process.pid}"), []

    def resident_mb(self):
        return (
            int(
                next(
                    line
                    for line in (self.folder / "status").read_text().splitlines()
                    if line.startswith("VmRSS")
                ).split()[1]
            )
            / 1024
        )

    def descriptors(self):
        return len(os.listdir(self.folder / "fd"))

    def threads(self):
        return len(os.listdir(self.folder / "task"))

    def note(self, what):
        self.rows.append((what, self.resident_mb(), self.descriptors(), self.threads()))
        print(
            f"\n{what:<52} {self.rows[-1][1]:8.1f} MB {self.rows[-1][2]:7} descriptors "
            f"{self.rows[-1][3]:5} threads",
            end="",
        )
        return self.rows[-1][1]


def connect(server, number=0):
    """A connection from one of many addresses of this machine: limits hold for each address."""
    connection = socket.socket()
    connection.settimeout(20)
    connection.bind((f"127.0.{1 + number // 200 % 200}.{1 + number // 40_000}", 0))
    host, port = server.url[7:].split(":")
    connection.connect((host, int(port)))
    return connection


def answer(connection):
    """Status and body of one answer with a length, or (0, b"") where the connection ended."""
    received = b""
    with contextlib.suppress(ConnectionError):
        while b"\r\n\r\n" not in received:
            block = connection.recv(65536)
            if not block:
                return 0, b""
            received += block
        head, _, body = received.partition(b"\r\n\r\n")
        length = int(
            next(
                (
                    line.split(b":")[1]
                    for line in head.lower().splitlines()
                    if line.startswith(b"content-length")
                ),
                b"0",
            )
        )
        while len(body) < length:
            block = connection.recv(65536)
            if not block:
                break
            body += block
        return int(head.split()[1]), body
    return 0, b""


def read_until(connection, wanted):
    received = b""
    while wanted not in received:
        block = connection.recv(65536)
        assert block, received
        received += block
    return received


def is_well(server):
    start = time.monotonic()
    assert server.request("GET", "/api/v1/health/live")[0] == 200
    assert (
        server.request("POST", "/api/v1/collections/library/search", {"query": "archive"})[0] == 200
    )
    return time.monotonic() - start


@pytest.fixture
def many_descriptors():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] < IDLE + STREAMS + 1000:
        pytest.skip(f"this machine allows {before[1]} descriptors a process")
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def running_job(server):
    """A job that runs for some time."""
    text = "\n\n".join(
        f"Paragraph {i}. " + "The quick brown fox jumps over the lazy dog and runs away. " * 30
        for i in range(6000)
    )
    return server.upload("long.txt", text.encode())[1]["job_id"]


@only_one_server("memory, descriptors and limits of one address, of one process")
def test_ten_thousand_idle_connections_and_two_thousand_streams_cost_little(
    server, many_descriptors
):
    job = running_job(server)
    figures, key = Figures(server), server.key()
    is_well(server)
    time.sleep(1)
    before = figures.note("at rest, one job running")
    open_ones = [connect(server, i) for i in range(IDLE)]
    figures.note(f"{IDLE} idle connections")
    streams = [connect(server, IDLE + i) for i in range(STREAMS)]
    for stream in streams:
        stream.sendall(HEAD.format(f"/api/v1/jobs/{job}/events", key).encode())
        assert b"200 OK" in read_until(stream, b"event: job")
    with_streams = figures.note(f"and {STREAMS} event streams")
    assert figures.descriptors() >= IDLE + STREAMS
    seconds = is_well(server)
    print(f"\nhealth and search beside them: {seconds * 1000:.0f} ms", end="")
    assert seconds < 5
    poll = select.poll()
    for one in open_ones:
        poll.register(one, select.POLLIN)
    assert not poll.poll(0), "idle connections were ended"
    assert with_streams - before < MORE_MB
    assert figures.threads() < 100
    start = time.monotonic()
    assert server.stop() == 0
    print(f"\nstopped in {time.monotonic() - start:.1f} s", end="")
    assert time.monotonic() - start < 10.5
    for one in open_ones + streams:
        one.close()


@only_one_server("memory, descriptors and limits of one address, of one process")
def test_strangers_cannot_stop_the_service(server):
    """Idle sockets, half heads, bodies without a key and unread refusals, each more than the limits
    allow one address."""
    figures = Figures(server)
    is_well(server)
    before = figures.note("at rest")
    body = (
        b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n"
        + b"x" * 50_000
    )
    kinds = {
        "nothing": b"",
        "half a head": b"GET /api/v1/health/live HTTP/1.1\r\nHo",
        "most of a body": body,
        "a refused upload": b"POST /api/v1/collections/library/documents HTTP/1.1\r\n"
        + b"Host: localhost\r\nContent-Length: 2000000000\r\n\r\n"
        + b"x" * 50_000,
    }
    for what, sent in kinds.items():
        crowd = []
        for _ in range(400):
            crowd.append(connect(server))
            with contextlib.suppress(ConnectionError):
                crowd[-1].sendall(sent)
        assert is_well(server) < 5
        figures.note(f"400 connections that send {what}")
        for one in crowd:
            one.close()
    with connect(server) as one:
        one.sendall(
            b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 70000\r\n\r\n"
        )
        assert answer(one)[0] == 413
    assert max(row[1] for row in figures.rows) < 1.5 * before + 64


@only_one_server("memory, descriptors and limits of one address, of one process")
def test_readers_that_do_not_read_cost_a_bounded_buffer(server):
    assert (
        server.request("POST", "/api/v1/collections", {"name": "plain", "model": "none"})[0] == 201
    )
    made = server.upload(
        "large.txt",
        ("A line of text that fills the archive.\n" * 200_000).encode(),
        collection="plain",
    )[1]
    assert server.wait(made["job_id"])["state"] == "done"
    figures, key = Figures(server), server.key()
    is_well(server)
    before = figures.note("at rest")
    crowd = []
    for path in ("original", "text"):
        for i in range(40):
            crowd.append(connect(server, i * 200))
            crowd[-1].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            crowd[-1].sendall(
                HEAD.format(f"/api/v1/documents/{made['document_id']}/{path}", key).encode()
            )
        time.sleep(1)
        figures.note(f"{len(crowd)} readers of 8 MB that do not read ({path})")
        assert is_well(server) < 5
    for one in crowd:
        one.close()
    assert max(row[1] for row in figures.rows) < 1.5 * before + 200


@only_one_server("memory, descriptors and limits of one address, of one process")
def test_when_descriptors_run_out_connections_wait_and_are_taken(server):
    process = server.process.pid
    usual = resource.prlimit(process, resource.RLIMIT_NOFILE)
    figures = Figures(server)
    is_well(server)
    resource.prlimit(process, resource.RLIMIT_NOFILE, (figures.descriptors() + 20, usual[1]))
    crowd = [connect(server, i) for i in range(200)]
    figures.note("200 connections, 20 descriptors left")
    assert server.request("GET", "/api/v1/health/live")[0] == 200
    resource.prlimit(process, resource.RLIMIT_NOFILE, usual)
    late = connect(server)
    late.sendall(HEAD.format("/api/v1/health/live", server.key()).encode())
    assert answer(late)[0] == 200
    is_well(server)
    for one in [late, *crowd]:
        one.close()


def test_a_stop_is_bounded_with_everything_in_flight(server):
    job, key = running_job(server), server.key()
    crowd = [connect(server, i) for i in range(20)]
    for one in crowd[5:10]:
        one.sendall(HEAD.format(f"/api/v1/jobs/{job}/events", key).encode())
    for one in crowd[10:15]:
        one.sendall(b"GET /api/v1/health/live HTTP")
    for one in crowd[15:]:
        one.sendall(
            "POST /api/v1/collections/library/documents HTTP/1.1\r\nHost: "
            f"localhost\r\nAuthorization: Bearer {key}\r\n"
            "Content-Type: multipart/form-data; boundary=B\r\nContent-Length: "
            "1000000\r\n\r\n--B\r\ncontent-disposition: form-data; "
            'name="file"; filename="slow.txt"\r\n\r\nslow'.encode()
        )
    read_until(crowd[5], b"event: job")
    start = time.monotonic()
    assert server.stop(signal.SIGTERM) == 0
    assert time.monotonic() - start < 10.5
    assert (
        list((server.folder / "incoming").glob("*")) == []
        if (server.folder / "incoming").exists()
        else True
    )
    for one in crowd:
        one.close()


def children_of(process):
    pids = [str(one.pid) for one in getattr(process, "processes", [process])]
    found = subprocess.run(["pgrep", "-P", ",".join(pids)], capture_output=True, text=True)
    return found.stdout.split()


def program_of(process):
    try:
        return pathlib.Path(f"/proc/{process}/exe").resolve().name
    except FileNotFoundError:
        return ""  # it has ended


@needs_data
def test_a_drawing_that_nobody_waits_for_any_longer_ends(server):
    pdf = (pathlib.Path(TEST_DATA) / "documents/pdf/testJournalParser.pdf").read_bytes()
    document = server.upload("journal.pdf", pdf)[1]
    assert server.wait(document["job_id"])["state"] == "done"
    path = f"/api/v1/documents/{document['document_id']}/pages/1/image?width=4000"
    waiting = [connect(server, number) for number in range(8)]
    for connection in waiting:
        connection.sendall(HEAD.format(path, server.key()).encode())
    end = time.monotonic() + 10
    while not children_of(server.process) and time.monotonic() < end:
        time.sleep(0.01)
    drawing = children_of(server.process)
    assert drawing, "no drawing began"
    # The small program draws, which loads no models.
    while (name := program_of(drawing[0])) == "alexandria" and time.monotonic() < end:
        time.sleep(0.01)  # it was started just now
    assert name in ("alexandria-parser", "")
    for connection in waiting:
        connection.close()
    end = time.monotonic() + 2  # one drawing takes a second or more, eight of them four
    while children_of(server.process) and time.monotonic() < end:
        time.sleep(0.05)
    assert children_of(server.process) == []
