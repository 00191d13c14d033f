"""The ways to PostgreSQL: through PgBouncer, over TLS, to several hosts of which one takes writes,
and what is told when it does not answer in time."""

import os
import re
import signal
import subprocess
import threading
import time

import pytest
from cluster import (
    PASSWORD,
    Node,
    add,
    found,
    request,
    upload,
    wait_for_job,
    wait_until,
)
from database_site import (
    PGBOUNCER,
    SEARCH,
    Authority,
    PgBouncer,
    Psql,
    Replica,
    add_and_wait,
    needs_postgres,
)

pytestmark = needs_postgres


def in_parallel(count, do):
    """Runs do(0) to do(count - 1) at the same time; gives what they gave."""
    out = [None] * count

    def run(i):
        out[i] = do(i)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return out


@pytest.mark.skipif(PGBOUNCER is None, reason="no PgBouncer here")
def test_nodes_share_few_connections_behind_pgbouncer(site):
    # What the database itself says of durability is not to be relied on.
    site.configure("synchronous_commit = off")
    bouncer = PgBouncer(site, connections=3).start()
    site.others.append(bouncer)
    site.address = f"postgresql://alexandria@127.0.0.1:{bouncer.port}/postgres"
    site.settings += ("database.connections=8",)
    a, b = (node.port for node in site.start_nodes(2))

    def write_and_read(i):
        here, there = (a, b) if i % 2 else (b, a)
        answer, token = add_and_wait(here, f"d{i}.txt", f"Of the word quince{i} and of pears.")
        seen = found(there, f"quince{i}"), found(there, f"quince{i}", {"x-alexandria-token": token})
        return answer["document_id"], seen

    done = in_parallel(24, write_and_read)
    assert [seen for _, seen in done] == [([f"d{i}"],) * 2 for i in range(24)]
    assert request(b, "DELETE", f"/api/v1/documents/{done[7][0]}")[0] == 204
    assert found(a, "quince7") == [] and found(b, "quince7") == []
    columns = bouncer.ask("SHOW POOLS")
    (pool,) = [row for row in columns if row[0] == "postgres"]
    assert int(pool[2]) + int(pool[3]) > 3, f"more clients than connections: {pool}"
    with Psql(site.postgres.port) as psql:
        count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'alexandria'"
        assert int(psql.run(count)[0]) <= 3
    # Nothing was left on a server's connection by whoever had it before.
    through = Psql(bouncer.port)
    left = (
        "SELECT (SELECT count(*) FROM pg_prepared_statements) "
        "|| ' ' || (SELECT count(*) FROM pg_listening_channels()) "
        "|| ' ' || current_setting('lock_timeout') || ' ' || current_setting('statement_timeout')"
        "|| ' ' || current_setting('synchronous_commit')"
    )
    for _ in range(6):
        assert through.run(left) == ["0 0 0 0 off"]
    through.close()
    site.check()
    for node in site.nodes:
        assert "a pooler stands before the database" in node.log()
    # The server's connections break, those to the pooler stay.
    site.postgres.kill()
    site.postgres.start()
    add_and_wait(a, "later.txt", "Of the word medlar.")
    assert found(b, "medlar") == ["later"]
    bouncer.kill()
    bouncer.start()
    add_and_wait(b, "last.txt", "Of the word sorb.")
    assert found(a, "sorb") == ["last"]
    site.check()


def serve_tls(site, certificate, key):
    """From now on the database shows this certificate, and takes nobody without TLS."""
    data, user = site.postgres.data, site.postgres.user
    for source, name in ((certificate, "server.crt"), (key, "server.key")):
        (data / name).write_bytes(source.read_bytes())
        (data / name).chmod(0o600)
        if user:
            os.chown(data / name, user.pw_uid, user.pw_gid)
    hba = data / "pg_hba.conf"
    hba.write_text(re.sub(r"^host\s", "hostssl ", hba.read_text(), flags=re.MULTILINE))
    site.configure("ssl = on")
    shown = ["openssl", "s_client", "-starttls", "postgres", "-showcerts"]
    shown += ["-connect", f"127.0.0.1:{site.postgres.port}"]

    def is_shown():
        done = subprocess.run(shown, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        wanted = certificate.read_text().split("-----BEGIN CERTIFICATE-----")[1].strip()
        return wanted in done.stdout

    wait_until(is_shown, "the database shows its certificate")


def test_a_server_is_proved_by_its_certificate(site):
    ours, foreign = Authority(site.folder, "ours"), Authority(site.folder, "foreign")
    port = site.postgres.port

    def address(host, root):
        named = f"postgresql://alexandria@{host}:{port}/postgres?hostaddr=127.0.0.1"
        return f"{named}&sslmode=verify-full&sslrootcert={root.certificate}"

    serve_tls(site, *ours.sign("db.example.test"))
    site.address = address("db.example.test", ours)
    (node,) = site.start_nodes(1)
    add_and_wait(node.port, "a.txt", "Of the word quince.")
    assert found(node.port, "quince") == ["a"]
    with Psql(port) as psql:
        count = (
            "SELECT count(*), count(*) FILTER (WHERE s.ssl) FROM pg_stat_activity a "
            "JOIN pg_stat_ssl s USING (pid) WHERE application_name = 'alexandria'"
        )
        every, sealed = psql.run(count)[0].split("|")
        assert int(every) == int(sealed) > 0
    # Somebody else's authority; the right one, but another host's name; no authority at all.
    said = site.refused(address("db.example.test", foreign))
    assert "db.example.test" in said and "certificate verify failed" in said, said
    said = site.refused(address("other.example.test", ours))
    assert "does not match host name" in said and "other.example.test" in said, said
    said = site.refused(address("db.example.test", ours).replace("ours.crt", "nobody.crt"))
    assert "nobody.crt" in said and "does not exist" in said, said
    # A server that was exchanged for a foreign one while the node runs is not taken for ours.
    serve_tls(site, *foreign.sign("db.example.test"))
    site.postgres.kill()
    site.postgres.start()
    status, answer, _ = request(node.port, "POST", SEARCH, {"query": "quince"})
    assert (status, answer["error"]) == (503, "database_unreachable"), answer
    assert "certificate verify failed" in answer["message"]
    assert PASSWORD not in answer["message"] + node.log()
    serve_tls(site, *ours.sign("db.example.test"))
    wait_until(lambda: request(node.port, "POST", SEARCH, {"query": "quince"})[0] == 200, "back")
    assert found(node.port, "quince") == ["a"]


def fail_over(site, replica):
    site.postgres.kill()
    with Psql(replica.port) as psql:
        assert psql.run("SELECT pg_promote(true, 60)") == ["t"]


class Writer(threading.Thread):
    """Adds a document after the other; what it was told of each."""

    def __init__(self, ports, name):
        super().__init__()
        self.ports, self.name, self.acknowledged, self.refused = ports, name, {}, 0
        self.is_over = False

    def run(self):
        number = 0
        while not self.is_over:
            word = f"zq{self.name}x{number}"
            port = self.ports[number % len(self.ports)]
            try:
                status, answer, headers = upload(
                    port, f"{word}.txt", f"Of the word {word}.", source=f"/{word}"
                )
            except OSError:
                status = 0
            if status == 202:
                self.acknowledged[word] = answer, headers["x-alexandria-token"]
                number += 1
            else:
                self.refused += 1
                time.sleep(0.05)


def test_nodes_go_on_with_the_replica_when_the_primary_dies(site):
    replica = Replica(site).copy().start()
    site.others.append(replica)
    site.configure("synchronous_standby_names = 'replica'")
    # The replica stands first: it is passed over, for it takes no writes.
    both = f"127.0.0.1:{replica.port},127.0.0.1:{site.postgres.port}"
    site.address = f"postgresql://alexandria@{both}/postgres?target_session_attrs=read-write"
    with Psql(site.postgres.port) as psql:

        def is_synchronous():
            return psql.run("SELECT sync_state FROM pg_stat_replication") == ["sync"]

        wait_until(is_synchronous, "the replica follows")
    a, b = (node.port for node in site.start_nodes(2))
    before, token = add_and_wait(a, "before.txt", "Of the word medlar.")
    assert found(b, "medlar") == ["before"]
    writers = [Writer([a, b], str(i)) for i in range(3)]
    for writer in writers:
        writer.start()
    time.sleep(2)
    indexes_built = [node.log().count("rebuilt") for node in site.nodes]
    died = time.monotonic()
    counts = [len(writer.acknowledged) for writer in writers]
    fail_over(site, replica)
    wait_until(
        lambda: all(len(w.acknowledged) > c + 3 for w, c in zip(writers, counts, strict=True)),
        "writes are taken again",
        60,
    )
    print(f"writes were taken again after {time.monotonic() - died:.1f} s")
    for writer in writers:
        writer.is_over = True
    for writer in writers:
        writer.join()
    assert all(count > 0 for count in counts)
    # All that was acknowledged is there, once, on both nodes, also by tokens from before.
    for writer in writers:
        for word, (answer, given) in writer.acknowledged.items():
            wait_for_job(b, answer["job_id"])
            headers = {"x-alexandria-token": given}
            assert found(a, word, headers) == [word] and found(b, word) == [word]
    assert found(b, "medlar", {"x-alexandria-token": token}) == ["before"]
    listed = request(a, "GET", "/api/v1/documents?limit=1000")[1]
    titles = [document["title"] for document in listed["data"]]
    assert len(titles) == len(set(titles)) == listed["total"]
    assert request(a, "DELETE", f"/api/v1/documents/{before['document_id']}")[0] == 204
    assert found(b, "medlar") == []
    site.check()
    for node, count in zip(site.nodes, indexes_built, strict=True):
        assert node.log().count("rebuilt") == count and "opened anew" not in node.log()
        node.kill()
        node.start()
        assert found(node.port, next(iter(writers[0].acknowledged)))
        assert "rebuilt" not in node.log()
    site.check()


def test_what_the_replica_has_not_got_is_not_acknowledged(site):
    """The server's process that waits for the replica is ended: the commit can be seen on the
    primary, and must not be told to be there before the replica has it."""
    replica = Replica(site).copy().start()
    site.others.append(replica)
    (node,) = site.start_nodes(1)
    site.configure("synchronous_standby_names = 'replica'")
    with Psql(site.postgres.port) as psql:
        wait_until(
            lambda: psql.run("SELECT sync_state FROM pg_stat_replication") == ["sync"], "it follows"
        )
        replica.freeze(signal.SIGSTOP)
        told = []
        thread = threading.Thread(
            target=lambda: told.append(
                upload(node.port, "a.txt", "Of the word quince.", source="/a")[0]
            )
        )
        thread.start()
        stuck = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE wait_event = 'SyncRep' AND query ILIKE '%commit%'"
        )
        seen = "SELECT count(*) FROM blobs"
        deadline = time.monotonic() + 6
        while time.monotonic() < deadline:
            psql.run(stuck)
            time.sleep(0.1)
        assert int(psql.run(seen)[0]) > 0, "it was committed here"
        assert told == [], "and is acknowledged nowhere"
    replica.freeze(signal.SIGCONT)
    thread.join(60)
    assert told == [202]


@pytest.mark.parametrize("way", ["direct", "behind PgBouncer"])
@pytest.mark.parametrize("limit", ["lock_timeout", "statement_timeout"])
def test_a_statement_that_waits_too_long_ends_and_the_node_goes_on(site, way, limit):
    if way == "behind PgBouncer":
        if PGBOUNCER is None:
            pytest.skip("no PgBouncer here")
        site.others.append(PgBouncer(site, connections=10).start())
        site.address = f"postgresql://alexandria@127.0.0.1:{site.others[-1].port}/postgres"
    (first,) = site.start_nodes(1)  # with time to make the tables
    add_and_wait(first.port, "a.txt", "Of the word quince.")
    first.kill()
    limits = {"lock_timeout": (60000, 700), "statement_timeout": (1500, 60000)}[limit]
    names = ("database.statement_max_ms", "database.lock_wait_max_ms")
    site.settings += tuple(f"{name}={ms}" for name, ms in zip(names, limits, strict=True))
    first.start()
    status, name = {"lock_timeout": (503, names[1]), "statement_timeout": (504, names[0])}[limit]

    def is_told(answer):
        assert (answer[0], answer[1]["error"]) == (status, limit), answer
        assert name in answer[1]["message"] and str(min(limits)) in answer[1]["message"]

    with Psql(site.postgres.port) as psql:
        psql.run("BEGIN")
        psql.run("LOCK TABLE bodies IN ACCESS EXCLUSIVE MODE")
        # A job waits for better times, and a check that cannot look finds no fault.
        job = add(first.port, "b.txt", "Of the word medlar.")[0]["job_id"]
        is_told(request(first.port, "POST", SEARCH, {"query": "quince", "mode": "keyword"}))
        is_told(request(first.port, "POST", "/api/v1/check", {}))
        wait_until(lambda: "will be tried again" in first.log(), "the job gives way")
        psql.run("COMMIT")
        psql.run("BEGIN")
        psql.run("LOCK TABLE documents IN ACCESS EXCLUSIVE MODE")
        is_told(upload(first.port, "c.txt", "Of the word sorb.", source="/c.txt"))
        psql.run("COMMIT")
    assert found(first.port, "quince") == ["a"]
    wait_for_job(first.port, job)
    add_and_wait(first.port, "c.txt", "Of the word sorb.")
    assert found(first.port, "medlar") == ["b"] and found(first.port, "sorb") == ["c"]
    assert PASSWORD not in first.log()
    site.check()


def test_a_node_waits_for_a_database_that_starts_later(site):
    site.postgres.kill()
    node = Node(site, 0).start(wait=False)
    site.nodes.append(node)
    wait_until(lambda: "waiting up to 20 s for the database" in node.log(), "the node waits")
    site.postgres.start()
    node.wait_until_ready()
    add_and_wait(node.port, "a.txt", "Of the word loquat.")
    assert found(node.port, "loquat") == ["a"]
