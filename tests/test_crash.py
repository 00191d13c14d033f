"""kill -9 at random moments of ingestion: nothing acknowledged is lost or doubled, the check is clean, jobs go on."""
import os, random, signal, threading, time

from conftest import FAST_MODEL, Library

KILLS = int(os.environ.get("ALEXANDRIA_KILLS", "6"))
WORDS = "pump valve archive winter pond seal ledger bronze harbour meadow signal canyon".split()


def text_of(chooser, name):
    return f"# {name}\n\n" + "\n\n".join(" ".join(chooser.choice(WORDS) for _ in range(60)) + "." for _ in range(chooser.randint(1, 6)))


def test_kill_at_random_moments(folder):
    chooser = random.Random(int(os.environ.get("ALEXANDRIA_SEED", "11")))
    library = Library(folder / "data", FAST_MODEL)
    acknowledged = {}
    number = 0
    for kill in range(KILLS):
        library.start()
        stop = threading.Event()

        def send():
            nonlocal number
            while not stop.is_set():
                time.sleep(0.02)
                name = f"document-{number}.md"
                number += 1
                try:
                    status, made = library.upload(name, text_of(chooser, name).encode(), source=name)
                except Exception:
                    return
                if status == 202:
                    acknowledged[name] = made["document_id"]
                    if len(acknowledged) % 5 == 4:  # a second version now and then
                        try:
                            library.upload(name, text_of(chooser, name + " again").encode(), source=name)
                        except Exception:
                            return

        sender = threading.Thread(target=send)
        sender.start()
        time.sleep(chooser.uniform(0.05, 1.2))
        library.process.send_signal(signal.SIGKILL)
        stop.set()
        sender.join()
        library.process.wait()
        library.process.stdout.close()
    library.start()
    end = time.monotonic() + 600
    while library.request("GET", "/api/v1/jobs?state=queued&limit=1")[1]["total"] + library.request("GET", "/api/v1/jobs?state=running&limit=1")[1]["total"] > 0:
        assert time.monotonic() < end, "jobs did not go on"
        time.sleep(0.1)
    documents, offset = {}, 0
    while True:
        page = library.request("GET", f"/api/v1/documents?limit=1000&offset={offset}")[1]
        for document in page["data"]:
            assert document["source"] not in documents, f"{document['source']} is there twice"
            documents[document["source"]] = document
        offset += 1000
        if offset >= page["total"]:
            break
    for name, document_id in acknowledged.items():
        assert documents[name]["document_id"] == document_id and documents[name]["status"] == "searchable", (name, documents.get(name))
    report = library.run("check")
    assert report["ok"], report
    for name in chooser.sample(sorted(acknowledged), min(50, len(acknowledged))):
        hits = library.request("POST", "/api/v1/collections/library/search", {"query": f'"{name}"', "mode": "keyword", "limit": 1000})[1]["data"]
        assert [h["document_id"] for h in hits].count(acknowledged[name]) == 1, (name, hits)
    assert library.stop() == 0
    print(f"{KILLS} kills, {len(acknowledged)} documents acknowledged, 0 lost, 0 doubled")
