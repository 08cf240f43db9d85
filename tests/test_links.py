"""Who asks and who answers whom."""

from __future__ import annotations

import pytest

from chatbot.types import AgendaItem, Turn
from ingest.links import link
from ingest.speakers import parse_speaker

ASKS, SAYS = "費用はいくらか。", "そのように進めている。"


def linked(
    *said: tuple[str, str], agenda: tuple[AgendaItem, ...] = (), at: int | None = None
) -> list[str]:
    """Kinds and replies of speeches, such as ``"answer t1"``."""
    turns = [
        Turn(f"t{i}", i, parse_speaker(who) if who else None, at, text)
        for i, (who, text) in enumerate(said, 1)
    ]
    return [" ".join([turn.kind, *turn.replies_to]) for turn in link(turns, agenda=agenda)]


CUES = [
    ("費用はいくらか。", "question"),
    ("費用はいくらですか？", "question"),
    ("状況を教えていただきたい。", "question"),
    ("状況を教えてほしい。", "question"),
    ("早めに周知してもらいたい。", "question"),
    ("ご配慮をお願いしたい。", "question"),
    ("期限を延ばしてもらえるとありがたい。", "question"),
    ("知事の見解を伺う。", "question"),
    ("所見をお聞かせください。", "question"),
    ("窓口を増やすよう要望する。", "question"),
    ("休日にも対応すべきである。", "statement"),
    ("お尋ねします。", "question"),
    ("何点かお尋ねをいたします。", "question"),
    ("お尋ねさせていただきます。", "question"),
    ("必ず早期に実現させてほしい。", "question"),
    ("お尋ねのあった指示の系統は、派遣先に従う。", "statement"),
    ("研究させていただきたい。", "statement"),
    ("事業は7月に始まる。", "statement"),
    ("説明はよく理解した。", "statement"),
    ("静かな町である。", "statement"),
]


@pytest.mark.parametrize(("text", "kind"), CUES)
def test_what_asks(text: str, kind: str) -> None:
    assert linked(("北区", text)) == [kind]


def test_several_answers_reply_to_one_question() -> None:
    found = linked(("北区", ASKS), ("情報政策局 計画課長 青木", SAYS), ("情報政策局長 白井", SAYS))
    assert found == ["question", "answer t1", "answer t1"]


def test_one_answer_replies_to_all_questions_that_wait() -> None:
    found = linked(
        ("北区", ASKS), ("みどり市", "期限を教えてほしい。"), ("情報政策局長 白井", SAYS)
    )
    assert found == ["question", "question", "answer t1 t2"]


def test_who_opens_an_item_answers_what_is_asked_about_it() -> None:
    opener = "学務課長 三宅"
    found = linked(
        (opener, "見直しの案について、ご意見を伺いたい。"),
        ("北区", "30人は少なすぎるのではないか。"),
        (opener, "応募の状況を見て見直す。"),
    )
    assert found == ["question", "question", "answer t2"]


def test_a_member_who_asks_first_opens_nothing() -> None:
    found = linked(
        ("佐藤委員", "期間は妥当か。"),
        ("木村委員", "30人は少なすぎるのではないか。"),
        ("佐藤委員", "私も少なすぎると思う。"),
    )
    assert found == ["question", "question", "statement"]


def test_the_head_of_another_body_is_no_chair() -> None:
    found = linked(("PTA連合会 会長 矢島", ASKS), ("情報政策局長 白井", SAYS))
    assert found == ["question", "answer t1"]
    assert linked(("会長 矢島", ASKS)) == ["statement"]


def test_thanks_close_the_question() -> None:
    found = linked(("北区", ASKS), ("白井局長", SAYS), ("北区", "理解した。"), ("白井局長", SAYS))
    assert found == ["question", "answer t1", "statement", "statement"]


def test_a_third_party_that_speaks_of_itself_answers_nothing() -> None:
    found = linked(
        ("北区", ASKS), ("情報政策局長 白井", SAYS), ("みどり市", "みどり市は7月に始める。")
    )
    assert found == ["question", "answer t1", "statement"]


@pytest.mark.parametrize(
    "text",
    [
        "小平市長のおっしゃることに全く同感で、期限を延ばすよう求めるべきである。",
        "延期には賛成できない。費用が膨らむだけである。",
        "うちは先月移行を終えたが、通知書を刷り直した。",
    ],
)
def test_a_third_party_that_takes_sides_or_tells_of_itself_answers_nothing(text: str) -> None:
    found = linked(("小平市", ASKS), ("八王子市", text), ("情報政策局 計画課長 青木", SAYS))
    assert found == ["question", "statement", "answer t1"]


def test_the_other_side_of_a_street_is_nobodys_opinion() -> None:
    text = "片側ずつ施工し、反対側の歩道は通れるようにする。"
    assert linked(("小平市", ASKS), ("八王子市", text)) == ["question", "answer t1"]


@pytest.mark.parametrize(
    ("asked", "kind"),
    [("外せない人はどうするのか。", "statement"), ("青木委員はどう思われるか。", "answer t1")],
)
def test_a_member_answers_another_one_only_where_asked(asked: str, kind: str) -> None:
    found = linked(("白井委員", asked), ("青木委員", "私は今のままでよいと思う。"))
    assert found == ["question", kind]


def test_what_begins_by_asking_asks_whatever_it_ends_with() -> None:
    text = "12月に間に合うのか。窓口には、もう問い合わせが来始めている。"
    found = linked(("小平市", ASKS), ("八王子市", text), ("情報政策局 計画課長 青木", SAYS))
    assert found == ["question", "question", "answer t1 t2"]


def test_an_answer_may_ask_for_patience() -> None:
    answer = "ご不便があれば都に伝えていただきたい。対応を検討させていただく。"
    assert linked(("北区", ASKS), ("情報政策局長 白井", answer)) == ["question", "answer t1"]


def test_greetings_ask_nothing() -> None:
    agenda = (AgendaItem("1", "挨拶"),)
    said = ("情報政策局長 白井", "忌憚のないご意見をお願いしたい。")
    assert linked(said, agenda=agenda, at=0) == ["statement"]


def test_a_speech_without_a_speaker_is_a_note() -> None:
    assert linked(("", "発言なし"), ("北区", ASKS), ("", "休憩")) == ["note", "question", "note"]


def test_in_an_assembly_the_chair_breaks_no_link() -> None:
    found = linked(
        ("議長（佐藤君）", "四番。"),
        ("四番（山田君）", "二点伺います。費用はいくらか。人はどう集めるのか。"),
        ("議長（佐藤君）", "知事。"),
        ("知事（小泉君）", "お答えします。ご協力をお願いいたします。いかがでしょうか。"),
        ("議長（佐藤君）", "財務局長。"),
        ("財務局長（青木君）", "三億円です。"),
        ("四番（山田君）", "再質問します。いつですか。"),
        ("財務局長（青木君）", "来年です。"),
        ("五番（鈴木君）", "賛成の立場から討論を行います。早期の実施を要望します。"),
        ("知事（小泉君）", "条例案を提案いたします。"),
    )
    assert found == [
        "statement",
        "question",
        "statement",
        "answer t2",
        "statement",
        "answer t2",
        "question",
        "answer t7",
        "statement",
        "statement",
    ]


def test_members_who_ask_in_turn_are_answered_by_name() -> None:
    found = linked(
        ("四番（山田太郎君）", "公園の費用はいくらですか。"),
        ("議長（佐藤君）", "五番。"),
        ("五番（鈴木花子君）", "道路の費用はいくらですか。"),
        ("議長（佐藤君）", "知事。"),
        ("知事（小泉君）", "山田太郎議員の御質問にお答えします。三億円です。"),
        ("建設局長（青木君）", "鈴木議員の御質問です。五億円です。"),
        ("財務局長（白井君）", "四番と五番の御質問です。基金を充てます。"),
        ("五番（鈴木花子君）", "いつからですか。"),
        ("知事（小泉君）", "来年です。"),
    )
    assert [row for row in found if row != "statement"] == [
        *("question", "question", "answer t1", "answer t3", "answer t1 t3"),
        *("question", "answer t8"),
    ]


def test_an_answer_that_names_nobody_is_the_last_members() -> None:
    found = linked(
        ("四番（山田太郎君）", "早期の実施を要望します。"),
        ("五番（鈴木花子君）", "道路の費用はいくらですか。"),
        ("知事（小泉君）", "五億円です。"),
    )
    assert found == ["question", "question", "answer t2"]


def test_only_kind_and_replies_change() -> None:
    turn = Turn("x9", 9, parse_speaker("北区"), None, ASKS, page=3, page_breaks=(2,))
    (found,) = link([turn])
    assert (found.id, found.ordinal, found.page, found.page_breaks) == ("x9", 9, 3, (2,))
    assert found.kind == "question"


@pytest.mark.parametrize("deputy", ["副座長 久世 亮介", "副委員長 久世 亮介", "副議長 久世 亮介"])
def test_a_deputy_asks_where_a_chair_speaks_and_leads_without(deputy: str) -> None:
    chair = (deputy[1:].replace("久世 亮介", "真鍋 俊介"), SAYS)
    answer = ("こども家庭課長 日比野 徹", SAYS)
    between = linked(chair, (deputy, ASKS), answer, chair)
    assert between == ["statement", "question", "answer t2", "statement"]
    assert linked((deputy, ASKS), answer) == ["statement", "statement"]
    opened = linked(("司会 真鍋 俊介", SAYS), (deputy, ASKS), answer)
    assert opened == ["statement", "statement", "statement"]
    handed_over = linked(chair, ("八番", ASKS), (deputy, "ほかに質問はありませんか。"), answer)
    assert handed_over == ["statement", "question", "statement", "answer t2"]
    calls = linked(chair, ("八番", ASKS), (deputy, "答弁を求めます。"), answer, chair)
    assert calls[2:4] == ["statement", "answer t2"]


def test_who_was_chair_for_a_moment_may_ask() -> None:
    found = linked(
        ("臨時議長 高木 健", SAYS),
        ("議長 真鍋 俊介", SAYS),
        ("八番 高木 健", ASKS),
        ("総務部長 日比野 徹", SAYS),
    )
    assert found[2:] == ["question", "answer t3"]
