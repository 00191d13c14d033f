"""The API is what its own document says: schemathesis tries every operation with input that fits
and input that does not."""

import importlib.util
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from conftest import CLUSTER, POSTGRES, Library

SEED = int(os.environ.get("ALEXANDRIA_SEED", "1"))
EXAMPLES = int(os.environ.get("ALEXANDRIA_SCHEMA_EXAMPLES", "15"))
# In a form every value is text: where schemathesis puts -211 instead of a string, nothing is
# wrong (forms are tested below). And it takes
# every 404 after a POST for one of the address, also that of a deleted conversation named in the
# body.
CONFIGURATION = """
[checks]
ensure_resource_availability.enabled = false
[[operations]]
include-operation-id = "add_document"
checks.negative_data_rejection.enabled = false
"""
if CLUSTER:  # Envoy answers QUERY, the last of the usual ones, by itself
    CONFIGURATION += """
[phases.coverage]
unexpected-methods = ["get", "put", "post", "delete", "options", "patch", "trace"]
"""


def close_objects(schema):
    """An answer has no member that the document leaves out."""
    if isinstance(schema, dict):
        if "properties" in schema and schema.get("type") == "object":
            schema.setdefault("additionalProperties", False)
        for inner in schema.values():
            close_objects(inner)
    elif isinstance(schema, list):
        for inner in schema:
            close_objects(inner)


@pytest.fixture
def served(tmp_path):
    library = Library(tmp_path / "data", ["--set", "models.default=none"]).start()
    for name, text in (
        ("pumps.md", b"# Pumps\n\nThe pump must be primed before the first start.\n"),
        ("table.csv", b"name,price\nvalve,12\n"),
    ):
        status, upload = library.upload(name, text)
        assert status == 202 and library.wait(upload["job_id"])["state"] == "done"
    assert (
        library.request(
            "POST",
            "/api/v1/collections/library/ask",
            {"query": "What must be primed?", "keep": True},
        )[0]
        == 200
    )
    yield library
    library.stop()


def test_every_operation_keeps_to_its_declaration(served, tmp_path):
    assert importlib.util.find_spec("schemathesis"), (
        "schemathesis is not installed: tools/setup/setup"
    )
    status, document = served.request("GET", "/openapi.json")
    assert status == 200
    close_objects(document)
    if POSTGRES:  # the limit there is in bytes, which a schema cannot say
        path = document["paths"]["/api/v1/collections/{name}/documents"]
        form = path["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
        form["properties"]["source"]["maxLength"] = 2600 // 4
    schema = tmp_path / "openapi.json"
    schema.write_text(json.dumps(document))
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION)
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "schemathesis.cli",
            "run",
            str(schema),
            "--url",
            served.url,
            "--header",
            f"Authorization: Bearer {served.key()}",
            "--phases",
            "examples,coverage,fuzzing,stateful",
            "--max-examples",
            str(EXAMPLES),
            "--seed",
            str(SEED),
            "--no-shrink",
            "--suppress-health-check",
            "all",
            "--request-timeout",
            "30",
            "--continue-on-failure",
            "--warnings",
            "off",
        ],
        capture_output=True,
        text=True,
        timeout=600,
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": "0", "COLUMNS": "160"},
    )
    assert run.returncode == 0, f"seed {SEED}\n{run.stdout[-20000:]}\n{run.stderr[-2000:]}"


def test_a_form_is_held_to_its_declaration(served):
    for fields in ({"colour": "red"}, {"title": "x" * 1001}, {"source": "x" * 4097}):
        status, body = served.upload("a.txt", b"text", **fields)
        assert status == 400 and next(iter(fields)) in body["message"], fields
    status, body = served.request(
        "POST",
        "/api/v1/collections/library/documents",
        data=b'--b\r\ncontent-disposition: form-data; name="title"\r\n\r\nx\r\n--b--\r\n',
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )
    assert (status, body["error"]) == (400, "file_missing")
    assert served.request("POST", "/api/v1/collections/library/documents", {"title": "x"})[0] == 415


def test_null_is_not_absent_and_an_unknown_method_names_the_known_ones(served):
    for body in (
        {"query": "pump", "limit": None},
        {"query": "pump", "filter": None},
        {"query": None, "like": "x"},
    ):
        status, answer = served.request("POST", "/api/v1/collections/library/search", body)
        assert (status, answer["error"]) == (400, "invalid_input"), body
    request = urllib.request.Request(
        served.url + "/api/v1/documents",
        method="PATCH",
        headers={"Authorization": "Bearer " + served.key()},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 405 and refused.value.headers["Allow"] == "GET, HEAD"


def test_nothing_has_no_content_type(served):
    document = served.request("GET", "/api/v1/documents")[1]["data"][0]["document_id"]
    request = urllib.request.Request(
        f"{served.url}/api/v1/documents/{document}",
        method="DELETE",
        headers={"Authorization": "Bearer " + served.key()},
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 204 and answer.headers["Content-Type"] is None
