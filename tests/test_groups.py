"""Groups of municipalities that a question names as one speaker: 区部, 市部, 町村."""

from __future__ import annotations

from datetime import date

import pytest

from chatbot.assistant import Assistant
from chatbot.groups import groups
from chatbot.people import People

TODAY = date(2026, 6, 15)
_ROWS = (
    ("1", 1, "t1", "柏木 透", "CIO", "北浜区"),
    ("1", 1, "t2", "間宮 佳代", "情報政策課長", "柳瀬市"),
    ("1", 1, "t3", "堂本 航", "総務課長", "上戸町"),
    ("1", 1, "t4", "二瓶 静", "企画課長", "奥沢村"),
    ("1", 1, "t5", "有馬 啓", "デジタル局長", ""),
)
_OFFICES = (("1", 1, "t1", "柏木 透", "総務部長", ""), ("1", 1, "t2", "間宮 佳代", "財政課長", ""))


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("区部からはどんな意見が出たか", "北浜区"),
        ("23区の意見は何か", "北浜区"),
        ("二十三区はどんな質問をしたか", "北浜区"),
        ("特別区の担当者から出た要望は何か", "北浜区"),
        ("市部からの要望は何か", "柳瀬市"),
        ("26市の意見を教えて", "柳瀬市"),
        ("市町村の要望は何か", "柳瀬市 上戸町 奥沢村"),
        ("町村からはどんな要望が出ましたか", "上戸町 奥沢村"),
        ("町村部の意見は", "上戸町 奥沢村"),
        ("町村のCIOは何と発言したか", "上戸町 奥沢村"),
        ("町村の要望に都はどう答えたか", "上戸町 奥沢村"),
        ("区市町村からどんな質問が出たか", "北浜区 柳瀬市 上戸町 奥沢村"),
        ("各区市町村からどんな要望が出たか", "北浜区 柳瀬市 上戸町 奥沢村"),
        ("各市町村の意見は何か", "柳瀬市 上戸町 奥沢村"),
        ("各区はどんな意見を述べたか", "北浜区"),
        # a subject, not who speaks
        ("町村への支援について都は何と説明したか", ""),
        ("町村が対象の補助はいくらか", ""),
        ("町村はどう支援されると説明されたか", ""),
        ("町村の意見を踏まえて何が変わったか", ""),
        ("各自治体からの意見を受けて都は何をするか", ""),
        ("23区の人口は何人か", ""),
        ("町村が申請できる補助について都の説明は何か", ""),
        ("町村も対象になると都は説明しましたか", ""),
        ("町村はいつから対象になると高野局長は説明しましたか", ""),
        ("区市町村の説明会はいつ開かれますか", ""),
        ("区市町村の回答率はいくらか", ""),
        # part of a name or of a longer word
        ("北浜区部会からの意見は何か", ""),
        ("上戸町村上さんの意見は何か", ""),
    ],
)
def test_a_group_speaks_by_its_members(question: str, who: str) -> None:
    found = list(groups(question, People(_ROWS, ["1"])))
    assert {p.municipality for mention in found for p in mention.people} == set(who.split())


def test_a_council_of_one_citys_offices_has_no_municipalities_to_ask() -> None:
    assert not list(groups("区市町村からの意見は何か", People(_OFFICES, ["1"])))


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("第9回で市部からはどんな要望が出ましたか", "平林 宮崎"),
        ("第9回で区市町村からはどんな要望が出ましたか", "平林 宮崎"),
        ("区部からはどんな質問が出ましたか", "伊藤"),
        ("第9回で狛江市以外の区市町村からはどんな要望が出ましたか", "宮崎"),
        # of a subject, each who speaks of it
        ("市町村はスマホの補助についてどんな意見を述べましたか", "平林 高橋 宮崎"),
        ("スマホの補助について市部が質問したことは何ですか", "平林 宮崎"),
    ],
)
def test_only_members_of_the_group_are_quoted(shipped: Assistant, question: str, who: str) -> None:
    answer = shipped.ask(question, today=TODAY)
    assert answer.status == "answered"
    said = [c.speaker.name.split()[0] for c in answer.citations if c.speaker]
    assert list(dict.fromkeys(said)) == who.split()


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("第9回で町村からはどんな要望が出ましたか", "町村は議事要旨の発言者ではありません"),
        ("第6回で市部の質問は何か", "市部は、対象の会議では発言していません（別の会議では"),
        ("第9回で区部はどんな意見を述べましたか", "区部は、対象の会議では発言していません"),
    ],
)
def test_a_group_of_which_nobody_speaks_is_said_so(
    shipped: Assistant, question: str, note: str
) -> None:
    answer = shipped.ask(question, today=TODAY)
    assert answer.status == "not_found"
    assert any(told.text.startswith(note) for told in answer.notes)


@pytest.mark.parametrize(
    "question",
    [
        "市部はAIチャットボットについてどんな意見を述べたか",
        "市町村は閲覧支援についてどう述べたか",
        "特別区は補助率についてどんな意見を述べたか",
    ],
)
def test_a_group_that_says_nothing_of_a_subject_is_not_told_by_others(
    shipped: Assistant, question: str
) -> None:
    answer = shipped.ask(question, today=TODAY)
    assert answer.status == "not_found"
