"""Every layout on its own short fixture, and what is said when none fits."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from ingest.layouts import LAYOUTS, LayoutError
from ingest.minutes import parse

FIXTURES = Path(__file__).parent / "fixtures" / "layouts"
REAL = Path(__file__).parent.parent / "data" / "minutes"

# fixture: layout, body, number, date, start, end, place
HEADERS = {
    "council_brackets": (
        *("council-brackets", "架空県・市町連絡会", 3, date(2024, 6, 25), time(13, 30), time(15)),
        "架空会館 5階 大会議室(オンライン併用開催)",
    ),
    "council_brackets_plain_agenda": (
        *("council-brackets", "架空県・市町連絡会", 4, date(2024, 10, 8), time(15), time(16, 30)),
        "架空会館 2階",
    ),
    "organizations": (
        *("council-organizations", "架空県・市町フォーラム", 2, date(2022, 2, 1)),
        *(time(14), time(15, 30), "リモート開催"),
    ),
    "inline": (
        *("council-inline", "架空市計画審議会", 2, date(2024, 7, 1), time(14), time(16)),
        "市庁舎 特別会議室",
    ),
    "assembly": (
        *("assembly", "令和七年架空県議会定例会第三号", 1, date(2025, 2, 25)),
        *(time(13), time(15, 10), ""),
    ),
    "committee": (
        *("assembly", "まちづくり懇談会", 3, date(2026, 1, 10), time(10), time(11, 30)),
        "市民センター",
    ),
    "transcript": (
        *("transcript", "架空プロジェクト定例会議", 12, date(2026, 4, 10)),
        *(time(10, 30), time(11, 45), "第2会議室"),
    ),
    "spaced": (
        *("transcript-spaced", "架空市行政改革推進委員会", 3, date(2025, 2, 6)),
        *(time(10), time(11, 20), "架空市役所 301会議室"),
    ),
    "wrapped_pages": (
        *("council-wrapped", "架空県・市町連絡会", 8, date(2025, 9, 1), time(14), time(15, 30)),
        "架空会館 ３階",
    ),
}

# fixture: speaker as organization|role|name, title of the agenda item, kind, replies to, text
TURNS = {
    "council_brackets": [
        (
            *("|情報政策局長|青木 一郎", "挨拶", "statement", ""),
            "連絡会は今年で三年目を迎える。\n率直な意見をお願いしたい。",
        ),
        (
            *("情報政策局|窓口改革課長|黒田 花子", "窓口のデジタル化について", "statement", ""),
            "資料1に沿って説明",
        ),
        (
            *("みどり市||", "窓口のデジタル化について", "question", ""),
            "来年度の予算はどの程度か。\n早めに教えてほしい。",
        ),
        (
            *("情報政策局|窓口改革課長|黒田 花子", "窓口のデジタル化について", "answer", "t3"),
            "昨年度と同じ程度を見込んでいる。",
        ),
        (
            *("|情報政策局長|青木 一郎", "窓口のデジタル化について", "answer", "t3"),
            "決まり次第お知らせする。",
        ),
        (
            *("みどり市|市民課長|緑川 三郎", "書かない窓口の導入について(みどり市)"),
            *("statement", "", "導入までの流れを紹介した。"),
        ),
        (
            *("しらうお町||", "書かない窓口の導入について(みどり市)", "question", ""),
            "職員の負担は減ったのか伺いたい。",
        ),
        (
            *("みどり市|市民課長|緑川 三郎", "書かない窓口の導入について(みどり市)"),
            *("answer", "t7", "一件あたり5分短くなった。"),
        ),
        (
            *("しらうお町||", "書かない窓口の導入について(みどり市)", "statement", ""),
            "参考になった。",
        ),
    ],
    "council_brackets_plain_agenda": [
        (
            *("架空県|CIO 副知事|白井 二郎", "挨拶", "statement", ""),
            "標準化の期限が近づいている。県も国への働きかけを続けていく。\n"
            "忌憚のないご意見をいただきたい。",
        ),
        ("|情報政策局長|青木 一郎", "挨拶", "statement", "", "現場の苦労は承知している。"),
        (
            *("情報政策局|計画課長|黒田 花子", "中期計画について", "statement", ""),
            "計画の骨子を説明",
        ),
        (
            *("情報政策局|こども手続担当課長|赤井 四郎", "こどもの手続について", "statement", ""),
            "概要を説明",
        ),
        ("みどり市||", "こどもの手続について", "question", "", "計画の期間は何年か。"),
        (
            *("情報政策局|計画課長|黒田 花子", "こどもの手続について", "answer", "t5"),
            "3年である。",
        ),
    ],
    "organizations": [
        (
            *("架空県|CIO|", "情報共有会(デジタル庁参事官 茶谷 六子 氏)", "question", ""),
            "県に期待することがあればお聞きしたい。",
        ),
        (
            *("デジタル庁|参事官|", "情報共有会(デジタル庁参事官 茶谷 六子 氏)", "answer", "t1"),
            "市町だけでは難しいことを、県がまとめて進めることが大切である。",
        ),
        (
            *("みどり市||", "情報共有会(デジタル庁参事官 茶谷 六子 氏)", "question", ""),
            "基盤の費用がいつ公表されるのか教えてほしい。\n規則の見直しについても伺いたい。",
        ),
        (
            *("デジタル庁|参事官|", "情報共有会(デジタル庁参事官 茶谷 六子 氏)", "answer", "t3"),
            "費用は夏までに示す予定である。\n規則も対象と考えている。",
        ),
        (
            *("しらうお町||", "フォーラム活動報告(事務局)", "statement", ""),
            "新しい庁舎に合わせて準備を進めている。",
        ),
        ("事務局||", "フォーラム活動報告(事務局)", "statement", "", "次回は8月に開く。"),
    ],
    "inline": [
        ("事務局||", "計画の素案について", "statement", "", "資料1により説明した。"),
        ("|委員|山田", "計画の素案について", "question", "", "3ページの図はいつの数字か。"),
        ("事務局||", "計画の素案について", "answer", "t2", "昨年度のものである。"),
        ("|委員|田中", "その他", "question", "", "次回の日程を教えてほしい。"),
        ("事務局||", "その他", "answer", "t4", "9月を予定している。"),
    ],
    "assembly": [
        (None, None, "note", "", "午後一時開議"),
        (
            *("|議長|佐藤一郎", None, "statement", ""),
            "これより本日の会議を開きます。\n日程に入ります。",
        ),
        (
            *("|四番|山田太郎", "一般質問", "question", ""),
            "まず、デジタル化について伺います。\n"
            "行政手続のオンライン化をどのように進めるのか、知事の見解を伺います。\n"
            "次に、人材の確保についてです。専門人材が足りません。どう確保するのか、伺います。\n"
            "最後に、予算について要望します。ご理解をお願いいたします。〔拍手〕",
        ),
        ("|議長|佐藤一郎", "一般質問", "statement", "", "知事。"),
        (
            *("|知事|小泉花子", "一般質問", "answer", "t3"),
            "山田太郎議員の一般質問にお答えいたします。\n"
            "オンライン化は、来年度中に全ての手続で進めてまいります。"
            "皆様のご協力をお願いいたします。\n"
            "なお、関連する条例も見直します。",
        ),
        ("|議長|佐藤一郎", "一般質問", "statement", "", "情報政策局長。"),
        (
            *("|情報政策局長|青木次郎", "一般質問", "answer", "t3"),
            "人材の確保についてのご質問にお答えいたします。\n採用を倍増いたします。",
        ),
        (
            *("|四番|山田太郎", "一般質問", "question", ""),
            "再質問いたします。採用の人数は何人ですか。",
        ),
        ("|情報政策局長|青木次郎", "一般質問", "answer", "t8", "二十人です。"),
        (
            *("|議長|佐藤一郎", "一般質問", "statement", ""),
            "お諮りいたします。これにご異議ありませんか。",
        ),
        (None, "一般質問", "note", "", "〔「異議なし」と呼ぶ者あり〕"),
        ("|議長|佐藤一郎", "一般質問", "statement", "", "ご異議なしと認めます。"),
        (None, "一般質問", "note", "", "午後三時十分散会"),
    ],
    "committee": [
        ("事務局||", None, "statement", "", "ただいまから会議を始めます。"),
        (
            *("|座長|", None, "statement", ""),
            "それでは議題1について事務局から説明をお願いします。",
        ),
        ("事務局||", None, "statement", "", "資料1に基づき説明します。"),
        ("|委員|A", None, "question", "", "費用はどの程度か。"),
        ("事務局||", None, "answer", "t4", "おおむね500万円である。"),
        ("|委員|山田", None, "statement", "", "賛成である。"),
    ],
    "spaced": [
        (
            *("|委員長|", "使用料の見直しについて", "statement", ""),
            "議題１について、説明をお願いします。",
        ),
        (
            *("|行政改革課長|安藤 誠", "使用料の見直しについて", "statement", ""),
            "平均で5パーセント上げる案です。\n対象は23施設です。",
        ),
        ("|委員|鷲尾", "使用料の見直しについて", "question", "", "減免の制度は残るのですか。"),
        ("|行政改革課長|安藤 誠", "使用料の見直しについて", "answer", "t3", "残します。"),
        ("事務局||", "その他", "statement", "", "次回は4月に開きます。"),
    ],
    "transcript": [
        ("|司会|", None, "statement", "", "定刻の10:30になりましたので始めます。"),
        (
            *("||山田 太郎", None, "statement", ""),
            "先月の進捗を報告します。\n資料は https://example.com/a:b にあります。",
        ),
        ("||田中", None, "question", "", "費用はいくらですか。"),
        ("||山田 太郎", None, "answer", "t3", "120万円です。\n補足：これは税抜きです。"),
        ("||田中", None, "statement", "", "わかりました。"),
    ],
}

# fixture: (number, title, closed, position of the parent, presenter's name or organisation)
AGENDAS = {
    "council_brackets": [
        ("", "挨拶", False, None, "青木 一郎"),
        ("", "報告事項", False, None, ""),
        ("", "窓口のデジタル化について", False, 1, "黒田 花子"),
        ("", "地域の通信環境について", False, 1, ""),
        ("", "事例紹介", False, None, "緑川 三郎"),
        ("", "書かない窓口の導入について(みどり市)", False, 4, "緑川 三郎"),
        ("", "共同事業について", True, None, ""),
        ("", "総括", True, None, "白井 二郎"),
    ],
    "organizations": [
        ("1", "講演(架空大学 教授 紺野 五郎 氏)", False, None, "紺野 五郎"),
        ("2", "情報共有会(デジタル庁参事官 茶谷 六子 氏)", False, None, "茶谷 六子"),
        ("3", "フォーラム活動報告(事務局)", False, None, "事務局"),
    ],
    "inline": [
        ("1", "計画の素案について", False, None, "事務局"),
        ("2", "その他", False, None, ""),
    ],
    "transcript": [("", "進捗の確認", False, None, "")],
    "spaced": [
        ("1", "使用料の見直しについて", False, None, ""),
        ("2", "その他", False, None, ""),
        ("3", "閉会", False, None, ""),
    ],
}


def read(name: str) -> str:
    return (FIXTURES / f"{name}.txt").read_text(encoding="utf-8")


def test_every_fixture_is_used() -> None:
    assert {path.stem for path in FIXTURES.glob("*.txt")} == set(HEADERS)


def test_every_layout_has_a_text_that_it_takes() -> None:
    taken = {parse(read(name)).layout for name in HEADERS}
    taken |= {parse(path.read_text(encoding="utf-8")).layout for path in REAL.glob("*.txt")}
    taken.add(parse("段落である。", layout="plain").layout)
    assert taken == {layout.name for layout in LAYOUTS}


@pytest.mark.parametrize("name", HEADERS)
def test_headers(name: str) -> None:
    parsed = parse(read(name))
    m = parsed.meeting
    found = (parsed.layout, m.body, m.number, m.date, m.start, m.end, m.place)
    assert found == HEADERS[name]
    assert m.title in m.header
    assert m.place in m.header
    assert "更新日" not in m.header


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", TURNS)
def test_turns(name: str, line_end: str) -> None:
    meeting = parse(read(name).replace("\n", line_end)).meeting
    found = []
    for turn in meeting.turns:
        who = turn.speaker
        found.append(
            (
                f"{who.organization}|{who.role}|{who.name}" if who else None,
                meeting.agenda[turn.agenda].title if turn.agenda is not None else None,
                turn.kind,
                " ".join(turn.replies_to),
                turn.text,
            )
        )
    assert found == TURNS[name]


@pytest.mark.parametrize("name", AGENDAS)
def test_agendas(name: str) -> None:
    found = [
        (
            item.number,
            item.title,
            item.closed,
            item.parent,
            (item.presenter.name or item.presenter.organization) if item.presenter else "",
        )
        for item in parse(read(name)).meeting.agenda
    ]
    assert found == AGENDAS[name]


def test_everything_after_a_line_that_says_so_is_closed() -> None:
    text = "会議\n議題\n1 挨拶\n（以下、非公開）\n2 協議\n・予算\n1 挨拶\n（北区）\n・始める。\n"
    closed = {item.title: item.closed for item in parse(text).meeting.agenda}
    assert closed == {"挨拶": False, "協議": True, "予算": True}


def test_no_speakers_shows_the_first_lines_and_the_way_out() -> None:
    text = "\n".join(f"買い物の覚え書き その{i}" for i in range(9))
    with pytest.raises(LayoutError) as caught:
        parse(text)
    message = str(caught.value)
    assert "買い物の覚え書き その0" in message
    assert "その8" not in message
    assert "--layout plain" in message
    assert all(layout.name in message for layout in LAYOUTS)


@pytest.mark.parametrize("text", ["", " \n\u3000\n", "\ufeff"])
@pytest.mark.parametrize("layout", [None, "plain"])
def test_nothing_to_read_is_said_plainly(text: str, layout: str | None) -> None:
    with pytest.raises(LayoutError, match="文字が見つかりません"):
        parse(text, layout=layout)


def test_unknown_layout_names_the_known_ones() -> None:
    with pytest.raises(LayoutError) as caught:
        parse("（北区）\n・よい。", layout="pdf")
    assert "pdf" in str(caught.value)
    assert "council-wrapped" in str(caught.value)


def test_a_named_layout_is_kept_to() -> None:
    assert parse(read("transcript"), layout="transcript").layout == "transcript"
    with pytest.raises(LayoutError, match="assembly"):
        parse(read("transcript"), layout="assembly")


def test_plain_takes_paragraphs_without_speakers() -> None:
    text = "架空の集まり 議事録\n日時：令和8年4月1日\n\n予算について話した。\n\n次回は5月か。\n"
    parsed = parse(text, layout="plain")
    meeting = parsed.meeting
    assert parsed.layout == "plain"
    assert (meeting.title, meeting.date) == ("架空の集まり 議事録", date(2026, 4, 1))
    assert [turn.text for turn in meeting.turns] == ["予算について話した。", "次回は5月か。"]
    assert {(turn.speaker, turn.kind, turn.replies_to) for turn in meeting.turns} == {
        (None, "statement", ())
    }


@pytest.mark.parametrize(
    "line",
    [
        "日時：10時から",
        "場所：会議室",
        "議事：進捗",
        "10:30 開始",
        "結論：延期",
        "URL: https://a.example/x",
    ],
)
def test_labels_and_times_are_no_speakers(line: str) -> None:
    text = f"会議\n{line}\n山田：始めます。\n{line}\n田中：はい。\n"
    speakers = [turn.speaker.name for turn in parse(text).meeting.turns if turn.speaker]
    assert speakers == ["山田", "田中"]


TITLES = [
    ("第６回都・区市町村 CIO 協議会 議事要旨", "都・区市町村CIO協議会", 6),
    ("第9回 都・区市町村 CIO 協議会 議事要旨", "都・区市町村CIO協議会", 9),
    ("都・区市町村\u3000CIO\u00a0協議会（第十二回）議事録", "都・区市町村CIO協議会", 12),
    ("架空フォーラム第四回の開催(令和5年2月14日)議事概要", "架空フォーラム", 4),
    ("令和7年度 第2回 架空審議会 会議録", "令和7年度架空審議会", 2),
    ("令和７年第１回定例会", "令和7年定例会", 1),
    ("Tokyo Data Council 第3回会議 議事録", "Tokyo Data Council会議", 3),
    ("定例ミーティング 議事メモ", "定例ミーティング", None),
]


@pytest.mark.parametrize(("title", "body", "number"), TITLES)
def test_body_and_number_of_a_title(title: str, body: str, number: int | None) -> None:
    meeting = parse(f"{title}\n日時：令和7年4月1日\n（北区）\n・よい。\n").meeting
    assert (meeting.title, meeting.body, meeting.number) == (title, body, number)


@pytest.mark.parametrize(
    "body", ["汐見支所", "港北シニアネット", "港北商工会議所", "市立中央図書館", "第三部会"]
)
def test_a_bracketed_body_of_any_kind_speaks(body: str) -> None:
    text = (
        "港北市DX会議 議事要旨\n\n1 窓口\n\n（港北市市民部）\n・件数は増えた。\n\n"
        f"（{body}）\n・設置してほしい。\n\n（港北市市民部）\n・検討する。\n"
    )
    turns = parse(text).meeting.turns
    assert [turn.speaker.organization for turn in turns if turn.speaker] == [
        "港北市市民部",
        body,
        "港北市市民部",
    ]
    assert [turn.text for turn in turns] == ["件数は増えた。", "設置してほしい。", "検討する。"]


def test_a_long_name_speaks_when_it_speaks_twice() -> None:
    text = (
        "会議記録\n久我奈津子：始めます。\n高齢者対応：三件です。\n山田太郎：はい。\n"
        "久我奈津子：終わります。\n"
    )
    turns = parse(text).meeting.turns
    assert [turn.speaker.name for turn in turns if turn.speaker] == [
        "久我奈津子",
        "山田太郎",
        "久我奈津子",
    ]
    assert turns[0].text == "始めます。\n高齢者対応：三件です。"


@pytest.mark.parametrize(
    ("first", "second"),
    [("山田太郎：", "鈴木花子："), ("○議長（山田太郎君）　", "○市長（鈴木花子君）　")],
)
def test_headings_between_speeches_are_no_speech(first: str, second: str) -> None:
    text = (
        "港北市DX会議 第3回 議事要旨\n\n議事次第\n1 開会\n2 報告\n3 自治体システムの標準化\n\n"
        f"1 開会\n\n{first}始めます。\n\n2 報告\n\n{second}三件です。\n\n"
        f"3 自治体システムの標準化\n\n{first}終わります。\n"
    )
    meeting = parse(text).meeting
    assert [(item.number, item.title, item.parent) for item in meeting.agenda] == [
        ("1", "開会", None),
        ("2", "報告", None),
        ("3", "自治体システムの標準化", None),
    ]
    assert [(turn.text, turn.agenda) for turn in meeting.turns] == [
        ("始めます。", 0),
        ("三件です。", 1),
        ("終わります。", 2),
    ]
