"""What goes over the wire of the Chroma API: statuses, names and texts of errors, and what a real
Chroma server says to the same requests."""

import base64
import importlib.util
import re

import pytest
from chroma_server import DEFAULT, ChromaServer, ask
from conftest import Library, only_one_server

OPTIONS = ["--set", "models.default=none"]
ANONYMOUS = [*OPTIONS, "--set", "chroma.anonymous_role=admin", "--set", "chroma.allow_reset=true"]
NO_ID = "00000000-0000-4000-8000-000000000000"
A = {"ids": ["a"], "embeddings": [[1, 0, 0]]}

# Method, path (D the default database, C a collection in it), body. Each is sent to both.
EXCHANGES = [
    (
        "POST",
        "C/add",
        {
            "ids": ["a", "b"],
            "embeddings": [[1, 0, 0], [0, 1, 0]],
            "documents": ["x", None],
            "metadatas": [{"n": 1}, None],
        },
    ),
    (
        "POST",
        "C/add",
        {
            "ids": ["c"],
            "embeddings": ["AACAPwAAAAAAAAAA"],
            "uris": ["u:c"],
            "documents": None,
            "metadatas": [{"l": [1, 2.5], "e": 1e3, "f": 1.0, "big": 2**64, "none": []}],
        },
    ),
    ("POST", "C/add", {"ids": ["a"], "embeddings": [[1, 0]]}),
    ("POST", "C/add", {"ids": [1], "embeddings": [[1, 0]]}),
    ("POST", "C/add", {"embeddings": [[1, 0]]}),
    ("POST", "C/add", {"ids": ["a"]}),
    ("POST", "C/add", {"ids": ["a"], "embeddings": None}),
    ("POST", "C/add", {"ids": ["a"], "embeddings": [None]}),
    ("POST", "C/add", {"ids": ["a"], "embeddings": ["AAA"]}),
    ("POST", "C/add", {"ids": ["a"], "embeddings": ["AAAA"]}),
    ("POST", "C/add", {"ids": ["a"], "embeddings": [[]]}),
    ("POST", "C/add", {"ids": [""], "embeddings": [[1, 2, 3]]}),
    ("POST", "C/add", {"ids": ["q"], "embeddings": [[1e39, 2, 3]]}),
    ("POST", "C/add", {"ids": ["q", "r"], "embeddings": [[1, 2, 3]]}),
    ("POST", "C/add", {"ids": [], "embeddings": []}),
    ("POST", "C/add", {**A, "metadatas": [{"a": None}]}),
    ("POST", "C/add", {**A, "metadatas": [{"#a": 1}]}),
    ("POST", "C/add", {**A, "metadatas": [{"": 1}]}),
    ("POST", "C/add", {**A, "metadatas": [{"a": [1, "x"]}]}),
    ("POST", "C/add", {**A, "unknown": 1}),
    (
        "POST",
        "C/update",
        {"ids": ["a", "none"], "embeddings": None, "metadatas": [{"n": None, "m": 7}, None]},
    ),
    (
        "POST",
        "C/upsert",
        {
            "ids": ["d", "d"],
            "embeddings": [[1, 1, 0], [1, 1, 1]],
            "documents": ["one", None],
            "metadatas": [{"n": 4}, {"k": True}],
        },
    ),
    ("POST", "C/get", {}),
    (
        "POST",
        "C/get",
        {"ids": ["b", "a", "a", "zz"], "include": ["embeddings", "uris", "documents", "metadatas"]},
    ),
    ("POST", "C/get", {"ids": []}),
    ("POST", "C/get", {"limit": 2, "offset": 1}),
    ("POST", "C/get", {"limit": 0}),
    ("POST", "C/get", {"offset": 99}),
    ("POST", "C/get", {"include": None}),
    ("POST", "C/get", {"include": ["x"]}),
    ("POST", "C/get", {"limit": -1}),
    ("POST", "C/get", {"where": {}}),
    ("POST", "C/get", {"where": {"n": {"$gt": "x"}}}),
    ("POST", "C/get", {"where": {"n": {"$in": [1, 2.5]}}}),
    ("POST", "C/get", {"where": {"n": {"$in": [1.0, 4]}}, "include": []}),
    ("POST", "C/get", {"where": {"n": {"$ne": 4}}, "include": []}),
    ("POST", "C/get", {"where": {"l": {"$contains": 2.5}}, "include": []}),
    ("POST", "C/get", {"where": {"l": {"$not_contains": 2.5}}, "include": []}),
    ("POST", "C/get", {"where": {"$and": []}, "include": []}),
    ("POST", "C/get", {"where": {"$or": []}, "include": []}),
    ("POST", "C/get", {"where": {"k": True}, "include": []}),
    ("POST", "C/get", {"where": {"k": 1}, "include": []}),
    ("POST", "C/get", {"where": {"#document": {"$contains": "x"}}, "include": []}),
    ("POST", "C/get", {"where": {"#document": "text"}}),
    ("POST", "C/get", {"where_document": {"$regex": "^x$"}, "include": []}),
    ("POST", "C/get", {"where_document": {"$not_contains": "x"}, "include": []}),
    ("POST", "C/get", {"where_document": {"$contains": ""}, "include": []}),
    ("POST", "C/get", {"where_document": {"$x": "("}}),
    ("POST", "C/query", {"query_embeddings": [[1, 0, 0], [0, 1, 0.5]], "n_results": 2}),
    (
        "POST",
        "C/query",
        {
            "query_embeddings": [[1, 0, 0]],
            "where": {"n": 4},
            "include": ["embeddings", "distances"],
        },
    ),
    ("POST", "C/query", {"query_embeddings": [[1, 0]]}),
    ("POST", "C/query", {"query_embeddings": ["AAAA"]}),
    ("POST", "C/query", {}),
    ("POST", "C/query", {"query_embeddings": []}),
    ("POST", "C/query", {"query_embeddings": [[1, 0, 0]], "n_results": 0}),
    ("POST", "C/query", {"query_embeddings": [[1, 0, 0], [1, 0]]}),
    ("POST", "C/delete", {}),
    ("POST", "C/delete", {"ids": []}),
    ("POST", "C/delete", {"ids": ["z", "z"]}),
    ("POST", "C/delete", {"ids": ["z"], "limit": 1}),
    ("POST", "C/delete", {"where": {"n": 4}, "limit": 0}),
    ("POST", "C/delete", {"where": {"n": 4}, "ids": ["a"]}),
    ("GET", "C/count", None),
    ("GET", "C/count?read_level=index_and_wal", None),
    ("GET", "C/count?read_level=x", None),
    ("POST", "C/fork", {"new_name": "zzz"}),
    ("POST", "C/search", {"searches": []}),
    ("PUT", "C", {"new_metadata": {}}),
    ("PUT", "C", {"new_configuration": {"hnsw": {"space": "ip"}}}),
    ("PUT", "C", {"new_configuration": {"hnsw": {"ef_search": 77}, "spann": None}}),
    ("PUT", "C", {"new_name": "a"}),
    ("PUT", "C", {}),
    ("GET", "D/collections/nosuch", None),
    ("DELETE", "D/collections/nosuch", None),
    ("GET", "D/collections/by-id/x", None),
    ("GET", f"D/collections/by-id/{NO_ID}", None),
    ("POST", "D/collections/x/get", {}),
    ("POST", f"D/collections/{NO_ID}/get", {}),
    ("POST", "D/collections", {"name": "things"}),
    ("POST", "D/collections", {"name": "a"}),
    ("POST", "D/collections", {"name": "a..b"}),
    ("POST", "D/collections", {"name": "1.2.3.4"}),
    ("POST", "D/collections", {}),
    ("POST", "D/collections", {"name": "new", "metadata": {}}),
    ("POST", "D/collections", {"name": "new", "metadata": {"hnsw:x": 1}}),
    ("POST", "D/collections", {"name": "new", "configuration": {"hnsw": {"x": 1}}}),
    ("POST", "D/collections", {"name": "new", "configuration": {"hnsw": {"space": "x"}}}),
    ("POST", "D/collections", {"name": "new", "configuration": {"hnsw": {"ef_search": -1}}}),
    ("POST", "D/collections", {"name": "new", "schema": {"defaults": {}}}),
    ("GET", "D/collections?limit=-1", None),
    ("GET", "D/collections?limit=0", None),
    ("POST", "/api/v2/tenants", {"name": "ab"}),
    ("POST", "/api/v2/tenants", {"name": "abc"}),
    ("POST", "/api/v2/tenants", {"name": "abc"}),
    ("GET", "/api/v2/tenants/abc", None),
    ("GET", "/api/v2/tenants/zzz", None),
    ("POST", "/api/v2/tenants/abc/databases", {"name": "a"}),
    ("POST", "/api/v2/tenants/abc/databases", {"name": "dba"}),
    ("POST", "/api/v2/tenants/abc/databases", {"name": "dba"}),
    ("GET", "/api/v2/tenants/abc/databases/none", None),
    ("DELETE", "/api/v2/tenants/abc/databases/none", None),
    ("POST", "/api/v2/tenants/abc/databases/none/collections", {"name": "abcd"}),
    ("GET", "/api/v2/tenants/abc/databases/none/collections", None),
    ("GET", "/api/v2/tenants/abc/databases/none/collections_count", None),
    ("GET", "/api/v2/auth/identity", None),
    ("GET", "/api/v2/pre-flight-checks", None),
    ("GET", "/api/v2/version", None),
    ("GET", "/api/v2/nosuch", None),
    ("DELETE", "/api/v2/heartbeat", None),
    ("GET", "/api/v1/heartbeat", None),
]


def place(path, collection):
    if path.startswith("C"):
        path = f"{DEFAULT}/collections/{collection}" + path[1:]
    return path.replace("D/", DEFAULT + "/", 1) if path.startswith("D/") else path


def plain(body):
    """What must be alike: places in the text of a body are not."""
    if isinstance(body, dict) and "error" in body and "message" in body:
        message = re.sub(r" at line \d+ column \d+$", "", body["message"])
        return body["error"], re.sub(r" \[\{.*\}\]$", "", message)  # in an order of chance
    return body


def talk(url):
    """The answers to all exchanges, in a fresh collection."""
    made = ask(url, "POST", DEFAULT + "/collections", {"name": "things"})[2]
    out = []
    for method, path, body in EXCHANGES:
        status, headers, answer = ask(url, method, place(path, made["id"]), body)
        if status >= 400 and isinstance(answer, dict):
            assert headers["chroma-trace-id"], f"{method} {path} has no chroma-trace-id"
        out.append((status, plain(answer)))
    made.pop("id")
    made["schema"]["defaults"].pop("float_list")  # names the cores of the machine
    made["schema"]["keys"].pop("#embedding")
    return made, out


@pytest.fixture
def served(tmp_path):
    library = Library(tmp_path / "data", ANONYMOUS).start()
    yield library
    library.stop()


def test_a_real_chroma_server_says_the_same(served, tmp_path):
    assert importlib.util.find_spec("chromadb"), "chromadb is not installed: tools/setup/setup"
    real = ChromaServer(tmp_path)
    try:
        expected = talk(real.url)
    finally:
        real.stop()
    ours = talk(served.url)
    assert ours[0] == expected[0]
    differences = [
        f"{method} {path} {body}: {got} instead of {want}"
        for (method, path, body), got, want in zip(EXCHANGES, ours[1], expected[1])
        if got != want
    ]
    assert not differences, "\n".join(differences)


@only_one_server("the balancer is not on loopback's other side")
def test_without_credentials_only_what_the_role_allows(tmp_path):
    library = Library(tmp_path / "data", OPTIONS).start()
    status, headers, answer = ask(library.url, "GET", DEFAULT)
    assert status == 401 and answer["error"] == "ChromaError" and headers["chroma-trace-id"]
    assert "chroma.anonymous_role" in answer["message"]
    assert ask(library.url, "GET", "/api/v2/heartbeat")[0] == 200
    key = library.key()
    basic = base64.b64encode(f"anybody:{key}".encode()).decode()
    for given in (
        {"x-chroma-token": key},
        {"authorization": f"Bearer {key}"},
        {"authorization": f"Basic {basic}"},
    ):
        assert ask(library.url, "GET", DEFAULT, headers=given)[0] == 200, given
    for wrong in ({"x-chroma-token": "no"}, {"authorization": "Basic bm8="}):
        assert ask(library.url, "GET", DEFAULT, headers=wrong)[0] == 401, wrong
    foreign = {"x-chroma-token": key, "origin": "http://example.org"}
    assert ask(library.url, "GET", DEFAULT, headers=foreign)[0] == 403
    library.stop()
    library.start("--set", "chroma.anonymous_role=reader")
    assert ask(library.url, "GET", DEFAULT)[0] == 200
    assert ask(library.url, "POST", DEFAULT + "/collections", {"name": "abc"})[0] == 403
    library.stop()
    library.start("--set", "chroma.anonymous_role=writer")
    assert ask(library.url, "POST", DEFAULT + "/collections", {"name": "abc"})[0] == 200
    assert ask(library.url, "POST", "/api/v2/tenants", {"name": "abc"})[0] == 403
    assert ask(library.url, "POST", "/api/v2/reset", headers={"x-chroma-token": key})[0] == 403
    library.stop()


def test_types_of_bodies_and_other_addresses(served):
    collection = ask(served.url, "POST", DEFAULT + "/collections", {"name": "abc"})[2]
    path = f"{DEFAULT}/collections/{collection['id']}"
    for kind, status in (
        ("text/plain", 415),
        ("Application/JSON; charset=utf-8", 200),
        ("application/x+json", 200),
    ):
        headers = {"content-type": kind}
        assert ask(served.url, "POST", path + "/get", data=b"{}", headers=headers)[0] == status
    for broken in (b"{", b"", b"nonsense", b'{"ids": [01]}', b"\xff"):
        status, _, answer = ask(served.url, "POST", path + "/get", data=broken)
        assert (status, answer["error"]) == (400, "InvalidArgumentError"), broken
        assert answer["message"].startswith("Failed to parse the request body as JSON: "), broken
    status, _, answer = ask(served.url, "POST", path + "/add", data=b" " * (41 << 20))
    assert status == 413 and isinstance(answer, str)
    served.request("POST", "/api/v2/tenants", {"name": "other"})
    served.request("POST", "/api/v2/tenants/other/databases", {"name": "db1"})
    foreign = path.replace("default_tenant", "other").replace("default_database", "db1")
    assert ask(served.url, "POST", foreign + "/get", {})[0] == 404, "a foreign tenant's path"
    status, headers, _ = ask(served.url, "DELETE", "/api/v2/version")
    assert status == 405 and "GET" in headers["allow"]
    status, _, answer = ask(served.url, "GET", "/api/v1/tenants/default_tenant")
    assert status == 410 and "v1 API is deprecated" in answer["message"]
