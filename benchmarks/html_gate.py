"""Pages a second of ``to_article`` with its gate, beside trafilatura on every page, in the same run.

    python benchmarks/html_gate.py [--pages 200] [--share 0.08] [--seed 1] [ARCHIVE.warc.gz ...]

Without an archive the pages are made up: about 100 KB each with menus, scripts, links and a comment box, ``share`` of
them about violence or protest.  One process, one thread; the pages are in memory before the clock starts.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence

import trafilatura

from vigil.articles import to_article
from vigil.config import ArticleConfig, IngestConfig
from vigil.records import Article, RawDocument, Rejected

TOWNS = "Tarwana Bellen Norrad Sarim Oldbridge Kestrel Mivara Tanko Greyhaven Lumo".split()
ON_SUBJECT = (
    "Gunmen on motorcycles opened fire on a tea stall in {town}, killing {n} people and wounding others.",
    "The police chief of {town} said that no group had claimed the attack and that a search was under way.",
    "Relatives of the dead sat down on the main road of {town} and refused to leave until the killers were arrested.",
    "It was the third bombing in the district since spring, and {n} people have been detained.",
    "Doctors at the hospital said that {n} of the wounded were in a critical condition.",
)
OFF_SUBJECT = (
    "The council of {town} has approved a plan to widen the road to the station at a cost of {n} million.",
    "A baker in {town} has made a loaf {n} metres long with the help of her neighbours and two old ovens.",
    "The club signed a winger who scored {n} goals last season and is expected to play on Saturday.",
    "Farmers near {town} expect a good harvest after {n} days of gentle rain, and prices may fall.",
    "The museum shows {n} paintings by a local artist who left school early to work on the river boats.",
    "Shares in the maker of bicycles rose {n} per cent after it said that sales had grown in the quarter.",
)


def made_up_page(number: int, on_subject: bool, rng: random.Random) -> RawDocument:
    """One page of about 100 KB; the same number and seed give the same page."""
    town = rng.choice(TOWNS)
    lines = ON_SUBJECT if on_subject else OFF_SUBJECT

    def say(pool: Sequence[str]) -> str:
        return " ".join(
            rng.choice(pool).format(town=rng.choice(TOWNS), n=rng.randint(2, 40)) for _ in range(3)
        )

    def links(count: int) -> str:
        return "".join(
            f'<li class="item item-{rng.randint(1, 999)}"><a href="/news/{rng.randint(1, 99999)}?from=menu" data-track="nav">'
            f'<img src="/i/{rng.randint(1, 99999)}.jpg" width="90" height="60" alt=""><span>{rng.choice(OFF_SUBJECT).format(town=town, n=3)}'
            "</span></a></li>"
            for _ in range(count)
        )  # fmt: skip

    day = f"2013-01-{rng.randint(1, 28):02}"
    title = f"News from {town}, number {number}"
    story = "".join(f"<p>{say(lines)}</p>" for _ in range(12))
    described = json.dumps({"@type": "NewsArticle", "headline": title, "datePublished": day})
    script = "".join(
        f"window.cfg[{n}]={{slot:'a{rng.randint(1, 9999)}',sizes:[[300,250],[728,90]]}};" for n in range(350)
    )
    style = "".join(f".c{n}{{margin:{n}px;color:#{n:06x};display:block}}" for n in range(350))
    html = (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} | The Lamp</title><meta property=og:site_name "
        f"content='The Lamp'><script type='application/ld+json'>{described}</script><style>{style}</style><script>{script}</script></head>"
        f"<body><header><nav><ul>{links(60)}</ul></nav></header><main><article><h1>{title}</h1><div class=byline>By A Writer</div>"
        f"{story}</article><aside><ul>{links(90)}</ul></aside></main><section id=comments><form><textarea></textarea></form>"
        f"{''.join(f'<div class=comment><p>{rng.choice(OFF_SUBJECT).format(town=town, n=5)}</p></div>' for _ in range(20))}</section>"
        f"<footer><ul>{links(60)}</ul><p>All rights reserved.</p></footer><script>{script}</script></body></html>"
    )
    return RawDocument(f"page {number}", "text/html", html.encode(), url=f"https://lamp.example/{number}")


def pages_of(arguments: argparse.Namespace) -> Iterator[RawDocument]:
    """The pages to measure: those of the archives, else made-up ones."""
    if arguments.archives:
        from vigil.ingest import read_inputs

        documents = read_inputs(arguments.archives, IngestConfig())
        yield from (d for d in documents if isinstance(d, RawDocument) and d.text is None)
        return
    rng = random.Random(arguments.seed)
    for number in range(arguments.pages):
        yield made_up_page(number, rng.random() < arguments.share, rng)


def main() -> None:
    """Print pages a second of both, their ratio, and what became of the pages."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archives", nargs="*", help="WARC files; without any, pages are made up")
    parser.add_argument(
        "--pages", type=int, default=200, help="how many to make up, or the most to take of archives"
    )
    parser.add_argument(
        "--share", type=float, default=0.08, help="share of made-up pages that are on the subject"
    )
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    pages = [page for page, _ in zip(pages_of(arguments), range(arguments.pages), strict=False)]
    size = sum(len(page.content) for page in pages)
    config = ArticleConfig()
    to_article(
        made_up_page(0, True, random.Random(0)), config
    )  # vocabularies and models are loaded once a process

    started = time.perf_counter()
    made = [to_article(page, config) for page in pages]
    ours = time.perf_counter() - started
    started = time.perf_counter()
    for page in pages:
        try:
            trafilatura.extract(page.content, fast=True, include_comments=False, include_tables=False)
        except Exception as error:
            print(f"trafilatura failed on {page.source}: {error}")
    theirs = time.perf_counter() - started

    kinds = Counter(a.code if isinstance(a, Rejected) else a.status for a in made)
    dated = sum(1 for a in made if isinstance(a, Article) and a.published)
    print(
        f"{len(pages)} pages, {size / len(pages) / 1024:.0f} KB each; {dict(sorted(kinds.items()))}; {dated} with a date"
    )
    print(f"to_article with gate     {len(pages) / ours:8.1f} pages/s  {size / ours / 1e6:6.1f} MB/s")
    print(
        f"trafilatura, every page  {len(pages) / theirs:8.1f} pages/s  {size / theirs / 1e6:6.1f} MB/s (text only, no date)"
    )
    print(f"ratio                    {theirs / ours:8.1f}")


if __name__ == "__main__":
    main()
