"""Answers of the 国会会議録検索システム API: by meeting and by speech."""

from __future__ import annotations

import copy
import json
from datetime import date, time
from typing import Any

import pytest

from ingest.records import meetings
from ingest.source import ReadError

PLACE = {
    "issueID": "100000001X00120260205",
    "imageKind": "会議録",
    "searchObject": 0,
    "session": 221,
    "nameOfHouse": "衆議院",
    "nameOfMeeting": "予算委員会",
    "issue": "第1号",
    "date": "2026-02-05",
    "closing": None,
}
INFO = (
    "令和八年二月五日（木曜日）\r\n　　　　午前九時開議\r\n　出席委員\r\n　　委員長　甲野　一郎君"
)


def speech(order: int, text: str, speaker: str, **fields: Any) -> dict[str, Any]:
    return {
        "speechID": f"{PLACE['issueID']}_{order:03}",
        "speechOrder": order,
        "speaker": speaker,
        "speakerYomi": None,
        "speakerGroup": None,
        "speakerPosition": None,
        "speakerRole": None,
        "speech": text,
        "startPage": 1 + order // 3,
        **fields,
    }


SPEECHES = [
    speech(0, INFO, "会議録情報"),
    speech(
        1,
        "○甲野委員長　これより会議を開きます。",
        "甲野一郎",
        speakerPosition="委員長",
        speakerGroup="みどり会",
    ),
    speech(
        2, "○乙山委員　乙山です。\r\n　支援の規模を伺います。", "乙山二郎", speakerGroup="あおい会"
    ),
    speech(
        3,
        "○丙川国務大臣　お答えいたします。百億円であります。",
        "丙川三郎",
        speakerPosition="財務大臣",
        speakerGroup="みどり会",
    ),
    speech(
        4,
        "○丁田参考人　現場では足りないと考えます。\r\n　　　　午後零時三分散会",
        "丁田四郎",
        speakerRole="参考人",
        startPage=None,
    ),
]
BY_MEETING: dict[str, Any] = {
    "numberOfRecords": 1,
    "numberOfReturn": 1,
    "startRecord": 1,
    "nextRecordPosition": None,
    "meetingRecord": [
        {**PLACE, "speechRecord": SPEECHES, "meetingURL": "https://example.jp/m", "pdfURL": "x"}
    ],
}


def flat(*speeches: dict[str, Any], **place: Any) -> list[dict[str, Any]]:
    return [{**PLACE, **place, **one, "meetingURL": "https://example.jp/m"} for one in speeches]


def read(data: Any) -> Any:
    return meetings(json.dumps(data, ensure_ascii=False), "a.json")


def test_by_meeting() -> None:
    (meeting,) = read(BY_MEETING)
    assert meeting.title == "第221回国会 衆議院 予算委員会 第1号"
    assert meeting.body == "第221回国会 衆議院 予算委員会"
    assert (meeting.number, meeting.date) == (1, date(2026, 2, 5))
    assert (meeting.start, meeting.end) == (time(9, 0), time(12, 3))
    assert meeting.source == "https://example.jp/m"
    assert meeting.header.startswith("第221回国会 衆議院 予算委員会 第1号\n2026-02-05\n令和八年")
    assert "委員長　甲野　一郎君" in meeting.header
    assert [turn.text for turn in meeting.turns] == [
        "これより会議を開きます。",
        "乙山です。\n　支援の規模を伺います。",
        "お答えいたします。百億円であります。",
        "現場では足りないと考えます。\n　　　　午後零時三分散会",
    ]
    assert [turn.page for turn in meeting.turns] == [1, 1, 2, None]
    assert [(t.speaker.name, t.speaker.role, t.speaker.organization) for t in meeting.turns] == [
        ("甲野一郎", "委員長", "みどり会"),
        ("乙山二郎", "", "あおい会"),
        ("丙川三郎", "財務大臣", "みどり会"),
        ("丁田四郎", "参考人", ""),
    ]
    assert meeting.turns[2].speaker.raw == "財務大臣 丙川三郎（みどり会）"
    assert [turn.kind for turn in meeting.turns][:3] == ["statement", "question", "answer"]
    assert meeting.turns[2].replies_to == ("t2",)


def test_by_speech_is_the_same_whatever_the_order() -> None:
    (by_meeting,) = read(BY_MEETING)
    (by_speech,) = read({"speechRecord": flat(*reversed(SPEECHES))})
    assert by_speech == by_meeting


def test_by_speech_groups_by_issue() -> None:
    other = flat(*SPEECHES[1:3], issueID="other", issue="第２号（その１）")
    first, second = read({"speechRecord": [*flat(SPEECHES[2]), *other]})
    assert [len(first.turns), len(second.turns)] == [1, 2]
    assert (first.number, second.number) == (1, None)
    assert second.title.endswith("予算委員会 第２号（その１）")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("○議長（甲田君）　開会します。", "開会します。"),
        ("　○甲山委員　はい。", "はい。"),
        ("はい。　続けます。", "はい。　続けます。"),
        ("○印のところを　ご覧ください。", "○印のところを　ご覧ください。"),
        ("○のついた資料です。", "○のついた資料です。"),
    ],
)
def test_the_name_before_a_speech_is_cut(text: str, expected: str) -> None:
    (meeting,) = read({"speechRecord": flat(speech(1, text, "甲"))})
    assert meeting.turns[0].text == expected


def without_speech() -> dict[str, Any]:
    data = copy.deepcopy(BY_MEETING)
    for one in data["meetingRecord"][0]["speechRecord"]:
        del one["speech"]
    return data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"meetingRecord": []}, "meetingRecord が空"),
        ({"speechRecord": {}}, "speechRecord が空か、配列では"),
        ({"meetingRecord": BY_MEETING["meetingRecord"] * 2}, "2 度あります"),
        (without_speech(), "会議単位簡易出力"),
        ({"speechRecord": [1]}, r"speechRecord\[0\] の値の型"),
        ({"speechRecord": flat(SPEECHES[0])}, "発言がありません"),
        ({"speechRecord": flat(SPEECHES[1], date="20260205x")}, "の日付ではありません"),
        ({"speechRecord": flat(SPEECHES[1], session="221")}, r"speechRecord\[0\].session の値の型"),
        (
            {"speechRecord": [*flat(SPEECHES[1]), {**SPEECHES[2]}]},
            r"speechRecord\[1\].issueID がありません",
        ),
    ],
)
def test_what_is_refused(data: Any, words: str) -> None:
    with pytest.raises(ReadError, match=words) as caught:
        read(data)
    assert str(caught.value).isprintable()
