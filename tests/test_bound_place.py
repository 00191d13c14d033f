"""A database and the place of its originals belong together."""

import subprocess

from cluster import PROGRAM, SECRETS, found, request, upload
from database_site import add_and_wait, needs_postgres

pytestmark = needs_postgres


def test_a_node_with_another_place_for_originals_is_not_let_in(site):
    (node,) = site.start_nodes(1)
    add_and_wait(node.port, "a.txt", "Of the word medlar.")
    # None is said, so that it would be the node's own folder; and one of another library.
    for blobs in ([], ["--blobs", f"file:{site.folder}/elsewhere"]):
        words = [PROGRAM, "list", "--data", site.folder / "other", "--database", site.address]
        words += [*blobs, "--set", "database.password=env:DATABASE_PASSWORD"]
        done = subprocess.run(
            [str(word) for word in words],
            capture_output=True,
            text=True,
            timeout=60,
            env={**SECRETS, "PATH": "/usr/bin:/bin"},
        )
        assert done.returncode != 0 and "are not in" in done.stderr, done
    (second,) = site.start_nodes(1)
    assert found(second.port, "medlar") == ["a"]
    assert request(node.port, "POST", "/api/v1/check", {})[1]["ok"]


def test_a_text_with_a_zero_is_refused_and_the_node_goes_on(site):
    (node,) = site.start_nodes(1)
    status, answer, _ = request(node.port, "GET", "/api/v1/jobs/%00")
    assert status in (400, 404), answer
    path = "/api/v1/collections/library/ask"
    status, answer, _ = request(node.port, "POST", path, {"question": "a\0b?", "keep": True})
    assert status in (200, 400), answer
    assert request(node.port, "GET", "/api/v1/health/ready")[0] == 200


def test_a_source_that_no_index_takes_is_refused_by_its_length(site):
    (node,) = site.start_nodes(1)
    long = "/" + "".join(chr(0x4E00 + i * 37 % 20000) for i in range(1500))
    status, answer, _ = upload(node.port, "a.txt", "Of the word sorb.", source=long)
    assert (status, answer["error"]) == (400, "source_too_long"), answer
    assert "4501 bytes" in answer["message"]
    add_and_wait(node.port, "a.txt", "Of the word sorb.")
    assert found(node.port, "sorb") == ["a"]


def test_what_is_told_of_places_and_keys_is_what_helps(folder):
    """A password in a wrong address is not repeated; the key is said to be where it is."""
    for address in ("host=h password=sekret99", "postgres:u:sekret99@h/x"):
        words = [PROGRAM, "list", "--data", folder / "d", "--database", address]
        done = subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=60)
        assert done.returncode == 2 and "postgresql://USER@HOST/NAME" in done.stderr, done
        assert "sekret99" not in done.stdout + done.stderr
    words = [PROGRAM, "migrate", "--from", folder / "d", "--to", "Postgresql://u@h/x"]
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and not (folder / "Postgresql:").exists(), done
