#!/usr/bin/env python3
"""Recall against speed of the vector index alone, one thread, beside hnswlib, USearch and FAISS.

100,000 x 384, seed 42, cosine: 2,000 centres N(0,1), rows = centre + 0.6 N(0,1), normalised,
queries alike. All are asked the same queries in turn, block by block, in one run; the time is the
processor time of the answering thread (wall time beside it), so what else runs matters less.

bench/ann.py [--rows N] [--queries N] [--threads N]
"""

import argparse
import os
import pathlib
import subprocess
import tempfile
import time

import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
DIMENSION, CENTRES, NOISE, WANTED = 384, 2000, 0.6, 10
LINKS, BUILD_BREADTH = 16, 100
BREADTHS = (20, 40, 70, 100, 150, 200)
RESCORED_MAX = 50
BLOCK = 250


def made(rows, queries):
    random = numpy.random.default_rng(42)
    centres = random.standard_normal((CENTRES, DIMENSION), dtype=numpy.float32)

    def draw(count):
        noise = random.standard_normal((count, DIMENSION), dtype=numpy.float32)
        vectors = centres[random.integers(0, CENTRES, count)] + NOISE * noise
        return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)

    return draw(rows), draw(queries)


def exact(rows, queries):
    found = []
    for first in range(0, len(queries), 100):
        scores = queries[first : first + 100] @ rows.T
        found.append(numpy.argpartition(-scores, WANTED, axis=1)[:, :WANTED])
    return [set(row) for row in numpy.concatenate(found).tolist()]


def resident():
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0


class Ours:
    name = "Alexandria"

    def __init__(self, rows, queries, threads):
        self.folder = tempfile.TemporaryDirectory()
        rows.tofile(self.folder.name + "/rows.f32")
        queries.tofile(self.folder.name + "/queries.f32")
        program = ROOT / "build/release/bench/ann_bench"
        command = [program, self.folder.name, str(threads)]
        self.child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        wall, processor, memory, reached = self.child.stdout.readline().split()
        self.build_s, self.build_cpu_s = float(wall), float(processor)
        self.memory = int(memory) / 2**20
        assert int(reached) == len(rows), f"{reached} rows can be reached"

    def ask(self, breadth, first, queries, kept=1000):
        rescored = min(breadth, RESCORED_MAX)
        self.child.stdin.write(f"{breadth} {rescored} {first} {len(queries)} {kept}\n")
        self.child.stdin.flush()
        words = self.child.stdout.readline().split()
        rows = numpy.array(words[2:], dtype=numpy.int64).reshape(-1, WANTED)
        return rows, float(words[0]), float(words[1])


class Peer:
    def __init__(self, rows, queries, threads):
        before, wall, processor = resident(), time.perf_counter(), time.process_time()
        self.build(rows, threads)
        self.build_s = time.perf_counter() - wall
        self.build_cpu_s = time.process_time() - processor
        self.memory = resident() - before

    def ask(self, breadth, first, queries):
        self.set_breadth(breadth)
        found = []
        wall, processor = time.perf_counter(), time.thread_time()
        self.answer(queries, found)
        each = 1000 / len(queries)
        processor, wall = time.thread_time() - processor, time.perf_counter() - wall
        return numpy.concatenate(found), processor * each, wall * each


class Hnswlib(Peer):
    name = "hnswlib"

    def build(self, rows, threads):
        import hnswlib

        self.index = hnswlib.Index(space="cosine", dim=DIMENSION)
        self.index.init_index(len(rows), ef_construction=BUILD_BREADTH, M=LINKS, random_seed=42)
        self.index.add_items(rows, num_threads=threads)

    def set_breadth(self, breadth):
        self.index.set_ef(breadth)

    def answer(self, queries, found):
        found.append(self.index.knn_query(queries, k=WANTED, num_threads=1)[0].astype(int))


class USearch(Peer):
    name = "USearch f32"
    kind = "f32"

    def build(self, rows, threads):
        from usearch.index import Index

        self.index = Index(
            ndim=DIMENSION,
            metric="cos",
            dtype=self.kind,
            connectivity=LINKS,
            expansion_add=BUILD_BREADTH,
        )
        self.index.add(numpy.arange(len(rows)), rows, threads=threads)

    def set_breadth(self, breadth):
        self.index.expansion_search = breadth

    def answer(self, queries, found):
        found.append(self.index.search(queries, WANTED, threads=1).keys.astype(int))


class USearchInt8(USearch):
    name = "USearch i8"
    kind = "i8"


class Faiss(Peer):
    name = "FAISS f32"
    factory = f"HNSW{LINKS},Flat"

    def build(self, rows, threads):
        import faiss

        faiss.omp_set_num_threads(threads)
        self.index = faiss.index_factory(DIMENSION, self.factory, faiss.METRIC_INNER_PRODUCT)
        self.index.hnsw.efConstruction = BUILD_BREADTH
        if not self.index.is_trained:
            self.index.train(rows[:20_000])
        self.index.add(rows)
        faiss.omp_set_num_threads(1)

    def set_breadth(self, breadth):
        self.index.hnsw.efSearch = breadth

    def answer(self, queries, found):
        found.append(self.index.search(queries, WANTED)[1])


class FaissInt8(Faiss):
    name = "FAISS SQ8"
    factory = f"HNSW{LINKS},SQ8"


def measure(indexes, queries, truth):
    """Name and breadth > recall, median processor and wall milliseconds of the blocks."""
    table = {}
    for breadth in BREADTHS:
        hits = {index.name: 0 for index in indexes}
        times = {index.name: [] for index in indexes}
        for first in range(0, len(queries), BLOCK):
            block = queries[first : first + BLOCK]
            for index in indexes:
                rows, processor, wall = index.ask(breadth, first, block)
                times[index.name].append((processor, wall))
                for row, right in zip(rows.tolist(), truth[first : first + BLOCK], strict=True):
                    hits[index.name] += len(right.intersection(row))
        for index in indexes:
            recall = hits[index.name] / len(queries) / WANTED
            processor, wall = numpy.median(times[index.name], axis=0)
            table[index.name, breadth] = (recall, processor, wall)
    return table


def measure_filters(ours, rows, queries):
    """Only ours: the peers have no such filter, or one that looks at rows one by one."""
    print("\nfilter keeps, recall@10, processor ms a query at ef 150")
    for kept in (1, 10, 100, 500, 900):
        places = numpy.flatnonzero(numpy.arange(len(rows)) % 1000 < kept)
        truth = exact(rows[places], queries[:BLOCK])
        found, processor, _ = ours.ask(150, 0, queries[:BLOCK], kept)
        right = sum(
            len({int(places[at]) for at in best}.intersection(row))
            for best, row in zip(truth, found.tolist(), strict=True)
        )
        print(f"{kept / 10:5} % {right / BLOCK / WANTED:8.4f} {processor:7.3f}", flush=True)


def milliseconds_at(table, name, recall):
    """Processor milliseconds at a recall, between the two breadths around it; none beyond."""
    points = [table[name, breadth][:2] for breadth in BREADTHS]
    for (low, before), (high, after) in zip(points, points[1:], strict=False):
        if low <= recall <= high:
            share = (recall - low) / (high - low) if high > low else 0
            return before + share * (after - before)
    return points[0][1] if recall <= points[0][0] else None


def report(indexes, table):
    for index in indexes:
        print(
            f"{index.name:12} built in {index.build_s:6.1f} s ({index.build_cpu_s:6.1f} s of"
            f" processors), {index.memory:6.0f} MiB"
        )
    print(f"\n{'recall@10':12}" + "".join(f"{'ef ' + str(b):>24}" for b in BREADTHS))
    for index in indexes:
        cells = "".join(
            f"{table[index.name, b][0]:10.4f} {table[index.name, b][1]:6.3f} "
            f"({table[index.name, b][2]:.3f})"
            for b in BREADTHS
        )
        print(f"{index.name:12}{cells}")
    print("\nrecall, processor ms a query (wall ms)\n")
    for recall in (0.95, 0.98, 0.99, 0.996):
        ours = milliseconds_at(table, Ours.name, recall)
        theirs = milliseconds_at(table, Hnswlib.name, recall)
        if ours and theirs:
            print(f"at {recall}: {ours:.3f} ms, hnswlib {theirs:.3f} ms: {theirs / ours:.2f} x")


def processor_name():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return "unknown processor"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    kinds = (Ours, Hnswlib, USearch, USearchInt8, Faiss, FaissInt8)
    print(f"{processor_name()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    rows, queries = made(options.rows, options.queries)
    truth = exact(rows, queries)
    indexes = []
    for kind in kinds:
        indexes.append(kind(rows, queries, options.threads))
        print(f"{kind.name}: {indexes[-1].build_s:.1f} s", flush=True)
    report(indexes, measure(indexes, queries, truth))
    measure_filters(indexes[0], rows, queries)


if __name__ == "__main__":
    main()
