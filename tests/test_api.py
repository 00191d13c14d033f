"""The REST API over a real socket."""

import json
import pathlib
import signal
import socket
import time
import urllib.request

from conftest import TEST_DATA, needs_data


def test_upload_to_answer_with_the_fixed_shapes(server):
    status, made = server.upload(
        "note.txt", b"The archive opens at nine in the morning.\n\nIt is closed on Mondays.\n"
    )
    assert status == 202 and made["status"] == "queued"
    job = server.wait(made["job_id"])
    assert job["state"] == "done" and job["done"] == job["total"] and job["reason"] == ""
    listed = server.request("GET", "/api/v1/documents?limit=10&offset=0")[1]
    assert {"data", "total", "limit", "offset"} <= set(listed) and listed["data"][0][
        "status"
    ] == "searchable"
    hits = server.request(
        "POST",
        "/api/v1/collections/library/search",
        {"query": "when does the archive open", "limit": 5, "mode": "hybrid"},
    )[1]
    assert {"document_id", "title", "score", "passage"} <= set(hits["data"][0])
    answer = server.request(
        "POST", "/api/v1/collections/library/ask", {"query": "When does the archive open?"}
    )[1]
    assert answer["answered"] is True and answer["citations"][0]["supported"] == "supported"
    blocks = server.request("GET", f"/api/v1/documents/{made['document_id']}/content")[1]
    text = server.request("GET", f"/api/v1/documents/{made['document_id']}/text", raw=True)[
        1
    ].decode()
    assert blocks["total"] == 2 and all(
        text[b["start"] : b["end"]] == b["text"] for b in blocks["data"]
    )
    assert server.request("DELETE", f"/api/v1/documents/{made['document_id']}")[0] == 204
    assert (
        server.request("POST", "/api/v1/collections/library/search", {"query": "archive"})[1][
            "data"
        ]
        == []
    )


def test_openapi_names_every_endpoint_and_the_page_is_served(server):
    with urllib.request.urlopen(server.url + "/openapi.json") as answer:
        document = json.load(answer)
    assert document["openapi"].startswith("3.1")
    assert {
        "/api/v1/collections/{name}/search",
        "/api/v1/collections/{name}/ask",
        "/api/v1/jobs/{id}/events",
        "/metrics",
    } <= set(document["paths"])
    with urllib.request.urlopen(server.url + "/docs") as answer:
        assert b"<html" in answer.read()
    assert server.request("GET", "/api/v1/health/ready")[0] == 200


def test_errors_name_the_object_the_limit_and_the_value(server):
    status, body = server.request(
        "POST", "/api/v1/collections/library/search", {"query": "x", "colour": 1}
    )
    assert (status, body["error"]) == (400, "unknown_field") and "colour" in body["message"]
    status, body = server.request(
        "POST", "/api/v1/collections/library/search", {"query": "x", "limit": 5000}
    )
    assert status == 400 and "5000" in body["message"] and "1000" in body["message"]
    assert server.request("POST", "/api/v1/collections/none/search", {"query": "x"})[0] == 404
    assert (
        server.request("GET", "/api/v1/documents", headers={"Authorization": "Bearer wrong"})[0]
        == 401
    )
    assert server.request("GET", "/api/v1/health/live", headers={"Host": "evil.example"})[0] == 403


def test_a_body_over_the_limit_is_refused_before_it_is_read(library):
    server = library.start("--set", "uploads.bytes_max=1000")
    status, body = server.upload("big.txt", b"x" * 3_000_000)
    assert status == 413 and body["error"] == "body_too_large"
    status, body = server.upload("big.txt", b"x" * 2_000)
    assert status == 413 and "1000" in body["message"] and "2000" in body["message"]


def test_progress_comes_as_events_and_a_job_can_be_cancelled(server):
    text = "\n\n".join(
        f"Paragraph {i}. " + "The quick brown fox jumps over the lazy dog and runs away. " * 30
        for i in range(3000)
    )
    made = server.upload("long.txt", text.encode())[1]
    request = urllib.request.Request(
        server.url + f"/api/v1/jobs/{made['job_id']}/events",
        headers={"Authorization": "Bearer " + server.key()},
    )
    with urllib.request.urlopen(request, timeout=60) as events:
        seen = [
            json.loads(line[6:])
            for line in (events.readline().decode() for _ in range(3))
            if line.startswith("data: ")
        ]
        assert seen and seen[0]["state"] in ("queued", "running")
        while server.request("GET", f"/api/v1/jobs/{made['job_id']}")[1]["done"] == 0:
            time.sleep(0.02)
        partial = server.request(
            "POST", "/api/v1/collections/library/search", {"query": "fox", "mode": "keyword"}
        )[1]["data"]
        assert partial and partial[0]["partial"] is True
        start = time.monotonic()
        server.request("POST", f"/api/v1/jobs/{made['job_id']}/cancel", {})
        rest = events.read().decode()
    assert '"cancelled"' in rest and time.monotonic() - start < 10
    assert (
        server.request(
            "POST", "/api/v1/collections/library/search", {"query": "fox", "mode": "keyword"}
        )[1]["data"]
        == []
    )
    assert server.request("GET", f"/api/v1/jobs/{made['job_id']}")[1]["state"] == "cancelled"


def test_rubbish_on_the_socket_does_not_hurt(server):
    host, port = server.url[7:].split(":")
    for rubbish in (
        b"\x00" * 100,
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /api/v1/collections HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"GET /" + b"a" * 100_000,
        b"GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(rubbish)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(4096)
    assert server.request("GET", "/api/v1/health/live")[0] == 200


def test_a_document_is_not_versioned_by_the_source_of_another(server):
    first = server.upload("a.txt", b"The first text.", source="/one")[1]["document_id"]
    second = server.upload("b.txt", b"The second text.", source="/two")[1]["document_id"]
    status, body = server.upload("c.txt", b"A third.", source="/two", document_id=first)
    assert (status, body["error"]) == (409, "other_source")
    assert "/two" in body["message"] and second in body["message"] and first in body["message"]
    assert server.upload("c.txt", b"A third.", source="/one", document_id=first)[0] == 202
    assert server.upload("c.txt", b"A fourth.", source="/new", document_id=first)[0] == 202


def test_half_requests_of_strangers_do_not_shut_out_those_with_the_key(server):
    host, port = server.url[7:].split(":")
    half = (
        b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n"
        + b"x" * 1000
    )
    crowd = []
    for _ in range(300):
        crowd.append(socket.create_connection((host, int(port)), timeout=10))
        crowd[-1].sendall(half)
    assert server.request("GET", "/api/v1/documents")[0] == 200
    assert server.request("POST", "/api/v1/session", {"key": server.key()})[0] == 204
    for one in crowd:
        one.close()


def test_a_graceful_stop_finishes_what_runs(server):
    host, port = server.url[7:].split(":")
    body = json.dumps({"query": "nothing"}).encode()
    head = (
        "POST /api/v1/collections/library/search HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {server.key()}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode() + body[:5])
        assert server.request("GET", "/api/v1/health/live")[0] == 200  # the half request has come
        server.process.send_signal(signal.SIGTERM)
        for _ in range(200):  # once it stops, nobody new is let in
            try:
                socket.create_connection((host, int(port)), timeout=1).close()
            except OSError:
                break
            time.sleep(0.01)
        connection.sendall(body[5:])
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
    assert server.process.wait(10) == 0


@needs_data
def test_pages_are_drawn_as_pictures(server):
    made = server.upload(
        "a.pdf", (pathlib.Path(TEST_DATA) / "documents/pdf/testPDFVarious.pdf").read_bytes()
    )[1]
    server.wait(made["job_id"])
    status, png = server.request(
        "GET", f"/api/v1/documents/{made['document_id']}/pages/1/image?width=300", raw=True
    )
    assert status == 200 and png.startswith(b"\x89PNG") and int.from_bytes(png[16:20], "big") == 300
    assert (
        server.request("GET", f"/api/v1/documents/{made['document_id']}/pages/999/image")[0] == 404
    )


@needs_data
def test_every_odd_document_gives_text_or_a_clear_reason(server):
    jobs = {}
    for kind in (
        "pdf",
        "docx",
        "html",
        "text",
        "xlsx",
        "mail",
        "image",
        "legacy-office",
        "epub",
        "rtf",
        "odf",
        "pptx",
    ):
        for path in sorted((pathlib.Path(TEST_DATA) / "documents" / kind).iterdir()):
            if path.stat().st_size > 3_000_000:
                continue
            status, made = server.upload(path.name, path.read_bytes(), source=f"{kind}/{path.name}")
            assert status == 202, (path, made)
            jobs[path] = made["job_id"]
    done = 0
    for path, job_id in jobs.items():
        if not job_id:
            continue  # the same bytes under another name
        job = server.wait(job_id, 600)
        assert job["state"] in ("done", "failed"), (path, job)
        assert job["state"] == "done" or len(job["reason"]) > 20, (path, job)
        done += job["state"] == "done"
        if path.parent.name in ("html",):
            assert (
                job["state"] == "done" or "empty" in job["reason"] or "no text" in job["reason"]
            ), (path, job)
    assert done >= 150
    assert server.run("check")["ok"]


def test_a_refused_upload_leaves_no_file(server):
    status, _ = server.upload("a.txt", b"Refused quinces.", document_id="no-such-document")
    assert status == 404
    end = time.monotonic() + 120
    while server.originals() and time.monotonic() < end:
        time.sleep(0.5)
    assert server.originals() == []
    assert server.upload("a.txt", b"Taken quinces.")[0] == 202
    assert len(server.originals()) == 1
