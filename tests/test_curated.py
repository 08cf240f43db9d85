"""Curated answers: kept, matched in other words, stale when what they cite or their period goes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import MakeSettings
from writing import BODY, minutes, opened

from chatbot.assistant import Assistant
from chatbot.curated import Entry, NoEntry, Source, find_quote
from chatbot.serial import load_json
from chatbot.types import Answer, Filters
from ingest import ingest_paths

DOCUMENT = f"{BODY}-1"
OPENING = "庁舎の建替えは来年4月に始めます。工期は2年です。"
TODAY = date(2026, 6, 15)
ENTRY = Entry(
    id="chosha",
    questions=("庁舎の建替えはいつ始まりますか",),
    answer="令和9年4月に始まります。",
    citations=(Source(DOCUMENT, "t1", "庁舎の建替えは来年4月に始めます。"),),
    owner="財産管理課",
    author="山田",
    valid_until=date(2027, 3, 31),
    changed=date(2026, 6, 1),
)
ASKED = "庁舎の建て替えはいつから始めるのですか"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Assistant]:
    """An installation with one meeting and one entry about it."""
    with opened(tmp_path / "data") as assistant:
        _publish(assistant, tmp_path, OPENING, "工期が長すぎませんか。")
        assistant.curated.put([ENTRY])
        yield assistant


def _publish(assistant: Assistant, folder: Path, *speeches: str, name: str = "a") -> None:
    file = minutes(folder, f"{name}.minutes.json", *speeches)
    assert not ingest_paths(assistant, [file]).failed


def _reasons(assistant: Assistant, entry: Entry = ENTRY, today: date = TODAY) -> tuple[str, ...]:
    return assistant.curated.standing(entry, assistant.documents(), today).reasons


# -- beside the answer ---------------------------------------------------------------------------


def test_an_entry_comes_beside_what_the_minutes_say(kept: Assistant) -> None:
    given = kept.ask(ASKED, today=TODAY)
    assert given.curated is not None
    assert (given.curated.id, given.curated.owner) == ("chosha", "財産管理課")
    assert (given.curated.valid_until, given.curated.changed) == (
        ENTRY.valid_until,
        ENTRY.changed,
    )
    (cited,) = given.curated.citations
    document = kept.documents()[DOCUMENT]
    turn = kept.library.turns(document)[0]
    assert (cited.number, cited.turn, cited.version) == (1, "t1", document.version)
    assert cited.quote == turn.text[cited.start : cited.end] == ENTRY.citations[0].quote
    assert cited.speaker == turn.speaker
    kept.curated.remove("chosha")
    without = kept.ask(ASKED, today=TODAY)
    assert replace(given, id="", elapsed_ms=0, curated=None) == replace(
        without, id="", elapsed_ms=0
    )


def test_it_is_kept_in_the_receipt(kept: Assistant) -> None:
    given = kept.ask(ASKED, today=TODAY)
    assert load_json(Answer, kept.library.receipt(given.id) or "") == given


@pytest.mark.parametrize(
    "asked",
    [
        "庁舎の建替えはいつ終わりますか",
        "庁舎の建替えはいくらかかりますか",
        "支所の建替えはいつ始まりますか",
        "庁舎の耐震工事はいつ始まりますか",
        "令和9年度の庁舎の建替えはいつ始まりますか",
    ],
)
def test_what_is_merely_near_gets_none(kept: Assistant, asked: str) -> None:
    assert kept.ask(asked, today=TODAY).curated is None


def test_it_fits_the_shipped_minutes_with_the_bundled_model(
    pristine: Path, tmp_path: Path, settings: MakeSettings
) -> None:
    shutil.copytree(pristine, tmp_path / "data")
    quote = "町田市は7月から事業開始予定である。"
    entry = replace(
        ENTRY,
        id="machida",
        questions=("町田市のスマホ購入助成事業はいつ始まりますか", "町田市のスマホ助成の開始時期"),
        citations=(Source("都区市町村CIO協議会-9", "t8", quote),),
    )
    with Assistant(settings()) as assistant:
        assistant.curated.put([entry])
        for asked, fits in (
            ("町田市でスマートフォンの購入助成が始まるのはいつですか", True),
            ("スマホの購入助成、町田市はいつスタートするの？", True),
            ("国立市のスマホ購入助成事業はいつ始まりますか", False),
            ("町田市のスマホ購入助成事業はいくらですか", False),
        ):
            found = assistant.ask(asked, today=TODAY).curated
            assert (found is not None) is fits, asked


def test_a_follow_up_is_matched_as_it_was_understood(
    pristine: Path, tmp_path: Path, settings: MakeSettings
) -> None:
    shutil.copytree(pristine, tmp_path / "data")
    with Assistant(settings()) as assistant:
        for number in (6, 9):
            document = f"都区市町村CIO協議会-{number}"
            quote = assistant.library.turns(assistant.documents()[document])[0].text
            entry = replace(
                ENTRY,
                id=f"gidai-{number}",
                questions=(f"第{number}回の議題は何ですか",),
                citations=(Source(document, "t1", quote),),
            )
            assistant.curated.put([entry])
        first = assistant.ask("第9回の議題は何か", conversation="c", today=TODAY)
        then = assistant.ask("第6回では？", conversation="c", today=TODAY)
        assert [given.curated and given.curated.id for given in (first, then)] == [
            "gidai-9",
            "gidai-6",
        ]
        assert assistant.ask("第6回では？", today=TODAY).curated is None


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        (Filters(), True),
        (Filters(meeting=1), True),
        (Filters(meeting=2), False),
        (Filters(date_from=date(2026, 5, 1)), False),
        (Filters(speaker="川端"), True),
        (Filters(speaker="西田"), False),
    ],
)
def test_filters_hold_for_it(kept: Assistant, tmp_path: Path, filters: Filters, fits: bool) -> None:
    file = minutes(tmp_path, "b.minutes.json", "別の会議です。", "そうです。", number=2)
    ingest_paths(kept, [file])
    given = kept.ask(ASKED, filters=filters, today=TODAY)
    assert (given.curated is not None) is fits


# -- staleness -----------------------------------------------------------------------------------


def test_stale_after_the_turn_changes_and_back_when_it_returns(
    kept: Assistant, tmp_path: Path
) -> None:
    shown = kept.ask(ASKED, today=TODAY).curated
    assert shown is not None
    _publish(kept, tmp_path, OPENING.replace("4月", "7月"), "工期が長すぎませんか。")
    assert kept.ask(ASKED, today=TODAY).curated is None
    assert not kept.curated.still(shown, kept.documents(), TODAY)
    (reason,) = _reasons(kept)
    assert f"{DOCUMENT}/t1" in reason
    assert "ありません" in reason
    _publish(kept, tmp_path, OPENING, "工期が長すぎませんか。")
    again = kept.ask(ASKED, today=TODAY).curated
    assert again is not None
    assert again.citations[0].version == 3
    assert _reasons(kept) == ()


def test_stale_while_the_document_is_gone(kept: Assistant, tmp_path: Path) -> None:
    kept.remove(DOCUMENT)
    assert kept.ask(ASKED, today=TODAY).curated is None
    assert _reasons(kept) == (f"文書 {DOCUMENT} は取り込まれていません",)
    _publish(kept, tmp_path, OPENING, "工期が長すぎませんか。")
    assert kept.ask(ASKED, today=TODAY).curated is not None


def test_a_turn_that_was_renumbered_is_found_by_its_words(kept: Assistant, tmp_path: Path) -> None:
    _publish(kept, tmp_path, "開会します。", "異議なし。", OPENING)
    given = kept.ask(ASKED, today=TODAY).curated
    assert given is not None
    assert given.citations[0].turn == "t3"
    _publish(kept, tmp_path, "開会します。", OPENING, OPENING)
    assert kept.ask(ASKED, today=TODAY).curated is None
    assert "複数" in _reasons(kept)[0]


@pytest.mark.parametrize(
    ("today", "stands"),
    [
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
        (date(2027, 3, 31), True),
        (date(2027, 4, 1), False),
    ],
)
def test_its_period_is_inclusive(kept: Assistant, today: date, stands: bool) -> None:
    entry = replace(ENTRY, valid_from=date(2026, 7, 1))
    kept.curated.put([entry])
    assert (kept.ask(ASKED, today=today).curated is not None) is stands
    assert (not _reasons(kept, entry, today)) is stands


def test_every_reason_is_told(kept: Assistant) -> None:
    gone = Source("無い文書-1", "t1", "無い言葉")
    entry = replace(ENTRY, citations=(*ENTRY.citations, gone))
    assert len(_reasons(kept, entry, date(2030, 1, 1))) == 2
    assert kept.curated.standing(entry, kept.documents(), TODAY).citations == ()


def test_where_the_best_is_stale_the_next_stands_in(kept: Assistant) -> None:
    newer = replace(ENTRY, id="a-newer", valid_from=date(2026, 12, 1))
    kept.curated.put([newer])
    found = kept.ask(ASKED, today=TODAY).curated
    assert found is not None
    assert found.id == "chosha"


# -- keeping -------------------------------------------------------------------------------------


def test_the_same_id_replaces(kept: Assistant) -> None:
    other = replace(ENTRY, answer="令和9年4月1日に始まります。")
    kept.curated.put([other])
    assert kept.curated.all() == (other,)
    assert kept.curated.get("chosha") == other
    found = kept.ask(ASKED, today=TODAY).curated
    assert found is not None
    assert found.answer == other.answer


def test_all_or_none_are_kept(kept: Assistant) -> None:
    broken = replace(ENTRY, id="broken", owner=None)
    with pytest.raises(Exception, match="NOT NULL"):
        kept.curated.put([replace(ENTRY, id="first"), broken])
    assert kept.curated.all() == (ENTRY,)


def test_what_is_not_there_is_not_removed(kept: Assistant) -> None:
    with pytest.raises(NoEntry, match="nobody"):
        kept.curated.remove("nobody")


def test_what_another_process_changes_is_seen_at_the_next_question(
    kept: Assistant, tmp_path: Path
) -> None:
    with opened(tmp_path / "data") as other:
        assert other.ask(ASKED, today=TODAY).curated is not None
        kept.curated.put([replace(ENTRY, answer="変わりました。")])
        found = other.ask(ASKED, today=TODAY).curated
        assert found is not None
        assert found.answer == "変わりました。"
        kept.curated.remove("chosha")
        assert other.ask(ASKED, today=TODAY).curated is None


def test_an_old_library_gets_the_table(tmp_path: Path) -> None:
    with opened(tmp_path / "data") as assistant:
        with assistant.library.engine.begin() as db:
            db.exec_driver_sql("DROP TABLE curated")
        assert assistant.ask(ASKED).curated is None
    with opened(tmp_path / "data") as assistant:
        assistant.curated.put([ENTRY])
        assert assistant.curated.all() == (ENTRY,)


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("町田市は7月から始める。", "7月から", "7月から"),
        ("町田市は 7 月から\n始める。", "７月から始める。", "7 月から\n始める。"),
        ("㍻の時代", "平成の", "㍻の"),
        ("町田市", "国立市", None),
        ("町田市", "", ""),
        ("町田市", " ", None),
    ],
)
def test_a_quote_is_found_however_wide_or_spaced(
    text: str, quote: str, expected: str | None
) -> None:
    assert find_quote(text, quote) == expected
