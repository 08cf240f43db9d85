"""Two questions in other words, and two that are merely near: single rules, and the figures."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as slowly
from hypothesis import strategies as st
from writing import Letters

from chatbot.curated_match import WEIGHTS, WORDS_ONLY, Form, Matcher
from chatbot.embed import BundledEmbedder
from chatbot.types import Document
from eval.curated.__main__ import FALSE, MATCHED, Unknown
from eval.curated.cases import DOCUMENTS, HALVES, cases, outcomes, rates

WRITTEN, ASKED = date(2026, 6, 1), date(2026, 6, 15)
NOTHING: Mapping[str, Document] = {}


@pytest.fixture(scope="session")
def bundled(model_dir: Path) -> BundledEmbedder:
    return BundledEmbedder(model_dir)


def _same(
    held: str,
    asked: str,
    *,
    day: date = ASKED,
    documents: Mapping[str, Document] = DOCUMENTS,
    cited: frozenset[str] = frozenset(),
) -> bool:
    """Whether two questions are one by their words alone, as for a model that is not known."""
    matcher = Matcher([Form("e", held, WRITTEN, cited)])
    return bool(matcher.fitting(asked, day, documents, Letters()))


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("町田市の事業開始はいつですか", "町田市の事業開始はいつでしょうか？"),
        ("町田市の事業開始はいつですか", "町田市　の事業開始はいつか"),
        ("町田市の事業開始はいつですか", "町田市で事業が始まる時期を教えて"),
        ("第9回の議題は何ですか", "第九回協議会の議題は何ですか"),
        ("第9回の議題は何ですか", "令和8年5月29日の会議の議題は何ですか"),
        ("令和8年度の予算はいくらですか", "２０２６年度の予算はいくらですか"),
        ("令和8年度の予算はいくらですか", "今年度の予算はいくらですか"),
        ("補助率が10割の事業はどれですか", "補助率が100%の事業はどれですか"),
        ("平林CIOは何を質問しましたか", "狛江市の平林CIOは何を質問しましたか"),
        ("平林CIOは何を質問しましたか", "平林氏は何を質問しましたか"),
        ("東京都の負担はいくらですか", "都の負担はいくらですか"),
        ("スマホ教室の定員は何人ですか", "スマートフォン教室の定員は何名ですか"),
    ],
)
def test_other_words_for_the_same(held: str, asked: str) -> None:
    assert _same(held, asked)
    assert _same(asked, held)


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("第6回の議題は何ですか", "第9回の議題は何ですか"),
        ("第9回の議題は何ですか", "第10回の議題は何ですか"),
        ("第9回の議題は何ですか", "議題は何ですか"),
        ("第6回協議会はいつですか", "第6回座談会はいつですか"),
        ("狛江市の事業開始はいつですか", "町田市の事業開始はいつですか"),
        ("町田市の事業開始はいつですか", "事業開始はいつですか"),
        ("町田市の事業開始はいつですか", "町田市の事業終了はいつですか"),
        ("町田市の事業開始はいつですか", "町田市の事業開始はなぜですか"),
        ("令和7年度の予算はいくらですか", "令和8年度の予算はいくらですか"),
        ("令和8年度の予算はいくらですか", "昨年度の予算はいくらですか"),
        ("令和8年度の予算はいくらですか", "令和8年度の決算はいくらですか"),
        ("市長の給与はいくらですか", "副市長の給与はいくらですか"),
        ("平林CIOは何を質問しましたか", "宮崎CIOは何を質問しましたか"),
        ("北区の村松課長は何と言いましたか", "町田市の村松課長は何と言いましたか"),
        ("申請できる手続は何ですか", "申請できない手続は何ですか"),
        ("書かない窓口の効果は何ですか", "行かない窓口の効果は何ですか"),
        ("避難所は何か所ですか", "福祉避難所は何か所ですか"),
        ("水道料金はいくらですか", "下水道料金はいくらですか"),
        ("取得率は何%ですか", "取得率の目標は何%ですか"),
        ("職員は何人ですか", "職員は何割ですか"),
        ("第6回の議題は何ですか", "第6回では？"),
    ],
)
def test_merely_near(held: str, asked: str) -> None:
    assert not _same(held, asked)
    assert not _same(asked, held)


def test_relative_dates_are_relative_to_the_form_s_and_the_question_s_own_day() -> None:
    held = "今年度の予算はいくらですか"
    assert _same(held, held)
    assert _same(held, "令和8年度の予算はいくらですか")
    assert not _same(held, held, day=date(2027, 6, 15))
    assert _same(held, "昨年度の予算はいくらですか", day=date(2027, 6, 15))


def test_the_last_meeting_is_another_one_after_the_next() -> None:
    sixth = {name: d for name, d in DOCUMENTS.items() if d.number == 6}
    held = "前回の議題は何ですか"
    assert _same(held, held)
    assert _same(held, "第9回の議題は何ですか")
    assert not _same(held, "第6回の議題は何ですか")
    assert _same(held, "第6回の議題は何ですか", documents=sixth)


def test_threads_that_see_other_documents_do_not_mix_their_readings() -> None:
    sixth = {name: d for name, d in DOCUMENTS.items() if d.number == 6}
    matcher = Matcher([Form("e", "前回の議題は何ですか", WRITTEN)])

    def hits(documents: Mapping[str, Document]) -> list[int]:
        asked = "第6回の議題は何ですか"
        return [len(matcher.fitting(asked, ASKED, documents, Letters())) for _ in range(30)]

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(hits, [sixth, DOCUMENTS] * 4))
    finally:
        sys.setswitchinterval(before)
    assert found == [[1] * 30, [0] * 30] * 4


def test_a_question_may_name_the_meeting_that_the_answer_rests_on() -> None:
    held, asked = "町田市の事業開始はいつですか", "第9回で町田市の事業開始はいつですか"
    assert not _same(held, asked)
    assert _same(held, asked, cited=frozenset({"協議会-9"}))
    assert not _same(held, asked, cited=frozenset({"協議会-6"}))
    assert not _same(asked, held, cited=frozenset({"協議会-9"}))


def test_other_forms_of_an_entry_say_what_a_thing_may_be_called() -> None:
    asked = "若葉支所の引越しの日程はいつですか"
    held = Form("e", "若葉支所の転居の日程はいつですか", WRITTEN)
    other = Form("e", "若葉支所が引越しをするのはいつですか", WRITTEN)
    assert not Matcher([held]).fitting(asked, ASKED, NOTHING, Letters())
    assert Matcher([held, other]).fitting(asked, ASKED, NOTHING, Letters())


def test_the_best_entry_comes_first_and_the_same_each_time() -> None:
    forms = [
        Form("later", "粗大ごみの手数料はいくらですか", WRITTEN),
        Form("exact", "粗大ごみの料金はいくらですか", WRITTEN),
    ]
    matcher = Matcher(forms)
    asked = "粗大ごみの料金はいくらですか？"
    found = [matcher.fitting(asked, ASKED, NOTHING, Letters()) for _ in range(2)]
    assert [name for name, _ in found[0]] == ["exact", "later"]
    assert found[0] == found[1]
    assert found[0] == Matcher(forms[::-1]).fitting(asked, ASKED, NOTHING, Letters())


def test_among_many_entries_the_right_one_is_found() -> None:
    forms = [
        Form(f"e{n}", f"第{n}地区の避難訓練の参加者は何人ですか", WRITTEN) for n in range(1, 400)
    ]
    found = Matcher(forms).fitting(
        "第27地区の避難訓練は何名が参加しましたか", ASKED, NOTHING, Letters()
    )
    assert [name for name, _ in found] == ["e27"]


@given(st.text(max_size=80), st.text(max_size=80))
@slowly(max_examples=100, deadline=None)
def test_nothing_raises_on_any_text(held: str, asked: str) -> None:
    _same(held, asked)


def test_the_bundled_model_has_weights_of_its_own(bundled: BundledEmbedder) -> None:
    assert WEIGHTS[bundled.name].cosine > 0
    assert WORDS_ONLY.cosine == 0


# -- the figures ---------------------------------------------------------------------------------


def test_the_halves_are_apart_and_large_enough() -> None:
    entries = {half: {case.entry for case in cases() if case.half == half} for half in HALVES}
    assert not entries["tuned"] & entries["measured"]
    assert sum(map(len, entries.values())) >= 40
    assert sum(case.kind == "+" for case in cases()) >= 80
    assert sum(case.kind == "-" for case in cases()) >= 120
    asked = [(case.question, case.day) for case in cases()]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("known", [True, False])
def test_figures_of_the_measured_half(bundled: BundledEmbedder, known: bool) -> None:
    """With the bundled model, and with one that nothing was calibrated for."""
    found = outcomes("measured", bundled if known else Unknown(bundled))
    rate = rates(found)
    assert rate.matched >= MATCHED
    assert rate.false <= FALSE
    assert not [o for o in found if o.case.kind == "+" and o.found not in (None, o.case.entry)]
