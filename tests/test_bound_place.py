"""A database and the place of its originals belong together."""

import subprocess

import pytest
from cluster import PROGRAM, SECRETS, request
from database_site import Site, add_and_wait, found, needs_postgres

pytestmark = needs_postgres


@pytest.fixture
def site(folder):
    made = Site(folder)
    yield made
    made.stop()


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
