"""Black-box tests: the real program, real files, real HTTP. Nothing knows how it is made."""

import hashlib
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import pytest

PROGRAM = os.environ.get(
    "ALEXANDRIA_PROGRAM",
    str(pathlib.Path(__file__).resolve().parent.parent / "build/release/src/app/alexandria"),
)
TEST_DATA = os.environ.get("ALEXANDRIA_TEST_DATA")
FAST_MODEL = ["--set", "models.default=all-MiniLM-L6-v2"]

needs_data = pytest.mark.skipif(
    not TEST_DATA, reason="ALEXANDRIA_TEST_DATA is not set: the evaluation data is not here"
)


# Where this names a server (tools/with_postgres), every library has a database of its own there.
POSTGRES = os.environ.get("ALEXANDRIA_TEST_POSTGRES")
only_sqlite = pytest.mark.skipif(bool(POSTGRES), reason="of the database file of SQLite")
# Three nodes behind a balancer stand for every server: behind_balancer.py.
CLUSTER = bool(os.environ.get("ALEXANDRIA_TEST_CLUSTER"))
assert POSTGRES or not CLUSTER, "a cluster needs tools/with_postgres"


def only_one_server(reason):
    """Of a test that means nothing with three nodes behind a balancer."""
    return pytest.mark.skipif(CLUSTER, reason=reason)


def name_of(folder):
    return "blackbox_" + hashlib.sha256(str(folder).encode()).hexdigest()[:16]


def database_of(folder):
    """The address of a library's own database on PostgreSQL, which is made at first use."""
    name = name_of(folder)
    begin, end = POSTGRES.split("/?")
    psql = ["psql", "-qAt", f"{begin}/postgres?{end}", "-c"]
    known = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"
    if not subprocess.run([*psql, known], capture_output=True, check=True).stdout.strip():
        subprocess.run([*psql, f"CREATE DATABASE {name} TEMPLATE template0"], check=True)
    return f"{begin}/{name}?{end}"


class Library:
    """A data folder, and the server that may serve it."""

    def __init__(self, folder, options=()):
        self.folder, self.options, self.process, self.url = (
            pathlib.Path(folder),
            list(options),
            None,
            None,
        )
        if POSTGRES:
            self.options += ["--database", database_of(self.folder)]
        if CLUSTER:
            from behind_balancer import blobs_of  # it needs this module whole

            self.options += ["--blobs", blobs_of(name_of(self.folder))]

    def place(self):
        """How a command finds the library."""
        if self.process is None:
            return ["--data", str(self.folder), *self.options]
        if CLUSTER:
            return ["--server", self.url, "--key-file", str(self.folder / "admin.key")]
        return ["--data", str(self.folder)]

    def run(self, *words, check=True, as_json=True, timeout=300):
        words = [str(w) for w in words] + self.place()
        done = subprocess.run(
            [PROGRAM, *words, *(["--json"] if as_json else [])],
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        if check:
            assert done.returncode == 0, (
                f"{words}: status {done.returncode}\n{done.stdout}\n{done.stderr}"
            )
        if not as_json:
            return done
        return json.loads(done.stdout) if done.stdout.strip().startswith("{") else done

    def start(self, *options):
        log = open(self.folder.parent / (self.folder.name + ".log"), "a")
        if CLUSTER:
            from behind_balancer import Nodes

            self.process = Nodes(PROGRAM, self.folder, [*self.options, *options], log)
            self.url = self.process.url
            return self
        self.process = subprocess.Popen(
            [
                PROGRAM,
                "serve",
                "--data",
                str(self.folder),
                "--listen",
                "127.0.0.1:0",
                *self.options,
                *options,
            ],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        for line in self.process.stdout:
            found = re.search(r"listening on\s+(http://\S+)", line)
            if found:
                self.url = found[1]
            if line.startswith("Stop with"):
                return self
        raise AssertionError("the server did not start: " + pathlib.Path(log.name).read_text())

    def stop(self, kind=signal.SIGTERM, timeout=30):
        if self.process is None:
            return None
        self.process.send_signal(kind)
        status = self.process.wait(timeout)
        self.process.stdout.close()
        self.process = self.url = None
        return status

    def originals(self):
        """The files that hold them, wherever they are."""
        if CLUSTER:
            from behind_balancer import store

            folder = store().objects / "library" / name_of(self.folder)
        else:
            folder = self.folder / "blobs"
        every = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
        return [path for path in every if path.parts[0] not in ("indexes", "places")]

    def key(self):
        return (self.folder / "admin.key").read_text().strip()

    def request(self, method, path, body=None, headers=None, raw=False, data=None):
        given = {"Authorization": "Bearer " + self.key(), **(headers or {})}
        if body is not None:
            data, given["Content-Type"] = json.dumps(body).encode(), "application/json"
        try:
            with urllib.request.urlopen(
                urllib.request.Request(self.url + path, data, given, method=method), timeout=120
            ) as answer:
                content, status = answer.read(), answer.status
        except urllib.error.HTTPError as error:
            content, status = error.read(), error.code
            if CLUSTER and status == 503 and error.headers.get("content-type") == "text/plain":
                raise ConnectionError(f"of the balancer: {content}") from error
        return status, content if raw else (json.loads(content) if content else None)

    def upload(self, name, content, collection="library", **fields):
        boundary = "----alexandria-test"
        parts = [
            f'--{boundary}\r\ncontent-disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
            for field, value in fields.items()
        ]
        file_head = 'content-disposition: form-data; name="file"; filename="' + name + '"'
        parts.append(f"--{boundary}\r\n{file_head}\r\n\r\n")
        body = "".join(parts).encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return self.request(
            "POST",
            f"/api/v1/collections/{collection}/documents",
            data=body,
            headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
        )

    def wait(self, job_id, patience=120):
        end = time.monotonic() + patience
        while time.monotonic() < end:
            job = self.request("GET", f"/api/v1/jobs/{job_id}")[1]
            if job["state"] not in ("queued", "running"):
                return job
            time.sleep(0.02)
        raise AssertionError(f"job {job_id} did not end in {patience} s: {job}")


def answers_to(folder, model, texts, asked):
    """Adds texts by their names to a library with that model and asks; each question, what it wants
    and the answer."""
    if model != "none" and not TEST_DATA:
        pytest.skip("ALEXANDRIA_TEST_DATA is not set")
    (folder / "in").mkdir()
    for name, text in texts.items():
        (folder / "in" / name).write_text(text)
    library = Library(folder / "data", ["--set", "models.default=" + model])
    library.run("add", str(folder / "in"), "--wait")
    library.start()
    path = "/api/v1/collections/library/ask"
    answers = [library.request("POST", path, {"query": question})[1] for question, _ in asked]
    library.stop()
    return [(*row, answer) for row, answer in zip(asked, answers, strict=True)]


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="alexandria-blackbox-") as name:
        yield pathlib.Path(name)


@pytest.fixture
def library(folder):
    made = Library(folder / "data", FAST_MODEL)
    yield made
    if made.process is not None:
        made.process.kill()
        made.process.wait()
        made.process.stdout.close()


@pytest.fixture
def server(library):
    return library.start()


@pytest.fixture
def site(folder):
    """PostgreSQL, and the nodes that a test starts on it."""
    from database_site import Site

    made = Site(folder)
    yield made
    made.stop()
