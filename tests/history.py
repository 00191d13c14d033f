"""A history of a cluster and what it must not show: an acknowledged write that a later read does
not see, or sees twice; a deleted document that is seen again."""

import contextlib
import http.client
import random
import threading
import time

from cluster import request, upload

LOST = (OSError, http.client.HTTPException)


class Document:
    """What one client wrote of one source. A word belongs to one version and to nothing else."""

    def __init__(self, name):
        self.name, self.version, self.id = name, 0, None
        self.seen_from = {}  # word > when the write was acknowledged as searchable
        self.gone_from = {}  # word > when its removal was acknowledged
        self.leaving_from = {}  # word > when its removal was first asked for


class History:
    def __init__(self, ports, seed=1):
        self.ports, self.seed = ports, seed
        self.lock, self.faults, self.counts = threading.Lock(), [], {}
        self.documents, self.is_over = [], False

    def count(self, what):
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + 1

    def fault(self, text):
        with self.lock:
            self.faults.append(text)

    def again(self, r, do, patience=120):
        """Tries until a node answers as the client needs it."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            with contextlib.suppress(*LOST):
                done = do(r.choice(self.ports))
                if done is not None:
                    return done
            self.count("tried again")
            time.sleep(0.05 + r.random() * 0.2)
        return None

    # A client of its own documents.
    def write(self, number):
        r = random.Random(f"{self.seed}/{number}")
        mine = []
        while not self.is_over:
            what = r.random()
            if not mine or what < 0.4:
                mine.append(Document(f"c{number}d{len(mine)}.txt"))
                with self.lock:
                    self.documents.append(mine[-1])
                self.put(r, mine[-1])
            elif what < 0.7:
                self.put(r, r.choice(mine))
            else:
                living = [document for document in mine if document.id]
                if living:
                    self.remove(r, r.choice(living))

    def put(self, r, document):
        document.version += 1
        word = f"zq{document.name[:-4]}v{document.version}".replace("d", "x")
        before = {w for w in document.seen_from if w not in document.gone_from}
        for old in before:
            document.leaving_from.setdefault(old, time.monotonic())
        content = f"This text is of the word {word}. It is version {document.version}."

        def send(port):
            status, answer, _ = upload(port, document.name, content, source="/" + document.name)
            return answer if status == 202 else None

        accepted = self.again(r, send)
        if accepted is None:
            return self.fault(f"{document.name} was not taken within two minutes")
        document.id = accepted["document_id"]

        def is_searchable(port):
            status, answer, _ = request(port, "GET", f"/api/v1/documents/{document.id}/versions")
            if status != 200:
                return None
            states = {v["number"]: v["state"] for v in answer["data"]}
            return states.get(accepted["version"]) in ("current", "retired") or None

        if self.again(r, is_searchable) is None:
            return self.fault(
                f"version {document.version} of {document.name} did not arrive: {accepted}, "
                f"{self.told(r, accepted)}"
            )
        now = time.monotonic()
        for old in before:
            document.gone_from[old] = now
        document.seen_from[word] = now
        self.count("written")

    def told(self, r, accepted):
        """What the nodes say of a document and its job."""
        paths = [f"/api/v1/documents/{accepted['document_id']}/versions"]
        if accepted.get("job_id"):
            paths.append(f"/api/v1/jobs/{accepted['job_id']}")
        return [
            self.again(r, lambda port, path=path: request(port, "GET", path)[:2]) for path in paths
        ]

    def remove(self, r, document):
        words = [w for w in document.seen_from if w not in document.gone_from]
        for word in words:
            document.leaving_from.setdefault(word, time.monotonic())

        def send(port):
            status, _, _ = request(port, "DELETE", f"/api/v1/documents/{document.id}")
            return True if status in (204, 404) else None

        if self.again(r, send) is None:
            return self.fault(f"{document.name} was not deleted within two minutes")
        now = time.monotonic()
        for word in words:
            document.gone_from[word] = now
        document.id = None
        self.count("deleted")

    # A reader of everybody's words, on any node.
    def read(self, number):
        r = random.Random(f"{self.seed}/reader {number}")
        while not self.is_over:
            with self.lock:
                documents = list(self.documents)
            words = [(d, word) for d in documents for word in list(d.seen_from)]
            if not words:
                time.sleep(0.05)
                continue
            self.look(r.choice(self.ports), *r.choice(words[-60:] if r.random() < 0.7 else words))

    def look(self, port, document, word, must_answer=False):
        began = time.monotonic()
        was_seen = document.seen_from.get(word, began) < began
        was_gone = document.gone_from.get(word, began) < began
        body = {"query": word, "mode": "keyword", "limit": 5}
        try:
            status, answer, _ = request(port, "POST", "/api/v1/collections/library/search", body)
        except LOST:
            self.count("reads without an answer")
            if must_answer:
                self.fault(f"no answer for {word}")
            return
        if status != 200:
            self.count(f"reads answered {status}")
            if must_answer:
                self.fault(f"{status} for {word}: {answer}")
            return
        found = [hit for hit in answer["data"] if word in hit["passage"]["text"]]
        self.count("reads")
        with self.lock:
            left = document.leaving_from.get(word)
        if was_seen and left is None and len(found) != 1:
            self.fault(f"{word} at {port}: acknowledged, and found {len(found)} times")
        if was_gone and found:
            self.fault(f"{word} at {port}: gone, and found again")
        if len(found) > 1:
            self.fault(f"{word} at {port}: found {len(found)} times")

    def run(self, seconds, faults, writers=4, readers=3):
        threads = [threading.Thread(target=self.write, args=(i,)) for i in range(writers)]
        threads += [threading.Thread(target=self.read, args=(i,)) for i in range(readers)]
        for thread in threads:
            thread.start()
        end = time.monotonic() + seconds
        r = random.Random(f"{self.seed}/faults")
        deck = []
        while time.monotonic() < end:
            time.sleep(0.5 + r.random())
            deck = deck or r.sample(faults, len(faults))  # each kind before one comes again
            if deck:
                fault = deck.pop()
                fault(r)
                self.count(fault.__name__)
        self.is_over = True
        for thread in threads:
            thread.join()

    def look_at_all(self):
        """When all is quiet: every word on every node."""
        for document in self.documents:
            for word in list(document.seen_from):
                for port in self.ports:
                    self.look(port, document, word, must_answer=True)
