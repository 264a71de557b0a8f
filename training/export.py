"""Writes the trained reader as one ONNX file of eight-bit weights, and checks it against the one it came from.

    python -m training.export RUN_FOLDER OUT.onnx --version 1

Prints how near the shipped numbers are to the trained ones on the held-out reports, and the file's SHA-256.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from training import corpus, examples, labels
from training.measure import held_out
from training.model import Both, EarlyReader, Reader, vocabulary
from vigil.extraction.encoder import Encoder


def export(run: Path, out: Path, version: str) -> None:
    """Exports ``run``/model.pt and early.pt to ``out``; the file carries vocabulary, names of outputs and the numbers outside the net."""
    model = Reader()
    model.load_state_dict(torch.load(run / "model.pt", weights_only=True))
    early = EarlyReader()
    early.load_state_dict(torch.load(run / "early.pt", weights_only=True))
    shipped = Both(model, early).eval()
    with tempfile.TemporaryDirectory() as folder:
        full, small = Path(folder) / "full.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(
            shipped, (torch.ones(1, 32, dtype=torch.long),), str(full), input_names=["pieces"],
            output_names=["numbers", "early"],
            dynamic_axes={"pieces": {1: "pieces"}, "numbers": {1: "pieces"}, "early": {1: "pieces"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(full, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        for source, target in ((small, out), (full, out.with_suffix(".fp32.onnx"))):
            made = onnx.load(str(source))
            onnx.helper.set_model_props(made, _about(model, early, version))
            target.write_bytes(made.SerializeToString(deterministic=True))
    compare(Encoder(out.read_bytes()), Encoder(out.with_suffix(".fp32.onnx").read_bytes()))
    content = out.read_bytes()
    print(f"{out.name}: {len(content) / 1e6:.1f} MB, SHA-256 {hashlib.sha256(content).hexdigest()}")


def _about(model: Reader, early: EarlyReader, version: str) -> dict[str, str]:
    names = {
        "outputs": {"numbers": list(labels.OUTPUTS.items()), "early": list(labels.EARLY.items())},
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
        "names": json.dumps(names),
        "version": version,
        "vocabulary": "\n".join(vocabulary()),
        "length": json.dumps(
            {
                "report": _rounded(early.length),
                "template": _rounded(model.length[:, len(labels.REPORT_ROLES) :]),
            }
        ),
        "join": json.dumps([round(x, 5) for x in model.join_scale.tolist()]),
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
