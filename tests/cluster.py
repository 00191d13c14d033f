"""A cluster on loopback, of real parts: PostgreSQL, S3 (versitygw), a proxy before the database
that can misbehave, a balancer (Envoy), and nodes. All of it ends with the test."""

import contextlib
import ctypes
import http.client
import json
import os
import pathlib
import pwd
import signal
import socket
import subprocess
import time

import pytest
from conftest import POSTGRES, PROGRAM
from proxy import Proxy

ROOT = pathlib.Path(__file__).resolve().parent.parent
SERVICES = ROOT / ".deps/services/bin"
KEY = "alx_cluster_0123456789abcdef"
PASSWORD = "swordfish-of-the-test"
POSTGRESQL = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
needs_services = [
    pytest.mark.skipif(
        not (SERVICES / "versitygw").exists() or not POSTGRESQL,
        reason="tools/setup/services was not run",
    ),
    pytest.mark.skipif(bool(POSTGRES), reason="it brings its own PostgreSQL"),
]
SECRETS = {
    "DATABASE_PASSWORD": PASSWORD,
    "LIBRARY_KEY": KEY,
    "AWS_ACCESS_KEY_ID": "test-access",
    "AWS_SECRET_ACCESS_KEY": "test-secret",
}


def dies_with_us():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_until(is_true, what, patience=30):
    end = time.monotonic() + patience
    while not is_true():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {patience} s")
        time.sleep(0.05)


def accepts(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


class Part:
    """A process that can be killed, frozen and started again."""

    def __init__(self, folder, name):
        self.folder, self.name, self.process, self.port = folder, name, None, free_port()

    def launch(self, words, env=None, user=None):
        log = open(self.folder / f"{self.name}.log", "ab")
        become = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid}
        become |= {} if user is None else {"extra_groups": []}
        self.process = subprocess.Popen(
            [str(word) for word in words],
            stdout=log,
            stderr=log,
            env={**os.environ, **(env or {})},
            preexec_fn=dies_with_us,
            cwd=self.folder,
            **become,
        )

    def signal(self, number):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self):
        self.signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def log(self):
        return (self.folder / f"{self.name}.log").read_text(errors="replace")


class Postgres(Part):
    """The first start makes the database; a password is asked for."""

    def __init__(self, folder):
        super().__init__(folder, "postgres")
        self.data = folder / "pgdata"
        self.programs = POSTGRESQL[-1]
        self.user = pwd.getpwnam("postgres") if os.getuid() == 0 else None

    def start(self):
        if not self.data.exists():
            self.data.mkdir()
            (self.folder / "pgpass").write_text(PASSWORD)
            if self.user:
                for path in (self.data, self.folder / "pgpass"):
                    os.chown(path, self.user.pw_uid, self.user.pw_gid)
            words = ["initdb", "-D", self.data, "-U", "alexandria", "-A", "scram-sha-256"]
            words += ["--pwfile", self.folder / "pgpass", "-E", "UTF8", "--locale=C", "--no-sync"]
            self.launch([self.programs / words[0], *words[1:]], user=self.user)
            assert self.process.wait(60) == 0, self.log()
        settings = [f"port={self.port}", "listen_addresses=127.0.0.1", "max_connections=200"]
        settings += ["unix_socket_directories=", "fsync=off"]  # no power is cut here

        # Children that a killed one left hold its memory for a moment.
        def is_up():
            if self.process is None or self.process.poll() is not None:
                options = [word for setting in settings for word in ("-c", setting)]
                self.launch([self.programs / "postgres", "-D", self.data, *options], user=self.user)
                time.sleep(0.3)
            return accepts(self.port)

        self.process = None
        wait_until(is_up, "PostgreSQL starts")
        return self

    def kill(self):
        """All of its processes at one moment, as when a machine dies."""
        self.signal(signal.SIGSTOP)
        pids = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True
        ).stdout.split()
        super().kill()
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)

    def is_ready(self):
        """It may accept a connection before that, and end it."""
        words = [self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(words).returncode == 0

    def freeze(self, number):
        pids = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True
        ).stdout.split()
        for pid in [self.process.pid, *map(int, pids)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


class S3(Part):
    """On a disk of its own where `disk_mb` says how large and a file system can be mounted."""

    def __init__(self, folder, disk_mb=None):
        super().__init__(folder, "s3")
        self.objects = folder / "objects"
        self.objects.mkdir()
        self.is_small = bool(disk_mb) and self.mount(disk_mb)

    def start(self):
        objects = self.objects
        (objects / "library").mkdir(exist_ok=True)
        words = [SERVICES / "versitygw", "--port", f"127.0.0.1:{self.port}", "--keep-alive"]
        words += ["--access", "test-access", "--secret", "test-secret", "posix", objects]
        self.launch(words)
        wait_until(lambda: accepts(self.port), "versitygw starts")
        return self

    def mount(self, disk_mb):
        words = ["mount", "-t", "tmpfs", "-o", f"size={disk_mb}m", "tmpfs", self.objects]
        if subprocess.run(words, capture_output=True).returncode != 0:
            return False  # it takes root
        with contextlib.suppress(OSError):
            os.setxattr(self.objects, "user.test", b"")  # versitygw needs them
            return True
        subprocess.run(["umount", self.objects], check=True)
        return False

    def fill(self):
        """Not a byte is free until `make_room`."""
        with open(self.objects / "filler", "ab", buffering=0) as out:
            with contextlib.suppress(OSError):
                while True:
                    out.write(b"x" * 65536)
        assert os.statvfs(self.objects).f_bavail == 0

    def make_room(self):
        (self.objects / "filler").unlink(missing_ok=True)

    def end(self):
        self.kill()
        if self.is_small:
            subprocess.run(["umount", "-l", self.objects], check=True)


def skewed(seconds):
    """The environment in which a program's clock, but no stopwatch, is so far ahead."""
    found = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    assert found, "libfaketime is not there: tools/setup/setup"
    only_the_clock = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_DISABLE_SHM": "1"}
    return only_the_clock | {"LD_PRELOAD": str(found[0]), "FAKETIME": f"{seconds:+d}s"}


class Node(Part):
    def __init__(self, cluster, number, ahead_s=0):
        super().__init__(cluster.folder, f"node{number}")
        self.cluster, self.data = cluster, cluster.folder / f"node{number}"
        self.environment = SECRETS | (skewed(ahead_s) if ahead_s else {})

    def start(self, wait=True):
        database, blobs = self.cluster.addresses()
        words = [PROGRAM, "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}"]
        words += ["--database", database, "--blobs", blobs]
        for setting in (
            "database.password=env:DATABASE_PASSWORD",
            "server.admin_key=env:LIBRARY_KEY",
            "server.requests_per_peer=1000",
            *self.cluster.settings,
        ):
            words += ["--set", setting]
        self.launch(words, self.environment)
        if wait:
            self.wait_until_ready()
        return self

    def wait_until_ready(self):
        try:
            wait_until(self.is_ready, f"{self.name} is ready", 60)
        except AssertionError as error:
            logs = self.log()[-3000:], self.cluster.postgres.log()[-1000:]
            raise AssertionError("\n".join((str(error), *logs))) from error

    def is_ready(self):
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.request("GET", "/api/v1/health/ready", patience=2)[0] == 200
        return False

    def request(self, method, path, body=None, headers=None, patience=60, data=None):
        return request(self.port, method, path, body, headers, patience, data)


def request(port, method, path, body=None, headers=None, patience=60, data=None):
    """Status, JSON, headers. OSError or HTTPException where no whole answer came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    given = {"Authorization": "Bearer " + KEY, **(headers or {})}
    if body is not None:
        data, given["Content-Type"] = json.dumps(body).encode(), "application/json"
    try:
        connection.request(method, path, data, given)
        answer = connection.getresponse()
        content = answer.read()
        kind = answer.headers.get("content-type", "")
        is_json = kind.startswith("application/json") and content
        return answer.status, json.loads(content) if is_json else content, answer.headers
    finally:
        connection.close()


def upload(port, name, content, **fields):
    boundary = "----alexandria-cluster"
    parts = "".join(
        f'--{boundary}\r\ncontent-disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    )
    head = f'content-disposition: form-data; name="file"; filename="{name}"'
    body = f"{parts}--{boundary}\r\n{head}\r\n\r\n{content}\r\n--{boundary}--\r\n"
    return request(
        port,
        "POST",
        "/api/v1/collections/library/documents",
        data=body.encode(),
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
    )


def found(port, word, headers=None, **more):
    """The titles of what a search for the word finds."""
    path, body = "/api/v1/collections/library/search", {"query": word, "mode": "keyword", **more}
    status, answer, _ = request(port, "POST", path, body, headers)
    assert status == 200, answer
    return [hit["title"] for hit in answer["data"]]


def add(port, name, content):
    status, answer, headers = upload(port, name, content, source="/" + name)
    assert status == 202, answer
    return answer, headers["x-alexandria-token"]


def wait_for_job(port, job_id, patience=60):
    def is_done():
        job = request(port, "GET", f"/api/v1/jobs/{job_id}")[1]
        assert job.get("state") in ("queued", "running", "done"), job
        return job["state"] == "done"

    wait_until(is_done, f"job {job_id} is done", patience)


BALANCER = """
static_resources:
  listeners:
  - address: {{socket_address: {{address: 127.0.0.1, port_value: {port}}}}}
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": {types}.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: nodes
          stream_idle_timeout: 0s
          http_protocol_options: {{allow_custom_methods: true}}
          route_config:
            virtual_hosts:
            - name: all
              domains: ["*"]
              routes:
              - match: {{prefix: "/"}}
                route: {{cluster: nodes, timeout: 0s}}
          http_filters:
          - name: envoy.filters.http.router
            typed_config:
              "@type": {types}.http.router.v3.Router
  clusters:
  - name: nodes
    type: STATIC
    connect_timeout: 1s
    common_lb_config: {{healthy_panic_threshold: {{value: 0}}}}
    health_checks:
    - timeout: 1s
      interval: 0.5s
      unhealthy_threshold: 1
      healthy_threshold: 1
      http_health_check: {{path: /api/v1/health/ready, host: localhost}}
    load_assignment:
      cluster_name: nodes
      endpoints:
      - lb_endpoints:
{endpoints}
"""
TYPES = "type.googleapis.com/envoy.extensions.filters"


class Balancer(Part):
    def __init__(self, folder, ports):
        super().__init__(folder, "envoy")
        one = (
            "        - endpoint: {{address: {{socket_address: "
            "{{address: 127.0.0.1, port_value: {}}}}}}}"
        )
        endpoints = "\n".join(one.format(port) for port in ports)
        text = BALANCER.format(port=self.port, types=TYPES, endpoints=endpoints)
        (folder / "envoy.yaml").write_text(text)

    def start(self):
        words = [SERVICES / "envoy", "-c", self.folder / "envoy.yaml", "--use-dynamic-base-id"]
        self.launch([*words, "-l", "error", "--concurrency", "1"])
        path = "/api/v1/health/ready"
        wait_until(lambda: accepts(self.port), "Envoy starts")
        wait_until(lambda: request(self.port, "GET", path)[0] == 200, "Envoy finds the nodes")
        return self


class Cluster:
    """`ahead_s`: of each node's clock, zero where it is not given."""

    def __init__(
        self, folder, nodes=3, settings=("models.default=none",), ahead_s=(), s3_disk_mb=None
    ):
        self.folder, self.settings = pathlib.Path(folder), settings
        os.chmod(folder, 0o755)  # the database's user comes through it
        self.postgres, self.nodes, self.balancer = Postgres(self.folder).start(), [], None
        self.proxy = Proxy(self.postgres.port)
        self.s3 = S3(self.folder, s3_disk_mb)
        try:
            self.start(nodes, [*ahead_s, *[0] * nodes])
        except BaseException:
            self.stop()
            raise

    def start(self, nodes, ahead_s):
        self.s3.start()
        wait_until(self.postgres.is_ready, "PostgreSQL takes connections")
        self.nodes = [Node(self, i, ahead_s[i]).start(wait=False) for i in range(nodes)]
        for node in self.nodes:
            node.wait_until_ready()
        if nodes:
            self.balancer = Balancer(self.folder, [node.port for node in self.nodes]).start()

    def addresses(self):
        """Of the database, through the proxy, and of the originals."""
        return (
            f"postgresql://alexandria@127.0.0.1:{self.proxy.port}/postgres",
            f"s3://library/blobs?endpoint=http://127.0.0.1:{self.s3.port}",
        )

    def run(self, *words):
        """A command of the program that knows the secrets."""
        return subprocess.run(
            [PROGRAM, *map(str, words)],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, **SECRETS},
        )

    def stop(self):
        for part in filter(None, (self.balancer, *self.nodes, self.s3)):
            part.signal(signal.SIGCONT)
            part.kill()
        self.s3.end()
        self.proxy.stop()
        self.postgres.kill()
