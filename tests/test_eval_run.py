"""The run: installations of its own, places of quotes, verdicts, and what holds of every run."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import eval.installations
from chatbot.assistant import Assistant
from chatbot.cite import attribution, cite_agenda, cite_header, cite_speaker, cite_text
from chatbot.retrieve import Corpus
from chatbot.types import Answer, Citation, Coverage, Document, Sentence, Status, Turn, Understood
from eval.citing import faults
from eval.golden import read_golden
from eval.installations import CorpusError, installations, minutes, read_in
from eval.invariants import invariants
from eval.measures import JUDGEMENT
from eval.network import offline
from eval.quotes import Quotes, orphans
from eval.run import OrphanError, ask_all
from eval.session import hold
from eval.types import Golden, Quote, Span
from eval.verdicts import verdicts

REAL = "data/minutes"
BODY = "都区市町村CIO協議会"
SAID = "補助率が10/10であるにも関わらず成果が低いように思える。"


@pytest.fixture(scope="module")
def golden() -> list[Golden]:
    """Three questions: answered, refused, and a follow-up."""
    every = [one for one in read_golden() if one.corpus == REAL and one.split == "dev"]
    answered = [one for one in every if one.status == "answered" and not one.before]
    return [
        answered[0],
        next(one for one in every if one.status == "not_found"),
        next(one for one in every if one.before),
    ]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where installations are kept."""
    return tmp_path / "kept"


@pytest.fixture
def corpus(shipped: Assistant) -> Corpus:
    """The shipped minutes."""
    return shipped.corpus()


@pytest.fixture
def ninth(shipped: Assistant) -> Document:
    """The ninth meeting."""
    return shipped.documents()[f"{BODY}-9"]


@pytest.fixture
def asking(shipped: Assistant, ninth: Document) -> Turn:
    """The speech that says `SAID`."""
    return next(turn for turn in shipped.library.turns(ninth) if SAID in turn.text)


def answer(*sentences: tuple[str, list[Citation]], status: Status = "answered") -> Answer:
    """An answer whose sentences carry these citations."""
    numbered: list[Citation] = []
    written = []
    for text, cited in sentences:
        first = len(numbered) + 1
        numbered += [replace(c, number=first + at) for at, c in enumerate(cited)]
        marks = tuple(range(first, len(numbered) + 1))
        written.append(Sentence(text + "".join(f"[{mark}]" for mark in marks), marks))
    return Answer(
        "", "補助率は", Understood("補助率は"), status, "\n".join(s.text for s in written),
        tuple(written), tuple(numbered), (), (), "extractive", None, Coverage(), 0,
    )  # fmt: skip


def told(corpus: Corpus, text: str, *cited: Citation) -> tuple[bool | None, tuple[str, ...]]:
    """The verdict on one sentence."""
    found = verdicts(answer((text, list(cited))), corpus)
    return found.supported[0], found.reasons[0]


# -- installations -------------------------------------------------------------------------------


def test_an_installation_is_read_in_once(
    kept: Path, tmp_path: Path, model_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = read_in(REAL, model_dir, kept)
    monkeypatch.setattr(eval.installations, "ingest_paths", None)
    assert read_in(REAL, model_dir, kept) == made
    with installations([REAL], tmp_path / "run", model_dir, kept=kept) as opened:
        assert len(opened[REAL].documents()) == 2
        assert opened[REAL].settings.data != made


def test_a_killed_reading_leaves_nothing_half(
    kept: Path, model_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(eval.installations, "ingest_paths", killed)
        with pytest.raises(KeyboardInterrupt):
            read_in(REAL, model_dir, kept)
    made = read_in(REAL, model_dir, kept)
    assert [folder.name for folder in made.parent.iterdir()] == [made.name]


def test_a_developers_settings_do_not_matter(
    kept: Path, tmp_path: Path, model_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIJIQ_DATABASE_URL", "sqlite:////nowhere/at/all")
    monkeypatch.setenv("GIJIQ_CHAT_MODEL", "openai:none")
    (tmp_path / "gijiq.toml").write_text('embedding = "none"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with installations([REAL], tmp_path / "run", model_dir, kept=kept) as opened:
        settings = opened[REAL].settings
        assert (settings.database_url, settings.chat_model) == (None, None)
        assert settings.embedding == "bundled"
        assert opened[REAL].answerer.name == "extractive"


def test_a_corpus_without_minutes_is_named() -> None:
    with pytest.raises(CorpusError, match="eval/meta: 議事要旨"):
        minutes("eval/meta")


# -- quotes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "part", "item"),
    [
        (SAID, "text", ""),
        ("補助率が１０／１０である\n　にも関わらず", "text", ""),
        ("狛江市CIO 平林 浩一 様", "speaker", ""),
        ("事例紹介（非公開）", "agenda", "3 事例紹介"),
    ],
)
def test_a_quote_is_found_where_it_stands(
    shipped: Assistant, quote: str, part: str, item: str
) -> None:
    """To the letter, or else in another width and with other blanks."""
    places = Quotes(shipped).places(Quote(f"{BODY}-9", quote))
    assert {(place.part, place.item) for place in places} == {(part, item)}


def test_a_header_is_quoted_by_its_characters(shipped: Assistant, ninth: Document) -> None:
    quote = ninth.header[5:25]
    assert Span(ninth.id, "header", None, 5, 25) in Quotes(shipped).places(Quote(ninth.id, quote))


def test_every_place_of_a_quote_is_one(shipped: Assistant, ninth: Document) -> None:
    places = Quotes(shipped).places(Quote(ninth.id, "補助率"))
    texts = {turn.id: turn.text for turn in shipped.library.turns(ninth)}
    assert len(places) == sum(text.count("補助率") for text in texts.values())
    for place in places:
        assert texts[place.turn or ""][place.start : place.end] == "補助率"


def test_an_orphan_fails_the_run_and_names_itself(shipped: Assistant, golden: list[Golden]) -> None:
    lost = replace(golden[0], evidence=(Quote(f"{BODY}-9", "誰も言わなかった。"),))
    line = (
        f"{lost.file}:{lost.line}: {lost.id} の根拠が {BODY}-9 にありません: 「誰も言わなかった。」"
    )
    assert orphans([*golden, lost], {REAL: Quotes(shipped)}) == [line]
    with pytest.raises(OrphanError) as refused:
        ask_all([lost], {REAL: shipped}, {})
    assert str(refused.value) == line


def test_no_golden_quote_is_an_orphan(tmp_path: Path, model_dir: Path, kept: Path) -> None:
    golden = read_golden()
    corpora = {one.corpus for one in golden}
    with installations(corpora, tmp_path / "run", model_dir, kept=kept) as opened:
        assert orphans(golden, {name: Quotes(one) for name, one in opened.items()}) == []


# -- the run -------------------------------------------------------------------------------------


@pytest.fixture
def two(
    golden: list[Golden], kept: Path, tmp_path: Path, model_dir: Path
) -> Iterator[tuple[dict[str, Assistant], dict[str, Assistant]]]:
    """Two installations of the same minutes."""
    with (
        installations([REAL], tmp_path / "a", model_dir, kept=kept) as first,
        installations([REAL], tmp_path / "b", model_dir, kept=kept) as second,
    ):
        yield first, second


def test_a_run_records_what_came_of_each_question(
    golden: list[Golden], two: tuple[dict[str, Assistant], dict[str, Assistant]]
) -> None:
    told: list[tuple[int, int]] = []
    run = ask_all(golden, *two, lambda done, of: told.append((done, of)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert [outcome.golden for outcome in run.outcomes] == golden
    assert (run.twice, run.differing, run.faults) == (3, (), ())
    for outcome in run.outcomes:
        sentences = len(outcome.answer.sentences)
        assert len(outcome.supported) == len(outcome.reasons) == len(outcome.relevant) == sentences
        assert outcome.exact == (True,) * len(outcome.answer.citations)
        assert len(outcome.gold) == len(outcome.golden.evidence)
        assert all(outcome.gold)
    answered, refused, follow_up = run.outcomes
    assert answered.supported == (True,) * len(answered.supported)
    assert refused.supported == (None,) * len(refused.supported)
    assert follow_up.answer.understood.question != follow_up.golden.question
    assert all(gate.passed for key, gate in invariants(run).items() if key != "frozen")
    assert not invariants(run)["frozen"].passed


def test_two_that_do_not_answer_alike_are_told_apart(
    golden: list[Golden], two: tuple[dict[str, Assistant], dict[str, Assistant]]
) -> None:
    """As where a document is missing in one of them."""
    first, second = two
    second[REAL].remove(golden[0].evidence[0].document)
    run = ask_all(golden[:1], first, second)
    assert run.differing == (golden[0].id,)
    gate = invariants(run)["same"]
    assert (gate.passed, gate.found, gate.detail) == (False, "1問中違反1問", golden[0].id)


def test_a_run_is_held_against_the_one_before(shipped: Assistant, tmp_path: Path) -> None:
    """Which `update` replaces; what flipped is told with both answers."""
    golden = [one for one in read_golden() if one.corpus == REAL and one.split == "dev"][:6]
    run = ask_all(golden, {REAL: shipped}, {})
    baseline = tmp_path / "baseline.json"
    assert hold(run, baseline=baseline).change.new == tuple(one.id for one in golden)
    assert not baseline.exists()
    assert [g.found for g in hold(run, baseline=baseline).gates if g.kind == "regression"] == [
        "基準なし"
    ]
    hold(run, update=True, baseline=baseline)
    right = next(o for o in run.outcomes if not JUDGEMENT.failed(o))
    lost = replace(right, answer=replace(right.answer, status="out_of_scope", text="別"))
    worse = replace(run, outcomes=tuple(lost if o is right else o for o in run.outcomes))
    for update in (False, True):
        held = hold(worse, update=update, baseline=baseline)
        assert [flip.id for flip in held.change.flips] == [right.golden.id]
        overall = next(g for g in held.gates if (g.kind, g.name) == ("regression", "全体"))
        assert overall.passed == update
    assert hold(worse, baseline=baseline).change.flips == ()
    (flip,) = hold(run, baseline=baseline).change.flips
    assert (flip.id, flip.better, flip.before) == (right.golden.id, True, "［out_of_scope］別")


def test_a_connection_to_elsewhere_is_refused_and_told(shipped: Assistant) -> None:
    with offline() as tried, socket.socket() as outside:
        with pytest.raises(RuntimeError, match="connect"):
            outside.connect(("192.0.2.1", 80))
        with pytest.raises(RuntimeError, match="connect"):
            outside.connect_ex(("192.0.2.2", 80))
    assert tried == ["('192.0.2.1', 80)", "('192.0.2.2', 80)"]
    run = replace(ask_all([], {REAL: shipped}, {}), connections=tuple(tried))
    assert not invariants(run)["offline"].passed
    assert "offline" not in invariants(replace(run, connections=None))


# -- citations and verdicts ----------------------------------------------------------------------


def test_citations_that_do_not_hold_are_faults(
    corpus: Corpus, ninth: Document, asking: Turn
) -> None:
    good = cite_text(ninth, asking, 0, 10)
    wrong = {
        "unresolved": replace(good, turn="t999"),
        "inexact": replace(good, start=1, end=11),
        "speaker": replace(good, speaker=None),
    }
    assert list(faults("q1", answer(("文。", [good])), corpus)) == []
    for kind, citation in wrong.items():
        found = list(faults("q1", answer(("文。", [citation])), corpus))
        assert [(fault.kind, fault.id) for fault in found] == [(kind, "q1")], kind
    unmarked = replace(answer(("文。", [good])), citations=())
    assert [fault.where for fault in faults("q1", unmarked, corpus)] == ["[1]"]


def test_every_part_of_the_minutes_can_be_cited(
    corpus: Corpus, ninth: Document, asking: Turn
) -> None:
    every = [
        cite_text(ninth, asking, 3, 9),
        cite_speaker(ninth, asking),
        cite_agenda(ninth, 1),
        cite_header(ninth, 2, 8),
    ]
    assert list(faults("q1", answer(("文。", every)), corpus)) == []
    assert verdicts(answer(("文。", every)), corpus).exact == (True,) * 4
    other = replace(every[0], version=99)
    assert verdicts(answer(("文。", [other])), corpus).exact == (False,)


def test_a_quotation_is_borne_out_by_its_speech_only(
    corpus: Corpus, ninth: Document, asking: Turn, shipped: Assistant
) -> None:
    at = asking.text.index(SAID)
    cited = cite_text(ninth, asking, at, at + len(SAID))
    put = f"{attribution(ninth, asking)}: 「{SAID}」"
    assert told(corpus, put, cited) == (True, ())
    for other in (
        put.replace("10/10", "9/10"),
        put.replace("平林", "高橋"),
        put.replace("5月29日", "5月28日"),
    ):
        assert told(corpus, other, cited)[0] is False, other
    greeting = shipped.library.turns(ninth)[0]
    assert told(corpus, put, cite_text(ninth, greeting, 0, 10))[0] is False
    assert told(corpus, put)[0] is False


def test_only_citations_that_help_are_relevant(
    corpus: Corpus, ninth: Document, asking: Turn, shipped: Assistant
) -> None:
    at = asking.text.index(SAID)
    cited = cite_text(ninth, asking, at, at + len(SAID))
    idle = cite_text(ninth, shipped.library.turns(ninth)[0], 0, 10)
    put = f"{attribution(ninth, asking)}: 「{SAID}」"
    assert verdicts(answer((put, [cited, idle])), corpus).relevant == ((True, False),)


def test_a_refusal_states_no_fact(corpus: Corpus) -> None:
    refusal = answer(("議事要旨に、お尋ねの内容は記載されていません。", []), status="not_found")
    found = verdicts(refusal, corpus)
    assert (found.supported, found.relevant, found.samples) == ((None,), ((),), ())
    assert told(corpus, "補助率は10/10である。")[0] is False
    assert told(corpus, "・・・")[0] is None


def test_what_is_said_of_the_record_is_held_against_its_lines(
    corpus: Corpus, ninth: Document, asking: Turn
) -> None:
    agenda = cite_agenda(ninth, len(ninth.agenda) - 1)
    closed = f"第9回（令和8年5月29日）の議題「{agenda.quote}」は非公開です。"
    assert told(corpus, closed, agenda) == (True, ())
    assert told(corpus, closed.replace("第9回", "第8回"), agenda) == (
        False,
        ("「第8回」は引用した会議のものではありません。",),
    )
    assert told(corpus, closed.replace(agenda.quote, "予算の議決"), agenda)[1] == (
        "「予算の議決」は引用した箇所にありません。",
    )
    line = cite_speaker(ninth, asking)
    listed = "第9回で発言が記載されているのは、狛江市 CIO 平林 浩一氏の1名です。"
    assert told(corpus, listed, line) == (True, ())
    assert told(corpus, listed.replace("1名", "3名"), line)[1] == ("「3」は引用の数と違います。",)
    assert told(corpus, listed.replace("平林", "高橋"), line)[0] is False
