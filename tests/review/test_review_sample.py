"""On the sample corpus: decisions at once end as they do after a run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from read_by_people import Clock, Made, again, decide, decisions, everything, refused

import vigil
from vigil import pipeline, review
from vigil.config import Config, ExtractionConfig
from vigil.store import Record

SAMPLE = Path(vigil.__file__).parent / "samples"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample corpus, read by rules."""
    path = tmp_path_factory.mktemp("sample") / "r.db"
    with Record.open(path) as record:
        rows = sorted(str(p) for p in SAMPLE.glob("*.jsonl"))
        pipeline.run(rows, record, Config(extraction=ExtractionConfig(reader="rules")))
        assert record.counts()["incidents"] > 40
        pipeline.conclude(record, Config(), anew=True)
    return path


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(decisions(), min_size=8, max_size=14), st.integers(0, 60))
def test_a_run_after_the_decisions_ends_as_they_did(
    sample: Path, made: list[tuple[Made, str]], turned: int
) -> None:
    clock, path = Clock(), sample.with_name("copy.db")
    shutil.copy(sample, path)
    with Record.open(path) as record:
        before = everything(record)
        for build, by in made:
            found = everything(record)  # another part of the record each time
            with refused():
                decide(record, build(found[turned:] + found[:turned]), by, at=clock())
        left = everything(record)
        assert again(record) == left and record.check() == []
        while live := review.active(list(record.judgements())):
            decide(record, review.Undo(str(live[-1] + 1)), at=clock())
        assert everything(record) == before
