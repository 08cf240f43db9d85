"""The two kinds of json: what becomes of them, and what is refused by name and place."""

from __future__ import annotations

import copy
import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.types import Speaker
from ingest.read import read
from ingest.records import meetings
from ingest.source import ReadError

MEETING: dict[str, Any] = {
    "title": "第９回 都市計画審議会",
    "date": "2026-05-29",
    "number": 9,
    "place": "第一会議室",
    "source": "https://example.jp/9",
    "agenda": [
        {"number": "1", "title": "挨拶", "presenter": "知事（山田太郎君）"},
        {"number": 2, "title": "駅前広場の整備"},
        {"number": "3", "title": "協議事項", "closed": True},
        {"number": "", "title": "用地の取得"},
    ],
    "turns": [
        {"speaker": "知事（山田太郎君）", "agenda": "１", "text": "本日はよろしくお願いします。"},
        {
            "speaker": {"name": "鈴木一郎", "role": "委員"},
            "agenda": 2,
            "text": "工期はいつまでですか。",
        },
        {
            "speaker": "都市整備局長 高野 克己",
            "agenda": "駅前広場の整備",
            "text": "令和9年です。\r\n以上です。",
        },
        {"speaker": None, "text": "発言なし"},
    ],
}


def refusal(data: Any) -> str:
    with pytest.raises(ReadError) as caught:
        meetings(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), "a.json")
    message = str(caught.value)
    assert message.startswith("a.json: ")
    assert message.isprintable()
    return message


def changed(path: list[str | int], value: Any) -> dict[str, Any]:
    """MEETING with one value set."""
    data: Any = copy.deepcopy(MEETING)
    at = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return data  # type: ignore[no-any-return]


def test_a_meeting(tmp_path: Path) -> None:
    path = tmp_path / "a.minutes.json"
    path.write_text(json.dumps(MEETING, ensure_ascii=False), encoding="utf-8")
    source = read(path)
    assert source.text == ""
    (meeting,) = source.meetings
    assert (meeting.title, meeting.number, meeting.date) == (
        "第９回 都市計画審議会",
        9,
        date(2026, 5, 29),
    )
    assert meeting.body == "都市計画審議会"
    assert (meeting.place, meeting.source) == ("第一会議室", "https://example.jp/9")
    assert meeting.header == "第９回 都市計画審議会\n日時：2026-05-29\n場所：第一会議室"
    assert [turn.id for turn in meeting.turns] == ["t1", "t2", "t3", "t4"]
    assert [turn.agenda for turn in meeting.turns] == [0, 1, 1, None]
    assert [turn.kind for turn in meeting.turns] == ["statement", "question", "answer", "note"]
    assert meeting.turns[2].replies_to == ("t2",)
    assert meeting.turns[2].text == "令和9年です。\n以上です。"
    speakers = [turn.speaker for turn in meeting.turns]
    assert speakers[0] == Speaker("山田太郎", "知事", "", "知事（山田太郎君）")
    assert speakers[1] == Speaker("鈴木一郎", "委員", "", "委員 鈴木一郎")
    assert speakers[2] == Speaker("高野 克己", "都市整備局長", "", "都市整備局長 高野 克己")
    assert speakers[3] is None


def test_the_agenda() -> None:
    (meeting,) = meetings(json.dumps(MEETING), "a.json")
    assert [(a.number, a.title, a.closed, a.parent) for a in meeting.agenda] == [
        ("1", "挨拶", False, None),
        ("2", "駅前広場の整備", False, None),
        ("3", "協議事項", True, None),
        ("", "用地の取得", True, 2),
    ]
    assert [a.raw for a in meeting.agenda] == [
        "1 挨拶（知事（山田太郎君））",
        "2 駅前広場の整備",
        "3 協議事項（非公開）",
        "用地の取得",
    ]
    presenter = meeting.agenda[0].presenter
    assert presenter is not None
    assert presenter.name == "山田太郎"


def test_the_least_that_a_meeting_needs() -> None:
    data = {"title": "連絡会", "date": "2026-05-29", "turns": [{"speaker": None, "text": "記録"}]}
    (meeting,) = meetings(json.dumps(data), "a.json")
    assert (meeting.number, meeting.agenda, len(meeting.turns)) == (None, (), 1)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (["titel"], "x", "titel は知らないキー"),
        (["turns", 3, "speker"], "x", "turns[3].speker は知らないキー"),
        (["turns", 1, "speaker"], {"nam": "x"}, "turns[1].speaker.nam は知らないキー"),
        (["agenda", 0, "close"], True, "agenda[0].close は知らないキー"),
        (["agenda", 0, "closed"], "yes", "agenda[0].closed は true か false"),
        (["date"], "2026-02-30", "date は「YYYY-MM-DD」"),
        (["date"], "2026/05/29", "date は「YYYY-MM-DD」"),
        (["date"], "令和8年5月29日", "date は「YYYY-MM-DD」"),
        (["date"], 20260529, "date は「YYYY-MM-DD」"),
        (["date"], None, "date は「YYYY-MM-DD」"),
        (["number"], "9", "number は整数"),
        (["number"], True, "number は整数"),
        (["number"], -1, "number は負の数"),
        (["title"], " ", "title は空"),
        (["title"], 3, "title は文字列では"),
        (["turns"], [], "turns は空"),
        (["turns"], {}, "turns は配列では"),
        (["turns", 0], "x", "turns[0] は{"),
        (["turns", 0, "text"], " \n　", "turns[0].text は空"),
        (["turns", 0, "text"], None, "turns[0].text は文字列では"),
        (["turns", 0, "speaker"], 5, "turns[0].speaker は文字列でも"),
        (["turns", 2, "agenda"], "7", "turns[2].agenda の「7」という議題はありません"),
        (["turns", 0, "text"], "\ud800", "文字にならない"),
    ],
)
def test_what_is_refused_and_where(path: list[str | int], value: Any, words: str) -> None:
    data = changed(path, value)
    text = json.dumps(data)  # with escapes, since half a surrogate pair has no bytes
    assert words in refusal(text)


def test_a_missing_key_is_named() -> None:
    data = copy.deepcopy(MEETING)
    del data["turns"][1]["speaker"], data["date"]
    message = refusal(data)
    assert "date は必要なキーがありません" in message
    assert "ほかに 1 か所" in message


def test_an_agenda_title_given_twice_cannot_be_referred_to() -> None:
    data = changed(["agenda", 3, "title"], "駅前広場の整備")
    data["turns"] = [{"speaker": None, "text": "x", "agenda": "駅前広場の整備"}]
    assert "議題が 2 つ以上あります" in refusal(data)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"title": "x",\n "turns": [', "途中で切れています（2 行"),
        ('{"title": "x', "途中で切れています（1 行 11 文字目"),
        ('{"title" "x"}', "文法が正しくありません（1 行 10 文字目"),
        ("{'title': 1}", "文法が正しくありません"),
        ('{"turns": [], "turns": []}', "キー「turns」が同じところに 2 度"),
        ('{"turns": NaN}', "NaN"),
        ('{"turns": ' + "9" * 5000 + "}", "JSON を読めません"),
        ("[" * 100_000, "入れ子が深すぎます"),
        ("[]", "全体が配列です"),
        ("3", "全体が数です"),
        ("null", "全体がnullです"),
        ("{}", "キーがありません"),
        ('{"messages": [], "id": 3}', "キーは messages、id"),
    ],
)
def test_other_json_is_refused(text: str, words: str) -> None:
    message = refusal(text)
    assert words in message
    assert "meetingRecord" in message
    assert "turns" in message


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([*MEETING, "speaker", "text", "speechRecord", "meetingRecord"]),
                inner,
            )
        ),
    )
)
def test_any_json_is_a_meeting_or_refused(data: Any) -> None:
    try:
        found = meetings(json.dumps(data), "a.json")
    except ReadError as error:
        message = str(error)
    else:
        assert all(meeting.turns for meeting in found)
        return
    assert message.isprintable()


def test_decomposed_kana_in_json_are_read_as_composed_ones() -> None:
    text = json.dumps(
        {
            "title": "ガバナンス会議",
            "date": "2026-04-01",
            "turns": [{"speaker": "デジタル課", "text": "プログラムです。"}],
        }
    )
    decomposed = unicodedata.normalize("NFD", text.encode().decode("unicode_escape"))
    assert meetings(json.dumps(json.loads(decomposed)), "a.json") == meetings(text, "a.json")
