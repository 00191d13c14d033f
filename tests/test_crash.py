"""kill -9 at random moments of ingestion: nothing acknowledged is lost, undone or doubled."""

import http.client
import os
import random
import signal
import threading
import time

from conftest import FAST_MODEL, Library

KILLS = int(os.environ.get("ALEXANDRIA_KILLS", "6"))
SEED = int(os.environ.get("ALEXANDRIA_SEED", "11"))
WORDS = "pump valve archive winter pond seal ledger bronze harbour meadow signal canyon".split()


def text_of(chooser, title):
    paragraphs = [
        " ".join(chooser.choice(WORDS) for _ in range(60)) + "."
        for _ in range(chooser.randint(1, 6))
    ]
    return "\n\n".join([f"# {title}", *paragraphs])


def words_of(text):
    return text.replace("#", " ").split()


class Sender(threading.Thread):
    """Uploads documents, now and then a second version of one, until the server is gone."""

    def __init__(self, library, chooser, sent, acknowledged):
        super().__init__()
        self.library, self.chooser = library, chooser
        self.sent, self.acknowledged = sent, acknowledged
        self.refused = []
        self.stopped = threading.Event()

    def run(self):
        try:
            while not self.stopped.is_set():
                time.sleep(0.02)
                name = f"document-{len(self.sent)}.md"
                self.send(name, text_of(self.chooser, name))
                if len(self.sent) % 5 == 4:
                    self.send(name, text_of(self.chooser, name + " again"))
        except (OSError, http.client.HTTPException):
            return  # killed

    def send(self, name, text):
        self.sent.setdefault(name, []).append(text)
        version = len(self.sent[name])
        status, made = self.library.upload(name, text.encode(), source=name)
        if status == 202:
            self.acknowledged[name] = (made["document_id"], version)
        else:
            self.refused.append((name, status, made))


def wait_for_jobs(library, patience=600):
    end = time.monotonic() + patience
    while True:
        counts = [
            library.request("GET", f"/api/v1/jobs?state={state}&limit=1")[1]["total"]
            for state in ("queued", "running")
        ]
        if sum(counts) == 0:
            return
        assert time.monotonic() < end, "jobs did not go on"
        time.sleep(0.1)


def documents_of(library):
    found = []
    while True:
        path = f"/api/v1/documents?limit=1000&offset={len(found)}"
        page = library.request("GET", path)[1]
        found += page["data"]
        if len(found) >= page["total"]:
            return found


def test_kill_at_random_moments(folder):
    chooser = random.Random(SEED)
    library = Library(folder / "data", FAST_MODEL)
    sent, acknowledged = {}, {}
    for _ in range(KILLS):
        library.start()
        sender = Sender(library, chooser, sent, acknowledged)
        sender.start()
        time.sleep(chooser.uniform(0.05, 1.2))
        library.process.send_signal(signal.SIGKILL)
        sender.stopped.set()
        sender.join()
        assert sender.refused == []
        library.process.wait()
        library.process.stdout.close()
    library.start()
    wait_for_jobs(library)

    documents = {document["document_id"]: document for document in documents_of(library)}
    assert {document["source"] for document in documents.values()} <= set(sent)
    for name, (document_id, version) in acknowledged.items():
        document = documents[document_id]
        assert (document["source"], document["status"]) == (name, "searchable"), document
        path = f"/api/v1/documents/{document_id}/text"
        words = words_of(library.request("GET", path, raw=True)[1].decode())
        # The acknowledged text or a newer one whose acknowledgement the kill cut off, word by word:
        # a part that was written twice, or not, would show.
        assert words in [words_of(text) for text in sent[name][version - 1 :]], document
    for name in chooser.sample(sorted(acknowledged), min(50, len(acknowledged))):
        query = {"query": f'"{name}"', "mode": "keyword", "limit": 1000}
        hits = library.request("POST", "/api/v1/collections/library/search", query)[1]["data"]
        assert [hit["document_id"] for hit in hits] == [acknowledged[name][0]], (name, hits)
    report = library.run("check")
    assert report["ok"], report
    assert library.stop() == 0
    print(f"seed {SEED}: {KILLS} kills, {len(acknowledged)} documents acknowledged")
