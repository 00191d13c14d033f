"""Three nodes behind a balancer in the place of one server, for all black-box tests: what they see
of the process is there for all three at once. ALEXANDRIA_TEST_CLUSTER=1 asks for it."""

import atexit
import functools
import os
import pathlib
import re
import secrets
import shutil
import subprocess
import tempfile

from cluster import S3, SECRETS, Balancer, dies_with_us

# All clients have the balancer's address.
MANY = ["server.requests_per_peer=1000", "server.connections_per_peer=4096"]


@functools.cache
def store():
    """One S3 for the whole session."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="alexandria-s3-"))
    made = S3(folder).start()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        os.environ[name] = SECRETS[name]
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(made.kill)
    return made


def blobs_of(name):
    """The address of a library's own originals."""
    return f"s3://library/{name}?endpoint=http://127.0.0.1:{store().port}"


class Output:
    def __init__(self, processes):
        self.processes = processes

    def close(self):
        for process in self.processes:
            process.stdout.close()


class Nodes:
    """The first has the library's data folder, the others have folders of their own beside it."""

    def __init__(self, program, folder, options, log):
        self.beside = folder.parent / f"{folder.name}.nodes"
        self.beside.mkdir(parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        key = folder / "admin.key"
        if not key.exists():
            with open(os.open(key, os.O_CREAT | os.O_WRONLY, 0o600), "w") as out:
                out.write(f"alx_{secrets.token_hex(24)}\n")
        self.processes = [
            subprocess.Popen(
                [program, "serve", "--data", data, "--listen", "127.0.0.1:0", *options]
                + [f"--set={each}" for each in (f"server.admin_key=file:{key}", *MANY)],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                preexec_fn=dies_with_us,
            )
            for data in (folder, self.beside / "b", self.beside / "c")
        ]
        self.stdout, self.balancer = Output(self.processes), None
        urls = [self.url_of(process) for process in self.processes]
        if None in urls:
            self.kill()
            self.wait()
            raise AssertionError("a node did not start: " + pathlib.Path(log.name).read_text())
        ports = [int(url.rsplit(":", 1)[1]) for url in urls]
        self.balancer = Balancer(self.beside, ports).start()
        self.url = f"http://127.0.0.1:{self.balancer.port}"

    @staticmethod
    def url_of(process):
        url = None
        for line in process.stdout:
            found = re.search(r"listening on\s+(http://\S+)", line)
            url = found[1] if found else url
            if line.startswith("Stop with"):
                return url
        return None

    def poll(self):
        return None if any(process.poll() is None for process in self.processes) else 0

    def send_signal(self, number):
        for process in self.processes:
            process.send_signal(number)

    def kill(self):
        for process in self.processes:
            process.kill()

    def wait(self, timeout=None):
        statuses = [process.wait(timeout) for process in self.processes]
        if self.balancer is not None:
            self.balancer.kill()
        return next((status for status in statuses if status != 0), 0)
