"""Cuts sentences into the word pieces that the encoder reads, in windows that fit it.

A window is ``[CLS] sentence [SEP] sentence [SEP] …``: what stands at a [SEP] speaks for the sentence before it, what
stands at the [CLS] for the whole window, what stands at a word's first piece for the word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from vigil.records import Sentence

LIMIT = 512  # pieces in a window: the positions that the encoder knows
OVERLAP = 2  # sentences that two neighbouring windows of a long text share


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces of some successive sentences.  Lists of words run in step: one entry a word."""

    pieces: tuple[int, ...]  # ids, [CLS] first
    words: tuple[int, ...]  # position of each word's first piece
    starts: tuple[int, ...]  # first code point of each word in the text
    ends: tuple[int, ...]
    sentences: tuple[int, ...]  # position, in the list of sentences, of each word's sentence
    marks: tuple[tuple[int, int], ...]  # (position of the [SEP], position of the sentence in the list)


def tokenizer(vocabulary: Sequence[str]) -> Tokenizer:
    """The uncased WordPiece tokenizer of BERT (Devlin et al. 2019) over ``vocabulary``, piece n on line n."""
    made = Tokenizer(models.WordPiece({w: n for n, w in enumerate(vocabulary)}, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def windows(
    sentences: Sequence[Sentence], cut: Tokenizer, limit: int = LIMIT, overlap: int = OVERLAP
) -> list[Window]:
    """Windows over ``sentences`` of one text, whole sentences each; a sentence longer than a window is cut short."""
    opening, closing = int(cut.token_to_id("[CLS]") or 0), int(cut.token_to_id("[SEP]") or 0)
    coded = [cut.encode(s.text, add_special_tokens=False) for s in sentences]
    out: list[Window] = []
    first = 0
    while first < len(sentences):
        pieces: list[int] = [opening]
        words: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        owners: list[int] = []
        marks: list[tuple[int, int]] = []
        last = first
        while last < len(sentences):
            ids = coded[last].ids
            room = limit - len(pieces) - 1
            if len(ids) > room:
                if last > first:
                    break
                ids = ids[:room]
            offset = sentences[last].span.start
            before: int | None = None
            for n, word in enumerate(coded[last].word_ids[: len(ids)]):
                begin, end = coded[last].offsets[n]
                if word != before:
                    words.append(len(pieces) + n)
                    starts.append(offset + begin)
                    ends.append(offset + end)
                    owners.append(last)
                    before = word
                else:
                    ends[-1] = offset + end
            pieces.extend(ids)
            marks.append((len(pieces), last))
            pieces.append(closing)
            last += 1
        out.append(
            Window(tuple(pieces), tuple(words), tuple(starts), tuple(ends), tuple(owners), tuple(marks))
        )
        if last >= len(sentences):
            break
        first = max(first + 1, last - overlap)
    return out
