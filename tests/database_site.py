"""Nodes on loopback whose way to the database is another one: a pooler, TLS, several hosts. The
originals lie in a folder that all nodes see. All of it ends with the test."""

import os
import pathlib
import re
import shutil
import signal
import subprocess

import pytest
from cluster import (
    PASSWORD,
    SECRETS,
    Node,
    Part,
    Postgres,
    accepts,
    add,
    wait_for_job,
    wait_until,
)
from conftest import POSTGRES, PROGRAM

needs_postgres = [
    pytest.mark.skipif(
        not list(pathlib.Path("/usr/lib/postgresql").glob("*/bin")), reason="no PostgreSQL here"
    ),
    pytest.mark.skipif(bool(POSTGRES), reason="it brings its own PostgreSQL"),
]
PGBOUNCER = shutil.which("pgbouncer", path=os.environ.get("PATH", "") + ":/usr/sbin")
SEARCH = "/api/v1/collections/library/search"


class Site:
    """A database and its nodes; `address` names the database, as the nodes are told it."""

    def __init__(self, folder, settings=("models.default=none",)):
        self.folder, self.settings = pathlib.Path(folder), tuple(settings)
        os.chmod(folder, 0o755)  # the database's user comes through it
        self.postgres = Postgres(self.folder).start()
        self.address = f"postgresql://alexandria@127.0.0.1:{self.postgres.port}/postgres"
        self.nodes, self.others = [], []

    def addresses(self):
        return self.address, f"file:{self.folder}/objects"

    def start_nodes(self, count):
        first = len(self.nodes)
        self.nodes += [Node(self, first + i).start(wait=False) for i in range(count)]
        for node in self.nodes[first:]:
            node.wait_until_ready()
        return self.nodes[first:]

    def stop_nodes(self):
        for node in self.nodes:
            node.signal(signal.SIGTERM)
        for node in self.nodes:
            assert node.process.wait(30) == 0, node.log()[-3000:]

    def configure(self, lines):
        """Of the running database."""
        with open(self.postgres.data / "postgresql.conf", "a") as out:
            out.write(lines + "\n")
        self.postgres.signal(signal.SIGHUP)

    def refused(self, address):
        """What a node says that is not let in to the database; it ends at once."""
        words = [PROGRAM, "serve", "--data", self.folder / "refused", "--listen", "127.0.0.1:0"]
        words += ["--database", address, "--blobs", f"file:{self.folder}/objects"]
        words += ["--set", "database.password=env:DATABASE_PASSWORD"]
        done = subprocess.run(
            [str(word) for word in words],
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, **SECRETS},
        )
        assert done.returncode == 3, done
        assert PASSWORD not in done.stdout + done.stderr
        return done.stderr

    def check(self):
        for node in self.nodes:
            report = node.request("POST", "/api/v1/check", {}, patience=300)[1]
            assert report["ok"], report

    def stop(self):
        """A node that ended by itself is a fault, whatever the test saw of it."""
        ends = {node.name: node.process.poll() for node in self.nodes}
        fallen = [
            f"{node.name} ended with {ends[node.name]}: {node.log()[-3000:]}"
            for node in self.nodes
            if ends[node.name] not in (None, 0, -signal.SIGKILL)
        ]
        for part in (*self.nodes, *self.others):
            part.signal(signal.SIGCONT)
            part.kill()
        self.postgres.kill()
        assert not fallen, fallen


class Psql:
    """A session of somebody else on the database."""

    def __init__(self, port, database="postgres"):
        words = ["psql", "-qAtX", f"postgresql://alexandria@127.0.0.1:{port}/{database}"]
        self.process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PGPASSWORD": PASSWORD},
        )

    def run(self, statement):
        """Its rows, a line each."""
        self.process.stdin.write(f"{statement};\n\\echo over\n")
        self.process.stdin.flush()
        rows = []
        while (line := self.process.stdout.readline().rstrip("\n")) != "over":
            assert self.process.poll() is None
            rows.append(line)
        return rows

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class PgBouncer(Part):
    """In transaction mode, with few connections to the server."""

    def __init__(self, site, connections):
        super().__init__(site.folder, "pgbouncer")
        self.user = site.postgres.user
        (self.folder / "users.txt").write_text(f'"alexandria" "{PASSWORD}"\n')
        (self.folder / "pgbouncer.ini").write_text(
            f"""[databases]
postgres = host=127.0.0.1 port={site.postgres.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {self.port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {self.folder}/users.txt
admin_users = alexandria
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 500
"""
        )

    def start(self):
        self.launch([PGBOUNCER, self.folder / "pgbouncer.ini"], user=self.user)
        wait_until(lambda: accepts(self.port), "PgBouncer starts")
        return self

    def ask(self, statement):
        address = f"postgresql://alexandria@127.0.0.1:{self.port}/pgbouncer"
        done = subprocess.run(
            ["psql", "-qAtX", address, "-c", statement],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PGPASSWORD": PASSWORD},
        )
        return [line.split("|") for line in done.stdout.splitlines()]


class Replica(Postgres):
    """A copy of the site's database that follows it."""

    def __init__(self, site, name="replica"):
        super().__init__(site.folder)
        self.name, self.data, self.source = name, self.folder / name, site.postgres

    def copy(self):
        hba = self.source.data / "pg_hba.conf"
        assert re.search(r"^host\s+replication", hba.read_text(), re.MULTILINE)
        self.data.mkdir(mode=0o700)
        if self.user:
            os.chown(self.data, self.user.pw_uid, self.user.pw_gid)
        source = f"host=127.0.0.1 port={self.source.port} user=alexandria application_name=replica"
        words = [self.programs / "pg_basebackup", "-D", self.data, "-d", source]
        words += ["-R", "-X", "stream", "-c", "fast"]
        self.launch(words, {"PGPASSWORD": PASSWORD}, user=self.user)
        assert self.process.wait(120) == 0, self.log()
        return self


def add_and_wait(port, name, content):
    answer, token = add(port, name, content)
    wait_for_job(port, answer["job_id"])
    return answer, token


class Authority:
    """A private certificate authority, and what it signs."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.certificate = folder / f"{name}.crt"
        words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
        words += ["-nodes", "-days", "2", "-subj", f"/CN={name}", "-keyout", f"{name}.key"]
        self.openssl(*words, "-out", self.certificate)

    def openssl(self, *words):
        done = subprocess.run(
            ["openssl", *map(str, words)], cwd=self.folder, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr

    def sign(self, host):
        """Paths of a certificate for the host and of its key."""
        base = f"{self.name}-{host}"
        words = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        self.openssl(*words, "-subj", f"/CN={host}", "-keyout", f"{base}.key", "-out", "request")
        (self.folder / "names").write_text(f"subjectAltName=DNS:{host}\n")
        words = ["x509", "-req", "-in", "request", "-days", "2", "-extfile", "names"]
        words += ["-CA", self.certificate, "-CAkey", f"{self.name}.key", "-CAcreateserial"]
        self.openssl(*words, "-out", f"{base}.crt")
        return self.folder / f"{base}.crt", self.folder / f"{base}.key"
