"""A real Chroma server, to be asked what ours is asked."""

import json
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

DEFAULT = "/api/v2/tenants/default_tenant/databases/default_database"


def ask(url, method, path, body=None, headers=None, data=None):
    """Status, headers and the body: JSON where it is JSON, else text."""
    given = {"content-type": "application/json", **(headers or {})}
    if body is not None:
        data = json.dumps(body).encode()
    request = urllib.request.Request(url + path, data, given, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            content, status, heads = answer.read(), answer.status, answer.headers
    except urllib.error.HTTPError as error:
        content, status, heads = error.read(), error.code, error.headers
    try:
        return status, heads, json.loads(content)
    except ValueError:
        return status, heads, content.decode()


class ChromaServer:
    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        folder = pathlib.Path(folder)
        (folder / "chroma.yaml").write_text(
            f'port: {port}\nlisten_address: "127.0.0.1"\nallow_reset: true\n'
            f"persist_path: {folder / 'chroma'}\n"
        )
        program = pathlib.Path(sys.executable).parent / "chroma"
        self.process = subprocess.Popen(
            [
                program if program.exists() else shutil.which("chroma"),
                "run",
                folder / "chroma.yaml",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if ask(self.url, "GET", "/api/v2/heartbeat")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise AssertionError("the Chroma server did not start")

    def stop(self):
        self.process.send_signal(signal.SIGKILL)  # it does not end on SIGTERM for a while
        self.process.wait(30)
