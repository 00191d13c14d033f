"""What the benchmarks share: the program, PDF files made on the spot, a server, percentiles."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("ALEXANDRIA_PROGRAM", str(ROOT / "build/release/src/app/alexandria"))
DATA = pathlib.Path(os.environ["ALEXANDRIA_TEST_DATA"])


def parser_of(program):
    """What reads files for a program: `alexandria-parser` beside it, once itself."""
    beside = pathlib.Path(program).with_name("alexandria-parser")
    return str(beside if beside.exists() else program)


def run_json(*words):
    return json.loads(
        subprocess.run(
            [PROGRAM, *map(str, words), "--json"], check=True, capture_output=True, text=True
        ).stdout
    )


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Server:
    def __init__(self, *options):
        self.folder = tempfile.TemporaryDirectory(prefix="alexandria-bench-")
        self.start(*options)

    def start(self, *options):
        begin = time.perf_counter()
        self.process = subprocess.Popen(
            [
                PROGRAM,
                "serve",
                "--data",
                self.folder.name + "/data",
                "--listen",
                "127.0.0.1:0",
                *options,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for line in self.process.stdout:
            if found := re.search(r"listening on\s+(\S+)", line):
                self.url = found[1]
            if found := re.search(r"Open (\S+)", line):
                self.link = found[1]
            if line.startswith("Stop with"):
                break
        self.key = pathlib.Path(self.folder.name, "data/admin.key").read_text().strip()
        self.seconds_to_start = time.perf_counter() - begin

    def request(self, method, path, body=None):
        request = urllib.request.Request(
            self.url + path,
            json.dumps(body).encode() if body is not None else None,
            {"Authorization": "Bearer " + self.key, "Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=600) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def upload(self, name, content):
        about = f'content-disposition: form-data; name="file"; filename="{name}"'
        head = f"--b\r\n{about}\r\n\r\n".encode()
        request = urllib.request.Request(
            self.url + "/api/v1/collections/library/documents",
            head + content + b"\r\n--b--\r\n",
            {
                "Authorization": "Bearer " + self.key,
                "Content-Type": "multipart/form-data; boundary=b",
            },
        )
        with urllib.request.urlopen(request, timeout=600) as answer:
            return json.loads(answer.read())

    def wait_for_jobs(self):
        while sum(
            self.request("GET", f"/api/v1/jobs?limit=0&state={s}")["total"]
            for s in ("queued", "running")
        ):
            time.sleep(0.2)

    def memory_mb(self):
        return (
            int(
                re.search(
                    r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
                )[1]
            )
            / 1024
        )

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


def make_pdf(pages):
    """A born-digital PDF: pages of lines (x, y from the bottom, size, text) in Helvetica."""
    objects, kids = [b"<< /Type /Catalog /Pages 2 0 R >>", b""], []
    for lines in pages:
        content = "\n".join(
            "BT /F %g Tf %g %g Td (%s) Tj ET" % (size, x, y, re.sub(r"([\\()])", r"\\\1", text))
            for x, y, size, text in lines
        ).encode("latin-1", "replace")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << "
            b"/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
            % len(objects)
        )
        kids.append(len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (
        len(kids),
        b" ".join(b"%d 0 R" % k for k in kids),
    )
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % o for o in offsets)
    count, start = len(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)


def manual_pages(count, seed=7):
    """Pages of a manual: a heading and some forty lines, made of the sentences of the SciFact
    abstracts, about 350 words a page."""
    import random

    texts = [
        json.loads(line)["text"].replace("\n", " ") for line in open(DATA / "scifact/corpus.jsonl")
    ]
    words = " ".join(random.Random(seed).sample(texts, len(texts))).split()
    pages, at = [], 0
    for number in range(count):
        lines = [(72, 740, 16, f"Section {number + 1}: {' '.join(words[at : at + 4])}")]
        y = 710
        while y > 60:
            line = ""
            while len(line) < 85:
                line += words[at % len(words)] + " "
                at += 1
            lines.append((72, y, 10, line.strip()))
            y -= 15
        pages.append(lines)
    return pages
