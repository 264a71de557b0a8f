"""Writes the trained reader as one archive of eight-bit weights, and checks it against the one it came from.

    python -m training.export RUN_FOLDER OUT.zip --version 1

Prints how near the shipped numbers are to the trained ones on the held-out reports, and the file's SHA-256.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from training import corpus, examples, labels
from training.measure import held_out
from training.model import WIDTH, Above, Reader, RecordReader, vocabulary
from vigil.extraction.encoder import Encoder


def export(run: Path, out: Path, version: str) -> None:
    """Exports ``run``/model.pt and record.pt to ``out``, a zip archive, and beside it one with full numbers.

    The archive holds two networks over one table of embeddings, which are looked up outside them: the record's needs
    not open that of the templates.
    """
    model = Reader()
    model.load_state_dict(torch.load(run / "model.pt", weights_only=True))
    record = RecordReader()
    record.load_state_dict(torch.load(run / "record.pt", weights_only=True))
    networks = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, network in (("templates", Above(model)), ("record", record)):
            path = Path(folder) / f"{name}.onnx"
            torch.onnx.export(
                network.eval(), (torch.zeros(1, 32, WIDTH),), str(path), input_names=["looked_up"], output_names=["out"],
                dynamic_axes={"looked_up": {1: "pieces"}, "out": {1: "pieces"}}, opset_version=17, dynamo=False,
            )  # fmt: skip
            networks[name] = onnx.load(str(path))
    about = json.dumps(_about(model, record, version), ensure_ascii=False, sort_keys=True)
    words, places = (e.weight.detach().numpy() for e in (model.words, model.places))
    full = out.with_suffix(".full.zip")
    _write(full, about, networks, {"words": words, "places": places})
    for network in networks.values():
        shrink(network)
        onnx.checker.check_model(network)
    scale = np.maximum(np.abs(words).max(axis=1), 1e-12).astype(np.float32) / 127
    tables = {
        "words": np.rint(words / scale[:, None]).astype(np.int8),
        "scale": scale,
        "places": places.astype(np.float16),
    }
    _write(out, about, networks, tables)
    compare(Encoder(out.read_bytes()), Encoder(full.read_bytes()))
    content = out.read_bytes()
    print(f"{out.name}: {len(content) / 1e6:.1f} MB, SHA-256 {hashlib.sha256(content).hexdigest()}")


def _write(
    out: Path, about: str, networks: Mapping[str, onnx.ModelProto], tables: Mapping[str, np.ndarray]
) -> None:
    """One archive, the same bytes for the same content."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, content: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)

        add("about.json", about.encode())
        for name, network in networks.items():
            add(f"{name}.onnx", network.SerializeToString(deterministic=True))
        for name, table in tables.items():
            buffer = io.BytesIO()
            np.save(buffer, table)
            add(f"{name}.npy", buffer.getvalue())


def shrink(made: onnx.ModelProto) -> None:
    """Stores the matrices of a network as eight-bit integers with a scale for each column; sums stay in floats.

    The runtime makes them wide once, when it opens the network.  Sums of eight-bit numbers, as dynamic quantisation
    makes them, cost 1.8 points of TF F1 on MUC-4's dev texts and were no faster on processors without VNNI.
    """
    graph = made.graph
    weights = {i.name: i for i in graph.initializer}
    wide = []
    for node in graph.node:
        name = node.input[1] if node.op_type == "MatMul" else ""
        if name not in weights or int(np.prod(weights[name].dims)) < 10_000:
            continue
        values = numpy_helper.to_array(weights[name])
        scale = np.maximum(np.abs(values).max(axis=0), 1e-12).astype(np.float32) / 127
        graph.initializer.remove(weights[name])
        graph.initializer.append(
            numpy_helper.from_array(np.rint(values / scale).astype(np.int8), f"{name}.int8")
        )
        graph.initializer.append(numpy_helper.from_array(scale, f"{name}.scale"))
        wide.append(
            helper.make_node(
                "DequantizeLinear", [f"{name}.int8", f"{name}.scale"], [name], f"{name}.wide", axis=1
            )
        )
    nodes = [*wide, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def _about(model: Reader, record: RecordReader, version: str) -> dict[str, object]:
    names = {
        "outputs": {"templates": list(labels.OUTPUTS.items()), "record": list(labels.RECORD.items())},
        "report_roles": labels.REPORT_ROLES,
        "template_roles": labels.TEMPLATE_ROLES,
        "sentences": labels.SENTENCES,
        "types": labels.TYPES,
        "stages": labels.STAGES,
        "harm": labels.HARM,
        "damage": labels.DAMAGE,
        "trust": labels.TRUST,
    }
    return {
        "names": names,
        "version": version,
        "vocabulary": vocabulary(),
        "length": {
            "report": _rounded(record.length),
            "template": _rounded(model.length[:, len(labels.REPORT_ROLES) :]),
        },
        "join": [round(x, 5) for x in model.join_scale.tolist()],
    }


def _rounded(rows: torch.Tensor) -> list[list[float]]:
    return [[round(x, 5) for x in row] for row in rows.tolist()]


def compare(small: Encoder, full: Encoder) -> None:
    """Prints how far eight-bit numbers are from full ones: labels that change side, spans kept by one only."""
    flips = labels_seen = both = either = 0
    far: list[float] = []
    for report in held_out([examples.report_text(r) for r in corpus.read()]):
        texts = tuple(s.text for s in report.sentences)
        a, b = small.hear(texts), full.hear(texts)
        for one_said, two_said in zip(a.labels, b.labels, strict=True):
            for name, p in one_said.items():
                labels_seen += 1
                flips += (p >= 0.5) != (two_said[name] >= 0.5)
                far.append(abs(p - two_said[name]))
        one, two = (
            {(m.sentence, m.role, m.start, m.end) for m in h.marks if m.probability >= 0.5} for h in (a, b)
        )
        both += len(one & two)
        either += len(one | two)
    print(
        f"eight-bit beside full: mean difference of label probabilities {np.mean(far):.4f}; {flips} of {labels_seen} labels"
        f" change side; {both} of {either} spans are the same"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", default="1")
    given = parser.parse_args()
    export(given.run, given.out, given.version)
