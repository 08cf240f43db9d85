"""Whose words a question asks for: speakers as two councils' minutes print them."""

from __future__ import annotations

import pytest

from chatbot.asked import read_people, spelled_out
from chatbot.assistant import Assistant
from chatbot.people import People, Person, Wanted, fits
from chatbot.types import Filters

_METROPOLIS = (
    ("6", "t1", "高野 克己", "デジタルサービス局長", ""),
    ("6", "t2", "小林 直樹", "デジタルサービス推進部長", "デジタルサービス局"),
    ("6", "t4", "宮坂 学", "CIO 副知事", "東京都"),
    ("6", "t5", "村松", "広報課長", "北区役所政策経営部"),
    ("6", "t6", "伊藤", "情報政策課長", "豊島区役所政策経営部"),
    ("6", "t9", "石山", "DX 推進担当課長", "北区役所デジタル推進担当部"),
    ("9", "t1", "高野 克己", "デジタルサービス局長", ""),
    ("9", "t2", "保家 力", "デジタルサービス局次長", ""),
    ("9", "t3", "平林 浩一", "CIO", "狛江市"),
    ("9", "t4", "小林 直樹", "デジタルサービス推進部長", "デジタルサービス局"),
    ("9", "t8", "高橋 晃", "デジタル戦略室長", "町田市"),
    ("9", "t9", "宮崎 宏一", "CIO", "国立市"),
)
# A council of a city: two of one family, posts that pass on, names with and without a space.
_CITY = (
    ("1", "t1", "御厨 真一郎", "副市長", ""),
    ("1", "t2", "榊原 みどり", "総務部長", ""),
    ("1", "t3", "倉持 哲也", "デジタル推進部長", ""),
    ("1", "t4", "倉持 沙織", "人材育成担当課長", "人事課"),
    ("1", "t5", "蓮見 香織", "市民課長", ""),
    ("1", "t6", "丹波 洋平", "財政課長", ""),
    ("1", "t7", "矢吹 徹", "常務理事", "みなと台商工会議所"),
    ("1", "t8", "根岸 文子", "事務局次長", "議会"),
    ("4", "t1", "", "", "みなと台市財政課"),
    ("5", "t1", "榊原みどり", "", ""),
    ("5", "t2", "百瀬健太", "", ""),
    ("5", "t3", "矢吹徹", "委員", ""),
    ("8", "t1", "榊原 みどり", "副市長", ""),
    ("8", "t2", "倉持 哲也", "総務部長", ""),
    ("8", "t3", "倉持 沙織", "デジタル推進課長", "デジタル推進部"),
    ("8", "t4", "百瀬 健太", "市民課長", "市民部"),
    ("8", "t5", "安孫子 翔", "人材育成担当課長", "人事課"),
    ("8", "t6", "鵜飼 稔", "CIO補佐官代理 情報システム課長", "みなと台市"),
)


def _people(rows: tuple[tuple[str, str, str, str, str], ...], *documents: str) -> People:
    known = [(document, 1, *rest) for document, *rest in rows]
    chosen = documents or tuple(dict.fromkeys(row[0] for row in rows))
    return People([tuple(row) for row in known], list(chosen))  # type: ignore[misc]


def _who(wanted: Wanted) -> str:
    return " ".join(dict.fromkeys(p.identity.partition("/")[0] or p.label for p in wanted.people))


NAMED = (
    ("高野局長の発言", "高野克己"),
    ("デジタルサービス局長の発言", "高野克己"),
    ("局長 高野 克己 の発言", "高野克己"),
    ("高野克己さんは何と言ったか", "高野克己"),
    ("平林　浩一 質問", "平林浩一"),
    ("狛江市の平林CIOの質問内容", "平林浩一"),
    ("CIOの平林さん（狛江市）の意見", "平林浩一"),
    ("狛江市CIOの意見は", "平林浩一"),
    ("コマエ市の平林CIOの質問内容", "平林浩一"),
    ("ほけ次長は何と言ったか", "保家力"),
    ("ﾎｹ次長は何と言ったか", "保家力"),
    ("ひらばやしさんの質問は", "平林浩一"),
    ("局次長の挨拶", "保家力"),
    # a full name before an office
    ("小林直樹部長は何と言ったか", "小林直樹"),
    ("小林 直樹部長は質問に答えたか", "小林直樹"),
    ("高橋晃室長の発言", "高橋晃"),
    ("副知事の発言は", "宮坂学"),
    ("DX推進課長の回答", "石山"),
    ("北区のＤＸ推進担当課長の回答", "石山"),
    ("町田市の事業開始はいつか", "高橋晃"),
    ("国立市と町田市は何と言ったか", "宮崎宏一 高橋晃"),
    ("小林部長と高野局長は何と答えたか", "小林直樹 高野克己"),
    ("スマホ助成の補助率はいくつか", ""),
    ("第三者の意見は", ""),
)


@pytest.mark.parametrize(("question", "who"), NAMED)
def test_speakers_are_named_in_any_order(question: str, who: str) -> None:
    wanted = read_people(question, _people(_METROPOLIS), None)
    assert set(_who(wanted).split()) == set(who.split())
    assert bool(wanted.label) == bool(who)


EXCHANGES = (
    # question, whose words, whose question
    ("高野局長は狛江市の質問にどう答えたか", "高野克己", "平林浩一"),
    ("狛江市の質問に高野局長はどう答えたか", "高野克己", "平林浩一"),
    ("宮坂副知事が聞いたのに対し北区はどう説明したか", "村松 石山", "宮坂学"),
    ("豊島区が尋ねたところ、北区側は誰がどう答えていますか", "村松 石山", "伊藤"),
    ("宮坂副知事に聞かれて村松課長は何と答えたか", "村松", "宮坂学"),
    ("豊島区からの質問への北区の回答をお願いします", "村松 石山", "伊藤"),
    ("北区の説明を聞いて豊島区はどう受け止めたか", "伊藤", "村松 石山"),
    ("閲覧支援の中身についての副知事の質問に対する北区の説明", "村松 石山", "宮坂学"),
    ("狛江市の要望に都は何と答えたか", "", "平林浩一"),
    ("宮坂副知事は北区に何を質問したか", "宮坂学", ""),
    ("高野局長は要望にどう答えたか", "高野克己", ""),
    ("伊藤課長が尋ねた並立の件は、結局どうなったか", "", "伊藤"),
    ("統一できないかと尋ねた豊島区は、結局どう扱われることになったか", "", "伊藤"),
    # who is asked, is asked by somebody
    ("宮坂副知事に聞かれて何と答えたか", "", "宮坂学"),
    ("狛江市と豊島区に聞かれて、北区はどう答えたか", "村松 石山", "平林浩一 伊藤"),
    ("狛江市、豊島区の質問に都は何と答えたか", "", "平林浩一 伊藤"),
    ("狛江市に負担の軽減を促されて、高野局長は何を約束したか", "高野克己", "平林浩一"),
    ("平林CIOは高野局長からどんな答えをもらったか", "高野克己", "平林浩一"),
    ("平林CIOは原因分析についてどんな回答を得たか", "", "平林浩一"),
    ("狛江市の方から聞かれて、村松課長は何と答えたか", "村松", "平林浩一"),
    ("豊島区に求められている対応に高野局長はどう答えたか", "高野克己", ""),
    ("宮坂副知事に問われたトップ画面の件、北区はどう答えたか", "村松 石山", "宮坂学"),
    ("平林氏に突っ込まれた際の返答は", "", "平林浩一"),
    ("平林CIOから指摘された原因分析について、どう答えたか", "", "平林浩一"),
    ("狛江市に負担の軽減を迫られ、都は何と答えたか", "", "平林浩一"),
    ("狛江市から依頼されて、都は何と答えたか", "", "平林浩一"),
    ("平林CIOから高野局長に求められた説明に、どう答えたか", "高野克己", "平林浩一"),
    ("国から北区に求められた報告について、石山課長はどう答えたか", "石山", ""),
    ("狛江市に求められた対応は何か", "平林浩一", ""),
    ("高野局長が前向きに進めると述べて回答した件", "高野克己", ""),
    ("高野局長は国への要望にどんな回答を得たと述べたか", "高野克己", ""),
    ("高野局長が求められた対応にどう答えたか", "高野克己", ""),
    ("北区が問われたカテゴリの統一、どう答えたか", "村松 石山", ""),
    ("平林CIOは原因分析を尋ねてどんな答えをもらったか", "", "平林浩一"),
    ("平林CIOが気にした負担は、どう扱うことになったか", "", "平林浩一"),
)


@pytest.mark.parametrize(("question", "who", "asker"), EXCHANGES)
def test_asker_and_answerer_are_told_apart(question: str, who: str, asker: str) -> None:
    wanted = read_people(question, _people(_METROPOLIS), None)
    assert set(_who(wanted).split()) == set(who.split())
    assert {p.identity for p in wanted.askers} == set(asker.split())
    assert wanted.metropolis == ("都は" in question)
    if asker or "答え" in question:
        assert wanted.side == "answer"


@pytest.mark.parametrize(
    ("question", "who", "asker", "metropolis"),
    [
        ("北区への都の回答は", "", "村松 石山", True),
        ("都の狛江市への回答", "", "平林浩一", True),
        ("国立市への回答は", "", "宮崎宏一", False),
        ("狛江市に対する小林部長の答えは", "小林直樹", "平林浩一", False),
    ],
)
def test_who_is_answered_does_not_answer(
    question: str, who: str, asker: str, metropolis: bool
) -> None:
    wanted = read_people(question, _people(_METROPOLIS), None)
    assert set(_who(wanted).split()) == set(who.split())
    assert {p.identity for p in wanted.askers} == set(asker.split())
    assert wanted.metropolis is metropolis


def test_a_question_to_somebody_is_answered_by_that_one() -> None:
    wanted = read_people("国立市に対する質問への答えは", _people(_METROPOLIS), None)
    assert (_who(wanted), wanted.askers) == ("宮崎宏一", ())


def test_what_others_replied_is_not_the_answer_of_who_is_asked(shipped: Assistant) -> None:
    assert shipped.ask("北区への都の回答は").status == "not_found"
    said = shipped.ask("豊島区への北区の回答は")
    assert {c.speaker.organization[:2] for c in said.citations if c.speaker} == {"北区"}


@pytest.mark.parametrize(
    ("question", "side"),
    [
        ("狛江市は何を質問したか", "question"),
        ("伊藤課長の質問は", "question"),
        ("小林部長の答弁", "answer"),
        ("高野局長の挨拶", None),
        ("町田市はいつ始めるか", None),
        ("伊藤課長が尋ねた在宅勤務は、認められることになったか", "answer"),
        ("端末を借りられないかと尋ねた狛江市は、結局どう扱われるのか", "answer"),
        ("伊藤課長が尋ねたのは何か", "question"),
        ("伊藤課長が尋ねたのは結局どうなったことか", "question"),
    ],
)
def test_side_of_the_exchange(question: str, side: str | None) -> None:
    assert read_people(question, _people(_METROPOLIS), None).side == side


ABSENT = (
    ("小池知事の発言は？", "小池知事"),
    ("小池都知事は標準化について何と発言しましたか", "小池都知事"),
    ("知事の発言は", "知事"),
    ("総務省の回答は？", "総務省"),
    ("国の回答は", "国"),
    ("市長会の人なんて言ってた", "市長会"),
    ("ナギサワ情報サービスは障害の原因について何と弁明したか", "ナギサワ情報サービス"),
    ("八王子市の意見", "八王子市"),
    ("第9回の事例紹介で練馬区は何を述べたか", "練馬区"),
    ("報告事項に日の出町は何と発言したか", "日の出町"),
    ("小池知事の質問に高野局長はどう答えたか", "小池知事"),
    # named, but not asked for their words
    ("小池知事が参加した要請はいつか", ""),
    ("視察に来た大臣が何とほめていたかを紹介したのは誰か", ""),
    ("どの市が発言したか", ""),
    ("国の標準化への対応で、都は区市町村にどう関わる姿勢か", ""),
    ("高野局長の発言", ""),
)


@pytest.mark.parametrize(("question", "who"), ABSENT)
def test_who_never_speaks_is_absent(question: str, who: str) -> None:
    wanted = read_people(question, _people(_METROPOLIS), None)
    assert wanted.absent == who
    assert not wanted.elsewhere


def test_who_speaks_in_other_meetings_only() -> None:
    wanted = read_people("宮坂副知事は何と発言したか", _people(_METROPOLIS, "9"), None)
    assert (wanted.absent, wanted.elsewhere, wanted.turns) == ("宮坂副知事", True, None)


@pytest.mark.parametrize(
    ("question", "firm"),
    [
        ("宮坂副知事の発言", True),
        ("宮坂副知事", True),
        ("宮坂副知事が参加した要請はいつか", False),
        ("宮坂副知事はいつ要請に加わったか", False),
        ("北区の緊急情報とは何か", False),
    ],
)
def test_only_who_is_asked_for_words_must_say_them(question: str, firm: bool) -> None:
    wanted = read_people(question, _people(_METROPOLIS), None)
    assert wanted.firm == firm
    if "宮坂" in question:  # what others tell of him must name him
        assert ("宮坂" in wanted.names) == firm
        assert "宮坂" in wanted.mentioned


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("北区は上限額をいくらと言ったか", True),
        ("狛江市は負担についてどう述べましたか", True),
        ("北区の上限額についての発言は", True),
        ("北区は何台導入したか", False),
        ("北区の予算はいくらか", False),
        ("上限額はいくらと言ったか", False),
        ("北区は事業者と話し合いをしたか", False),
        ("北区は都と説明会を何回開いたか", False),
    ],
)
def test_a_municipality_may_be_asked_for_its_own_words(question: str, says: bool) -> None:
    assert read_people(question, _people(_METROPOLIS), None).says is says


POSTS = (
    ("倉持部長の発言", (), {("倉持哲也", "デジタル推進部長"), ("倉持哲也", "総務部長")}),
    ("倉持課長は何と言ったか", ("8",), {("倉持沙織", "デジタル推進課長")}),
    ("倉持沙織さんの意見", ("8",), {("倉持沙織", "デジタル推進課長")}),
    ("くらもち部長の発言", ("8",), {("倉持哲也", "総務部長")}),
    ("榊原副市長は総務部長の頃、何と言ったか", (), {("榊原みどり", "総務部長")}),
    ("榊原副市長の発言", (), {("榊原みどり", "副市長"), ("榊原みどり", "")}),
    ("榊原副市長の発言", ("1",), {("榊原みどり", "総務部長")}),
    ("市民課長の発言", ("1",), {("蓮見香織", "市民課長")}),
    ("市民課長の発言", ("8",), {("百瀬健太", "市民課長")}),
    ("市民課長の発言", ("5",), {("百瀬健太", "")}),
    ("CIO補佐官代理の発言", (), {("鵜飼稔", "CIO補佐官代理 情報システム課長")}),
    ("市民課は何と説明したか", ("1",), {("蓮見香織", "市民課長")}),
    ("財政課の意見は", (), {("丹波洋平", "財政課長"), ("", "")}),
    ("商工会議所の意見は", ("1",), {("矢吹徹", "常務理事")}),
    ("議会事務局の考え", ("1",), {("根岸文子", "事務局次長")}),
    ("財政課と話がついたのはいつか", (), set()),
    ("課長の許可が必要な区分は", (), set()),
)


@pytest.mark.parametrize(("question", "documents", "who"), POSTS)
def test_posts_pass_on(
    question: str, documents: tuple[str, ...], who: set[tuple[str, str]]
) -> None:
    wanted = read_people(question, _people(_CITY, *documents), None)
    found = {(p.name.replace(" ", ""), p.role) for p in wanted.people}
    assert found == who


def test_a_member_is_meant_by_every_line_that_names_that_one() -> None:
    wanted = read_people("矢吹委員は何と言ったか", _people(_CITY), None)
    assert {(p.identity, p.role) for p in wanted.people} == {
        (wanted.people[0].identity, role) for role in ("常務理事", "委員")
    }


def test_a_label_names_each_once_by_the_latest_line() -> None:
    people = _people(_CITY)
    assert people.label(people.everywhere).count("榊原") == 1
    assert read_people("榊原さんの発言", people, None).label == "副市長 榊原 みどり"


def test_turns_are_those_of_the_people_here() -> None:
    wanted = read_people("高野局長の発言", _people(_METROPOLIS, "9"), None)
    assert wanted.turns == {"9@1/t1"}
    metropolis = read_people("都はどう答えたか", _people(_METROPOLIS, "9"), None)
    assert metropolis.turns == {"9@1/t1", "9@1/t2", "9@1/t4"}


def test_an_office_means_who_held_no_other_where_only_names_are_printed() -> None:
    rows = (*_CITY, ("5", "t4", "丹波洋平", "", ""), ("5", "t5", "倉持哲也", "", ""))
    asked = read_people("財政課長の質問にどう答えたか", _people(rows), None)
    assert {p.label for p in asked.askers} == {"財政課長 丹波 洋平", "丹波洋平"}
    printed = (*rows, ("5", "t6", "早瀬 徹", "財政課長", ""))
    beside = read_people("財政課長の質問にどう答えたか", _people(printed), None)
    assert "丹波洋平" not in {p.label for p in beside.askers}
    passed_on = read_people("総務部長は何と言ったか", _people(rows), None)
    assert "倉持哲也" not in {p.label for p in passed_on.people}


@pytest.mark.parametrize("asked", ["平林", "平林浩一", "狛江市", "狛江市 CIO 平林 浩一"])
def test_a_filter_decides_and_the_question_still_names_askers(asked: str) -> None:
    wanted = read_people("高野局長は何と答えたか", _people(_METROPOLIS), asked)
    assert [p.name for p in wanted.people] == ["平林 浩一"]
    assert wanted.firm
    assert {asked, "高野"} <= set(wanted.names)
    reply = read_people("狛江市の質問にどう答えたか", _people(_METROPOLIS), "小林")
    assert [p.name for p in reply.people] == ["小林 直樹"]
    assert [p.name for p in reply.askers] == ["平林 浩一"]


def test_a_filter_that_fits_nobody_is_absent() -> None:
    wanted = read_people("何と言ったか", _people(_METROPOLIS), "山田")
    assert (wanted.absent, wanted.turns) == ("山田", frozenset())


@pytest.mark.parametrize(
    ("question", "spelled"),
    [
        ("コマエ市の要望", "狛江市の要望"),
        ("としま区の新しいHP", "豊島区の新しいHP"),
        ("会議でほけ次長は", "会議で保家次長は"),
        ("いしやま担当課長の答え", "石山担当課長の答え"),
        ("きたない区画", "きたない区画"),
        ("その局長", "その局長"),
        ("ほか次長の話", "保家次長の話"),
    ],
)
def test_names_in_kana(question: str, spelled: str) -> None:
    assert spelled_out(question, _people(_METROPOLIS)) == spelled


@pytest.mark.parametrize("question", ["", " ", "？", "は", "\ud800", "あ" * 5000, "市" * 300])
def test_odd_questions_name_nobody(question: str) -> None:
    wanted = read_people(question, _people(_METROPOLIS), None)
    assert (wanted.people, wanted.turns, wanted.askers) == ((), None, ())


@pytest.mark.parametrize(
    ("person", "municipality"),
    [
        (Person("平林 浩一", "CIO", "狛江市"), "狛江市"),
        (Person("村松", "広報課長", "北区役所政策経営部"), "北区"),
        (Person("宮坂 学", "CIO 副知事", "東京都"), ""),
        (Person("高野 克己", "デジタルサービス局長", ""), ""),
    ],
)
def test_municipality(person: Person, municipality: str) -> None:
    assert person.municipality == municipality


@pytest.mark.parametrize(
    ("asked", "fitting"),
    [
        ("狛江市", ["平林 浩一"]),
        ("狛江市CIO", ["平林 浩一"]),
        ("平林さん", ["平林 浩一"]),
        ("平林 浩一 様", ["平林 浩一"]),
        ("平林CIO", ["平林 浩一"]),
        ("狛江市の平林CIO", ["平林 浩一"]),
        ("ひらばやし", ["平林 浩一"]),
        ("CIO", ["平林 浩一", "宮坂 学"]),
        ("高野局長", ["高野 克己"]),
        ("高野 デジタルサービス局長", ["高野 克己"]),
        ("高野次長", []),
        ("狛江市の課長", []),
        ("架空太郎", []),
        ("吉田さん", ["𠮷田 乃﨑"]),
        ("𠮷田乃崎", ["𠮷田 乃﨑"]),
    ],
)
def test_a_speaker_filter(asked: str, fitting: list[str]) -> None:
    persons = (
        Person("平林 浩一", "CIO", "狛江市"),
        Person("宮坂 学", "CIO 副知事", "東京都"),
        Person("高野 克己", "デジタルサービス局長", ""),
        Person("村松", "広報課長", "北区役所政策経営部"),
        Person("𠮷田 乃﨑", "委員", ""),
    )
    assert [person.name for person in persons if fits(person, asked)] == fitting


def test_a_speaker_filter_that_fits_nobody_says_so(shipped: Assistant) -> None:
    filters = Filters(speaker="架空太郎")
    for question, status in (
        ("スマホ購入助成について何と言っているか", "not_found"),
        ("第9回はいつ開かれたか", "answered"),
    ):
        answer = shipped.ask(question, filters=filters)
        assert answer.status == status
        (note,) = (note for note in answer.notes if note.code == "did_not_speak")
        assert "「架空太郎」に当てはまる人はいません" in note.text
        assert "高野 克己" in note.text
    assert shipped.search("スマホ", filters=filters) == []
    assert not shipped.has_speaker("架空太郎")
    assert shipped.has_speaker("狛江市")
    elsewhere = shipped.ask("助成は？", filters=Filters(meeting=6, speaker="平林"))
    assert "別の会議では発言があります" in elsewhere.notes[-1].text


def test_a_question_writes_a_name_in_other_forms() -> None:
    rows = [
        ("会-1", 1, "t1", "三ヶ島 葭子", "課長", "茅ケ崎市"),
        ("会-1", 1, "t2", "髙橋 晃", "委員", ""),
    ]
    people = People(rows, ["会-1"])
    for question, name in (
        ("三ケ島課長は何と答えたか", "三ヶ島 葭子"),
        ("三ヶ島さんは何と答えたか", "三ヶ島 葭子"),
        ("茅ヶ崎市は何と答えたか", "三ヶ島 葭子"),
        ("高橋委員は何と述べたか", "髙橋 晃"),
    ):
        wanted = read_people(question, people, None)
        assert [person.name for person in wanted.people] == [name], question


@pytest.mark.parametrize(
    ("organization", "municipality"),
    [
        ("北区役所政策経営部", "北区"),
        ("港区区民課", "港区"),
        ("八王子市市民部", "八王子市"),
        ("町田市町内会支援課", "町田市"),
        ("東村山市情報政策課", "東村山市"),
        ("武蔵村山市", "武蔵村山市"),
        ("羽村市", "羽村市"),
        ("余市町", "余市町"),
        ("青ヶ島村", "青ヶ島村"),
        ("東村役場", "東村"),
        ("羽村市役所", "羽村市"),
        ("余市町役場", "余市町"),
        ("上市町", "上市町"),
        ("大町町総務課", "大町町"),
        ("三鷹市市史編さん室", "三鷹市"),
        ("八王子市市営住宅課", "八王子市"),
        ("東京都羽村市", "羽村市"),
        ("千葉県市川市", "市川市"),
        # what only begins like one
        ("東京都", ""),
        ("都市整備局", ""),
        ("東京都都市整備局", ""),
        ("中央卸売市場", ""),
        ("総務局行政部市町村課", ""),
        ("区市町村課", ""),
        ("東京都市長会", ""),
        ("特別区長会", ""),
        ("四日市大学", ""),
        ("港区医師会", ""),
    ],
)
def test_whose_municipality_somebody_speaks_for(organization: str, municipality: str) -> None:
    assert Person("", "課長", organization).municipality == municipality


_MEMBERS = (
    ("1", "t1", "諸星 佳代", "弁護士", ""),
    ("1", "t2", "片桐 恒夫", "区民委員", ""),
    ("1", "t3", "大友 千鶴", "区民委員", ""),
    ("1", "t4", "越智 光", "監査委員事務局長", ""),
    ("1", "t5", "鵜飼 幸代", "商工会事務局長", ""),
    ("1", "t6", "片桐 修", "福祉部長", ""),
    ("1", "t7", "早瀬 健", "情報政策課長", "撫子区"),
)


@pytest.mark.parametrize(
    ("question", "who"),
    [
        # whom the minutes call 弁護士 sits as a 委員 like all others
        ("諸星委員は電子メールについて何と言ったか", "諸星佳代"),
        ("片桐委員は何と言ったか", "片桐恒夫"),
        ("大友委員の発言", "大友千鶴"),
        # a bare 委員 is one of all members
        ("電子メールのことを聞いた委員の発言", ""),
        # 監査委員 within the name of an office
        ("監査委員事務局長の発言", "越智光"),
        ("片桐様（区民委員）の発言", "片桐恒夫"),
        # a municipality without 区
        ("撫子の発言", "早瀬健"),
        ("撫子色の意見箱の説明", ""),
        ("撫子 花子さんの発言は何ですか", ""),
        ("撫子さんの質問は何ですか", ""),
    ],
)
def test_members_of_a_council(question: str, who: str) -> None:
    assert _who(read_people(question, _people(_MEMBERS), None)) == who


@pytest.mark.parametrize(
    ("organization", "role", "own"),
    [
        ("東京都", "CIO 副知事", True),
        ("デジタルサービス局", "次長", True),
        ("警視庁", "参事", True),
        ("主税局", "法人課税課長", True),
        ("東京都", "監査委員", True),
        ("東京都環境科学研究所", "所長", True),
        ("東京都文京区", "建築課長", False),
        ("気象庁", "課長", False),
        ("総務省", "課長", False),
        ("関東地方整備局", "課長", False),
        ("埼玉県", "防災課長", False),
        ("東京都立大学", "教授", False),
        ("東京都町村会", "事務局長", False),
        ("NTT東日本", "部長", False),
        ("東京電力パワーグリッド", "支店長", False),
    ],
)
def test_who_may_speak_for_the_metropolis(organization: str, role: str, own: bool) -> None:
    assert Person("", role, organization).of_metropolis == own


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("保家力局長は何を約束したか", "保家力"),
        ("宮坂学部長が答えたこと", "宮坂学"),
        ("平林部長は何を質問したか", "平林浩一"),
        ("高野　克己　副知事の発言は", "高野克己"),
    ],
)
def test_a_name_counts_before_an_office_that_is_not_its_own(question: str, who: str) -> None:
    wanted = read_people(question, _people(_METROPOLIS), None)
    assert {p.identity for p in wanted.people} == {who}
