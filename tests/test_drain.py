"""A node that is told to stop while it is used: nobody who asks it is let down."""

import json
import signal
import socket
import threading
import time

import pytest
from cluster import KEY, add, found, request, upload, wait_for_job, wait_until
from database_site import Psql, Site, add_and_wait, needs_postgres

pytestmark = needs_postgres
DRAIN_S = 5


@pytest.fixture
def site(folder):
    made = Site(folder, ("models.default=none", f"server.drain_s={DRAIN_S}"))
    yield made
    made.stop()


class Stream:
    """A job's events, as they come."""

    def __init__(self, port, job_id):
        self.socket = socket.create_connection(("127.0.0.1", port), 20)
        head = f"GET /api/v1/jobs/{job_id}/events HTTP/1.1\r\nhost: localhost\r\n"
        self.socket.sendall(f"{head}authorization: Bearer {KEY}\r\n\r\n".encode())
        self.text = ""

    def read_until(self, what, patience=20):
        """All that came so far; `what` stands in it, or, if None, the stream is over."""
        end = time.monotonic() + patience
        self.socket.settimeout(patience)
        while what is None or what not in self.text:
            assert time.monotonic() < end, self.text
            got = self.socket.recv(65536).decode()
            self.text += got
            if not got or self.text.endswith("0\r\n\r\n"):
                assert what is None or what in self.text, self.text
                break
        return self.text

    def events(self):
        """Of the stream's text: (name, data)."""
        blocks = self.text.replace("\r\n", "\n").split("\n\n")
        fields = [
            dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
            for block in blocks
        ]
        return [(f["event"], json.loads(f["data"])) for f in fields if "event" in f]


class SlowUpload:
    """Half of it is sent, and the rest when it is asked for."""

    def __init__(self, port, name, content):
        head = f'content-disposition: form-data; name="file"; filename="{name}"'
        body = f"--b\r\n{head}\r\n\r\n{content}\r\n--b--\r\n".encode()
        self.socket = socket.create_connection(("127.0.0.1", port), 20)
        lines = (
            "POST /api/v1/collections/library/documents HTTP/1.1",
            "host: localhost",
            f"authorization: Bearer {KEY}",
            "content-type: multipart/form-data; boundary=b",
            f"content-length: {len(body)}",
        )
        self.socket.sendall("\r\n".join((*lines, "", "")).encode() + body[: len(body) // 2])
        self.rest = body[len(body) // 2 :]

    def finish(self):
        self.socket.sendall(self.rest)
        answer = b""
        while b"\r\n\r\n" not in answer or b"}" not in answer:
            got = self.socket.recv(65536)
            assert got, answer
            answer += got
        head, body = answer.split(b"\r\n\r\n", 1)
        assert b" 202 " in head.split(b"\r\n")[0] + b" ", answer
        return json.loads(body)


def readiness(port):
    status, answer, _ = request(port, "GET", "/api/v1/health/ready")
    return status, answer.get("error")


def test_a_node_that_stops_lets_nobody_down(site):
    leaving, staying = site.start_nodes(2)
    a, b = leaving.port, staying.port
    add_and_wait(a, "first.txt", "Of the word quince.")
    with Psql(site.postgres.port) as psql:
        # Searches and jobs wait for it: they run while the node drains.
        psql.run("BEGIN")
        psql.run("LOCK TABLE bodies IN ACCESS EXCLUSIVE MODE")
        job = add(a, "second.txt", "Of the word medlar.")[0]["job_id"]
        streams = [Stream(a, job), Stream(a, job)]
        for stream in streams:
            stream.read_until("event: job")
        slow = SlowUpload(a, "slow.txt", "Of the word sorb. " * 1000)
        answers = []
        searching = threading.Thread(target=lambda: answers.append(found(a, "quince")))
        searching.start()
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        wait_until(lambda: int(psql.run(waiting)[0]) >= 1, "the search waits")
        told = time.monotonic()
        leaving.signal(signal.SIGTERM)
        wait_until(lambda: readiness(a) == (503, "draining"), "it is not ready", 1)
        assert readiness(b) == (200, None)
        # Who follows a job is told to come again, and the stream ends; elsewhere it goes on.
        for stream in streams:
            text = stream.read_until(None, 2)
            assert "retry: 1000\n" in text
            assert stream.events()[-1] == ("reconnect", {"reason": "draining"})
        late = Stream(a, job)
        late.read_until(None, 2)
        assert [name for name, _ in late.events()] == ["job", "reconnect"]
        elsewhere = Stream(b, job)
        elsewhere.read_until("event: job")
        # What is asked for now is still done: a job that is accepted here runs elsewhere.
        status, accepted, _ = upload(a, "third.txt", "Of the word azarole.", source="/third")
        assert status == 202
        finished = slow.finish()
        assert answers == []
        psql.run("COMMIT")
        searching.join(10)
        assert answers == [["first"]]
        for one in (accepted, finished):
            wait_for_job(b, one["job_id"], 10)
        wait_for_job(b, job, 10)
        elsewhere.read_until('"state":"done"', 5)
        assert leaving.process.poll() is None, "it still drains"
        ran_at = "SELECT DISTINCT node_id FROM jobs WHERE job_id IN ('{}', '{}')".format(
            accepted["job_id"], finished["job_id"]
        )
        by_port = {n["address"][-5:]: n for n in request(b, "GET", "/api/v1/nodes")[1]["data"]}
        assert by_port[str(a)[-5:]]["state"] == "draining"
        assert psql.run(ran_at) == [by_port[str(b)[-5:]]["node_id"]]
    assert leaving.process.wait(DRAIN_S + 10) == 0, leaving.log()[-3000:]
    took = time.monotonic() - told
    assert DRAIN_S - 0.1 < took < DRAIN_S + 3, took
    assert [found(b, word) for word in ("medlar", "sorb", "azarole")] == [
        ["second"],
        ["slow"],
        ["third"],
    ]
    site.nodes.remove(leaving)
    site.check()
    nodes = request(b, "GET", "/api/v1/nodes")[1]["data"]
    assert [node["state"] for node in nodes] == ["ready"]


def test_a_running_job_goes_on_elsewhere_when_the_time_is_over(site):
    leaving, staying = site.start_nodes(2)
    text = "\n\n".join(f"Paragraph {i} about zebras and rivers." for i in range(4000))
    jobs = [add(leaving.port, f"long{i}.md", f"Word{i}x {text}")[0]["job_id"] for i in range(6)]
    leaving.signal(signal.SIGTERM)
    assert leaving.process.wait(DRAIN_S + 12) == 0, leaving.log()[-3000:]
    for job in jobs:
        wait_for_job(staying.port, job, 120)
    assert [found(staying.port, f"Word{i}x") for i in range(6)] == [[f"long{i}"] for i in range(6)]
    site.nodes.remove(leaving)
    site.check()
