"""Programs that were written for a Chroma server, against ours: the published client, unchanged."""

import pytest
from conftest import Library

chromadb = pytest.importorskip("chromadb", reason="chromadb is not installed: tools/setup/setup")
from chromadb.config import Settings  # noqa: E402
from chromadb.errors import ChromaError, InvalidArgumentError, NotFoundError  # noqa: E402

OPTIONS = ["--set", "models.default=none", "--set", "chroma.anonymous_role=admin"]


def client_of(library, **more):
    host, port = library.url.removeprefix("http://").split(":")
    return chromadb.HttpClient(
        host=host, port=int(port), settings=Settings(anonymized_telemetry=False), **more
    )


@pytest.fixture
def served(tmp_path):
    library = Library(tmp_path / "data", [*OPTIONS, "--set", "chroma.allow_reset=true"]).start()
    yield library
    library.stop()


@pytest.fixture
def client(served):
    return client_of(served)


def make(client, name="things", **more):
    return client.create_collection(name, embedding_function=None, **more)


def test_records_come_back_as_they_were_written(client):
    things = make(client, metadata={"a": 1, "b": 2.5, "c": True, "d": "x"})
    things.add(
        ids=["a", "b", "\0 new\nline"],
        embeddings=[[1.0, 0.0, 0.1], [0.0, 1.0, 0.0], [3.4e38, 1e-45, 0.99999994]],
        documents=["doc a", "", None],
        metadatas=[{"n": 1, "f": 1.0, "list": ["p", "q"]}, None, {"b": False}],
        uris=["u:a", None, None],
    )
    assert things.count() == 3
    got = things.get(include=["embeddings", "documents", "metadatas", "uris"])
    assert got["ids"] == ["a", "b", "\0 new\nline"]
    assert got["documents"] == ["doc a", "", None] and got["uris"] == ["u:a", None, None]
    assert got["metadatas"] == [{"n": 1, "f": 1.0, "list": ["p", "q"]}, None, {"b": False}]
    assert [type(got["metadatas"][0][key]) for key in "nf"] == [int, float]
    assert got["embeddings"].tolist()[1:] == [[0.0, 1.0, 0.0], got["embeddings"][2].tolist()]
    assert client.get_collection("things", embedding_function=None).metadata == things.metadata
    assert things.get(ids=["b", "a", "zz"])["ids"] == ["a", "b"], "in the order of insertion"
    assert things.get(limit=1, offset=1)["ids"] == ["b"] and things.get(offset=9)["ids"] == []
    assert things.peek(2)["ids"] == ["a", "b"]


def test_adding_again_changes_nothing_and_upserting_merges(client):
    things = make(client)
    things.add(ids=["a"], embeddings=[[1, 2]], documents=["old"], metadatas=[{"k": 1, "gone": 1}])
    things.add(ids=["a", "b"], embeddings=[[9, 9], [3, 4]], documents=["new", "b"])
    assert things.get()["documents"] == ["old", "b"]
    things.upsert(ids=["a", "c"], embeddings=[[5, 6], [7, 8]], metadatas=[{"gone": None}, {"z": 2}])
    things.update(
        ids=["b", "nobody"],
        embeddings=[[3, 4], [0, 0]],  # else the client embeds the documents
        documents=["changed", "x"],
        metadatas=[{"m": 1.5}, {"m": 1}],
    )
    got = things.get(include=["documents", "metadatas", "embeddings"])
    assert got["ids"] == ["a", "b", "c"] and got["documents"] == ["old", "changed", None]
    assert got["metadatas"] == [{"k": 1}, {"m": 1.5}, {"z": 2}]
    assert got["embeddings"].tolist() == [[5, 6], [3, 4], [7, 8]]
    with pytest.raises(InvalidArgumentError, match="dimension of 2, got 3"):
        things.add(ids=["d"], embeddings=[[1, 2, 3]])


@pytest.mark.parametrize(
    "space, distances",
    [("l2", [0.0, 1.0, 2.0]), ("cosine", [0.0, 0.29289323, 1.0]), ("ip", [0.0, 0.0, 1.0])],
)
def test_the_nearest_come_first_in_each_space(client, space, distances):
    things = make(client, configuration={"hnsw": {"space": space}})
    things.add(ids=["x", "xy", "y"], embeddings=[[1, 0], [1, 1], [0, 1]], documents=["1", "2", "3"])
    found = things.query(query_embeddings=[[1.0, 0.0], [0.0, 1.0]], n_results=3)
    assert found["distances"][0] == pytest.approx(distances, abs=1e-6)
    assert found["ids"][0] == ["x", "xy", "y"]
    assert set(found["ids"][1][:2]) == {"xy", "y"}
    assert things.query(query_embeddings=[[1, 0]], ids=["y", "none"], n_results=5)["ids"] == [["y"]]
    assert things.query(query_embeddings=[[1, 0]], where_document={"$contains": "2"})["ids"] == [
        ["xy"]
    ]


def test_filters_of_metadata_and_documents(client):
    things = make(client)
    things.add(
        ids=[str(i) for i in range(10)],
        embeddings=[[float(i)] for i in range(10)],
        documents=[f"number {i}" if i % 2 else None for i in range(10)],
        metadatas=[
            {"n": i, "s": "even" if i % 2 == 0 else "odd", "l": [i, i + 1]} for i in range(10)
        ],
    )

    def ids(where=None, document=None):
        return "".join(things.get(where=where, where_document=document)["ids"])

    assert ids({"n": {"$gte": 7}}) == "789" and ids({"n": 3.0}) == "3"
    assert ids({"$and": [{"s": "odd"}, {"n": {"$lt": 4}}]}) == "13"
    assert ids({"$or": [{"n": 1}, {"n": {"$in": [5, 8]}}]}) == "158"
    assert ids({"none": {"$ne": 1}}) == "0123456789" and ids({"n": {"$nin": [0, 1]}}) == "23456789"
    assert ids({"l": {"$contains": 5}}) == "45"
    assert ids(document={"$contains": "number"}) == "13579"
    assert ids(document={"$not_contains": "number"}) == "02468"
    assert ids(document={"$regex": "^number [37]$"}) == "37"
    assert things.delete(where={"s": "odd"}, where_document={"$contains": "3"}) == {"deleted": 1}
    things.delete(ids=["0", "1", "nobody"])
    assert ids() == "2456789" and things.count() == 7


def test_collections_tenants_and_databases(served, client):
    assert [c.name for c in client.list_collections()] == ["library"], "those of the library too"
    first = make(client, "first", metadata={"v": 1})
    with pytest.raises(ChromaError, match=r"Collection \[first\] already exists"):
        make(client, "first")
    same = client.get_or_create_collection("first", metadata={"v": 2}, embedding_function=None)
    assert same.id == first.id and same.metadata == {"v": 1}
    first.modify(name="renamed", metadata={"w": 1.0})
    first.add(ids=["a"], embeddings=[[1]])
    assert client.get_collection("renamed", embedding_function=None).count() == 1
    with pytest.raises(NotFoundError):
        client.get_collection("first", embedding_function=None)
    make(client, "second")
    with pytest.raises(ChromaError, match="already exists"):
        first.modify(name="second")
    assert client.count_collections() == 3
    names = [c["name"] for c in served.request("GET", "/api/v1/collections")[1]["data"]]
    assert sorted(names) == ["library", "renamed", "second"]
    admin = chromadb.AdminClient(client._admin_client._system.settings)
    admin.create_tenant("other")
    admin.create_database("db1", "other")
    elsewhere = client_of(served, tenant="other", database="db1")
    make(elsewhere, "renamed").add(ids=["x"], embeddings=[[1, 2]])
    assert first.get()["ids"] == ["a"], "names are of their database"
    assert [c.name for c in elsewhere.list_collections()] == ["renamed"]
    admin.delete_database("db1", "other")
    client.delete_collection("renamed")
    with pytest.raises(NotFoundError):
        first.count()
    assert client.reset() is True
    assert [c.name for c in client.list_collections()] == ["library"]


def test_what_is_written_is_there_after_a_restart(tmp_path):
    library = Library(tmp_path / "data", OPTIONS).start()
    things = make(client_of(library), configuration={"hnsw": {"space": "cosine", "ef_search": 7}})
    for at in range(0, 3000, 1000):
        things.add(
            ids=[str(at + i) for i in range(1000)],
            embeddings=[[1.0, float(at + i)] for i in range(1000)],
            metadatas=[{"n": at + i} for i in range(1000)],
        )
    library.stop()
    library.start()
    again = client_of(library).get_collection("things", embedding_function=None)
    assert again.id == things.id and again.configuration["hnsw"]["ef_search"] == 7
    assert again.count() == 3000
    assert again.query(query_embeddings=[[1.0, 0.0]], n_results=2)["ids"] == [["0", "1"]]
    assert again.get(where={"n": {"$gt": 2997}})["ids"] == ["2998", "2999"]
    assert library.run("check")["problems"] == []
    library.stop()


def test_passages_of_documents_can_be_read_and_not_written(served, client):
    upload = served.upload("pumps.md", b"# Pumps\n\nThe pump must be primed before the start.\n")[1]
    assert served.wait(upload["job_id"])["state"] == "done"
    passages = client.get_collection("library", embedding_function=None)
    assert passages.count() == 1
    assert "primed" in passages.get(where_document={"$contains": "primed"})["documents"][0]
    with pytest.raises(ChromaError, match="documents"):
        passages.add(ids=["x"], embeddings=[[1.0]])
    with pytest.raises(ChromaError, match="documents"):
        passages.delete(ids=passages.get()["ids"])
    with pytest.raises(ChromaError, match="documents"):
        client.delete_collection("library")
    make(client, "things")
    status, refused = served.upload("pumps.md", b"# Pumps\n", collection="things")
    assert (status, refused["error"]) == (409, "collection_of_records")


def test_a_large_answer_goes_out_whole(client):
    things = make(client)
    vector = [0.1234567] * 512
    for at in range(0, 2000, 1000):
        things.add(ids=[str(at + i) for i in range(1000)], embeddings=[vector] * 1000)
    got = things.get(include=["embeddings"])
    assert len(got["ids"]) == 2000 and got["embeddings"].shape == (2000, 512)
