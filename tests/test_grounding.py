"""The checker, rule by rule, over a table; and what holds of any text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.claims import read_claim
from chatbot.grounding import Evidence, check
from chatbot.reasons import TEXTS
from chatbot.types import Speaker
from eval.grounding.__main__ import main
from eval.grounding.sources import every_sentence

ROWS = Path(__file__).parent / "fixtures" / "grounding" / "rules.tsv"
KOBAYASHI = Speaker("小林 直樹", "デジタルサービス推進部長", "デジタルサービス局")
MIYAZAKI = Speaker("宮崎 宏一", "CIO", "国立市")
TANBA = Speaker("丹波 洋平", "財政課長")
PASSAGES = {
    "支援": Evidence(
        "各自治体それぞれの負担感がある一方で、昨年度事業を実施した際に出た様々な問合せ対応を"
        "取りまとめ、負担感の削減を進めている。改善に向けて対応策を検討させていただく。",
        KOBAYASHI,
        dt.date(2026, 5, 29),
        9,
        "第9回 都・区市町村 CIO 協議会 議事要旨",
        "高齢者のスマホ購入助成補助事業",
        "補助率が10/10であるにも関わらず成果が低い。原因分析と対策はしているか。",
    ),
    "見送り": Evidence(
        "令和7年度は事業を実施したが、令和8年度は見送る方向で考えている。"
        "市民にとっては契約できるキャリアが限られてしまう等の懸念がある。",
        MIYAZAKI,
        dt.date(2026, 5, 29),
        9,
    ),
    "費用": Evidence(
        "移行費用は7億8,000万円となった。4月に6億円と申し上げたときから3割増えている。"
        "移行時期は来年1月の予定である。参加者は八千人、うち十分の一が抽選に漏れた。"
        "説明会は「みなと台防災ナビ」で案内し、6月2日に始める。20施設のうち6施設は年内に加える。"
        "期限までの移行は困難である。県には財政支援を要望する。",
        TANBA,
        dt.date(2025, 10, 24),
        10,
        "第10回 みなと台市DX推進会議",
    ),
    "答弁": Evidence(
        "水路の改修についてお答えいたします。昨年の大雨では、北部の住宅地において、床上浸水四十二戸、"
        "床下浸水百八戸の被害が生じました。改修の済んだ延長は、昨年度末で九・四キロメートルと、前年度に"
        "比べて一・二キロメートル増えており、計画の二二・五%に当たります。来年度は、六つの地区で工事を"
        "行い、ひばり排水組合と協力して進めてまいります。排水機場の増設につきましては、費用対効果を"
        "見極めた上で判断してまいります。農業用水路の埋立てにつきましては、現時点で議論を始める状況には"
        "ないと認識しております。",
        Speaker("沢渡 一郎", "建設部長", ""),
        dt.date(2024, 6, 12),
    ),
}


def _rows() -> list[tuple[str, str, str]]:
    lines = ROWS.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(name, expected, claim) for name, expected, claim in rows]


@pytest.mark.parametrize(("name", "expected", "claim"), _rows())
def test_each_rule(name: str, expected: str, claim: str) -> None:
    """``ok``, or the code of a reason that must be among those given."""
    verdict = check(claim, [PASSAGES[name]])
    codes = {reason.code for reason in verdict.reasons}
    assert verdict.supported == (expected == "ok"), verdict
    assert expected == "ok" or expected in codes, verdict


def test_table_has_every_code() -> None:
    """No rule without a row that fails by it."""
    assert set(TEXTS) - {"no_evidence"} <= {expected for _, expected, _ in _rows()}


def test_without_evidence() -> None:
    """Nothing is supported by nothing."""
    assert [r.code for r in check("令和8年度は見送る。", []).reasons] == ["no_evidence"]
    assert [r.code for r in check("。[1]", [PASSAGES["支援"]]).reasons] == ["no_evidence"]


def test_window_says_where() -> None:
    """The window is characters of the passage that it names."""
    passages = [PASSAGES["支援"], PASSAGES["見送り"]]
    verdict = check("キャリアが限られる懸念がある。", passages)
    (window,) = verdict.windows
    assert verdict.supported
    assert "キャリア" in passages[window.index].text[window.start : window.end]


def test_two_passages_together() -> None:
    """A sentence may join two passages, but no clause may rest on neither."""
    both = [PASSAGES["支援"], PASSAGES["見送り"]]
    claim = "負担感の削減が進められているが、令和8年度は事業を見送る方向である。"
    assert check(claim, both).supported
    assert not check(claim, both[:1]).supported
    assert not check(claim.replace("見送る", "拡大する"), both).supported


def test_dates_are_relative_to_their_own_meeting() -> None:
    """来年1月 in October 2025 is January 2026; in another year's meeting it is another."""
    told = PASSAGES["費用"]
    later = Evidence(told.text, told.speaker, dt.date(2026, 10, 24), 16, told.title)
    assert check("移行時期は2026年1月の予定である。", [told]).supported
    assert not check("移行時期は2026年1月の予定である。", [later]).supported


def test_similarity_helps_over_the_line_only() -> None:
    """Dense help carries a near paraphrase, and neither words nor facts that are not there."""
    passage = [PASSAGES["見送り"]]
    near = "市民にとって選べる電話会社が限られる懸念がある。"
    assert not check(near, passage, similarity=lambda one, two: 0.5).supported
    assert check(near, passage, similarity=lambda one, two: 0.95).supported
    for claim in ("新しい庁舎の建設を進めている。", "令和9年度は見送る方向で考えている。"):
        assert not check(claim, passage, similarity=lambda one, two: 1.0).supported


@given(st.text(max_size=200), st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_raises_on_no_text(claim: str, passage: str) -> None:
    """Whatever is written, there is a verdict, with a reason where it is against."""
    verdict = check(claim, [Evidence(passage, KOBAYASHI, dt.date(2026, 5, 29))])
    assert verdict.supported or verdict.reasons


@given(st.sampled_from([s.text for s in every_sentence()]), st.data())
@settings(max_examples=60, deadline=None)
def test_raises_on_no_damaged_sentence(sentence: str, data: st.DataObject) -> None:
    """Cut, doubled or interrupted sentences get a verdict, the same one each time."""
    at = data.draw(st.integers(0, len(sentence)))
    piece = data.draw(
        st.sampled_from(["「", "」", "[1]", "、", "［１２］", "第", "\ud800", "は", "10/0"])
    )
    claim = sentence[:at] + piece + sentence[at:]
    passage = [PASSAGES["費用"]]
    assert check(claim, passage) == check(claim, passage)


def test_every_sentence_rests_on_its_own_turn() -> None:
    """All but those that read as somebody else's words (docs/grounding.md lists them)."""
    lost = [s.text for s in every_sentence() if not check(s.text, [s.evidence]).supported]
    assert len(lost) <= 0.005 * len(every_sentence()), lost


def test_figures_of_the_evaluation(capsys: pytest.CaptureFixture[str]) -> None:
    """The targets of docs/grounding.md hold on the half that nothing was tuned on."""
    assert main([]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("claim", "who", "said"),
    [
        (
            "市民課 課長 佐藤 一郎氏の答弁（第9回、令和8年5月29日）: 「済んだ。」",
            "市民課 課長 佐藤 一郎氏",
            "「済んだ。」",
        ),
        ("佐藤氏の発言（臨時会）: 「済んだ。」[2]", "佐藤氏", "「済んだ。」"),
        ("発言者の記載なしの記載（第1回、令和8年5月29日）: 「済んだ。」", "", "「済んだ。」"),
        ("同じ発言で: 「済んだ。」[1]", "", "「済んだ。」"),
    ],
)
def test_the_frame_of_a_quoted_answer_is_read(claim: str, who: str, said: str) -> None:
    read = read_claim(claim)
    assert (read.who, read.said, read.quotes) == (who, said, ("済んだ。",))


@pytest.mark.parametrize(
    ("claim", "who"),
    [
        # Within a quotation it is the speaker who names somebody.
        ("同じ発言で: 「年末とした理由は、防災課が最も忙しいためである。」[1]", ""),
        ("理由について、気象庁が改めると述べた。", "気象庁"),
        ("理由について、閉庁が長いと述べた。", ""),
    ],
)
def test_who_is_named_in_a_sentence(claim: str, who: str) -> None:
    assert read_claim(claim).who == who


@pytest.mark.parametrize(
    ("who", "meeting", "reason"),
    [
        ("国立市 CIO 宮崎 宏一氏", "第9回、令和8年5月29日", None),
        ("国立市 CIO 宮崎 宏一氏", "第6回、令和8年5月29日", "figure_missing"),
        ("国立市 CIO 宮崎 宏一氏", "第9回、令和7年5月29日", "figure_missing"),
        ("狛江市 CIO 平林 浩一氏", "第9回、令和8年5月29日", "speaker"),
    ],
)
def test_who_and_when_of_a_quoted_answer_are_checked(
    who: str, meeting: str, reason: str | None
) -> None:
    quote = "市民にとっては契約できるキャリアが限られてしまう等の懸念がある。"
    verdict = check(f"{who}の要望（{meeting}）: 「{quote}」[1]", [PASSAGES["見送り"]])
    assert verdict.supported == (reason is None)
    assert reason is None or reason in {r.code for r in verdict.reasons}
