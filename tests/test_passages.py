"""Passages: cut inside turns without losing a character, linked by topic, found by their part."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.assistant import Assistant
from chatbot.types import AgendaItem, Document, Passage, Speaker, Turn
from ingest import ingest_paths
from ingest.minutes import parse
from ingest.passages import TOO_MANY, align, make_passages, spans

EXCHANGES = Path(__file__).parent / "fixtures" / "exchanges"

PIECES = st.sampled_from(
    [
        *("防災について伺います。", "次に、", "「はい。」", "3.5億円です。", "第1に、", "A. B. "),
        *("。", "！？", "…", "\n", "\n\n", "\t", "　", " ", " " * 800, "\u200b"),
        *("あ" * 300, "い" * 900, "😀", "が\u3099"),
    ]
)
# A deadline would make these tests depend on what else the machine does.
steady = settings(deadline=None, max_examples=60)
SHORT = st.text(st.sampled_from("防災給食道路あいう。、A1　\n"), max_size=30)
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=30).map("".join))


def document(**changes: object) -> Document:
    given = {
        "id": "架空市議会-1",
        "version": 1,
        "title": "架空市議会 第1回",
        "body": "架空市議会",
        "number": 1,
        "date": None,
        "start": None,
        "end": None,
        "place": "",
        "source": "",
        "header": "",
        "agenda": (),
    }
    return Document(**{**given, **changes})  # type: ignore[arg-type]


def turns_of(texts: Sequence[str]) -> list[Turn]:
    """Each turn replies to the one before it."""
    return [
        Turn(f"t{n}", n, None, None, text, replies_to=(f"t{n - 1}",) if n > 1 else ())
        for n, text in enumerate(texts, 1)
    ]


def squeezed(text: str) -> str:
    return "".join(text.split())


@steady
@given(TEXTS)
def test_spans_keep_every_character_in_order_and_stay_small(text: str) -> None:
    found = spans(text)
    assert squeezed("".join(text[start:end] for start, end in found)) == squeezed(text)
    assert all(a_end <= b_start for (_, a_end), (b_start, _) in itertools.pairwise(found))
    for start, end in found:
        assert 0 < end - start <= 2 * TOO_MANY
        assert text[start:end].strip()


@steady
@given(st.lists(TEXTS, max_size=5))
def test_a_passage_is_a_stretch_of_one_turn(texts: list[str]) -> None:
    turns = {turn.id: turn for turn in turns_of(texts)}
    passages = make_passages(document(), list(turns.values()))
    names = {passage.id for passage in passages}
    assert len(names) == len(passages)
    for passage in passages:
        assert turns[passage.turn].text[passage.start : passage.end] == passage.text
        assert passage.text in passage.index_text
        assert set(passage.answers) <= names
        assert not any(answer.split("/")[-2] == passage.turn for answer in passage.answers)
    assert squeezed("".join(p.text for p in passages)) == squeezed("".join(texts))


@steady
@given(st.lists(SHORT, min_size=1, max_size=6), st.lists(SHORT, min_size=1, max_size=6))
def test_align_names_a_question_or_none_for_every_answer(q: list[str], a: list[str]) -> None:
    linked = align(q, a)
    assert len(linked) == len(a)
    assert all(at is None or 0 <= at < len(q) for at in linked)
    assert linked == align(q, a)


SCHOOL, FLOOD, BUS = "給食の食材費の高騰", "浸水想定区域の避難所", "路線バスの減便"


@pytest.mark.parametrize(
    ("questions", "answers", "linked"),
    [
        ([SCHOOL, FLOOD, BUS], [SCHOOL, FLOOD, BUS], [0, 1, 2]),
        ([SCHOOL, FLOOD, BUS], [BUS, SCHOOL, FLOOD], [2, 0, 1]),
        ([SCHOOL, FLOOD, BUS], [SCHOOL, BUS], [0, 2]),
        ([SCHOOL, FLOOD, BUS], [FLOOD, "検討してまいります"], [1, 1]),
        ([SCHOOL, FLOOD], ["ありがとうございます", FLOOD], [None, 1]),
        ([SCHOOL, FLOOD], ["ＸＹＺ", "ＱＲＳ"], [None, None]),
        (
            [f"第一点、{SCHOOL}です。", f"第二点、{FLOOD}です。", f"第三点、{BUS}です。"],
            ["二点目ですが、ＸＹＺ。", "ＱＲＳ。", "次に、(3)は来年です。", "1点目は今年です。"],
            [1, 1, 2, 0],
        ),
        ([SCHOOL, SCHOOL], [SCHOOL], [0]),
        ([""], [""], [None]),
    ],
    ids=[
        "order",
        "shuffled",
        "skipped",
        "follows",
        "thanks",
        "nothing",
        "counted",
        "equals",
        "empty",
    ],
)
def test_align(questions: list[str], answers: list[str], linked: list[int | None]) -> None:
    assert align(questions, answers) == linked


def test_an_answer_is_indexed_with_what_it_answers_where_it_stands_and_who_speaks() -> None:
    above = AgendaItem("1", "報告事項")
    item = AgendaItem("1.1", "スマホ購入助成", parent=0)
    mayor = Speaker(name="川端", role="市長", raw="市長（川端和夫君）")
    asked = Turn("t1", 1, None, 1, "助成の開始はいつですか。", kind="question")
    said = Turn("t2", 2, mayor, 1, "七月です。", kind="answer", replies_to=("t1",))
    question, answer = make_passages(document(agenda=(above, item)), [asked, said])
    assert question.answers == (answer.id,)
    assert answer.index_text.split("\n") == [
        "架空市議会 第1回",
        "報告事項 スマホ購入助成",
        "市長（川端和夫君）",
        "助成の開始はいつですか。",
        "七月です。",
    ]
    assert "七月" not in question.index_text


def test_long_titles_leave_room_for_the_passage() -> None:
    said = Turn("t1", 1, Speaker(raw="名" * 500), 0, "七月です。")
    long = document(title="題" * 500, agenda=(AgendaItem("1", "議" * 500),))
    (passage,) = make_passages(long, [said])
    assert passage.index_text.endswith("\n七月です。")
    assert len(passage.index_text) < 320


def read_exchange(name: str) -> tuple[dict[str, Turn], list[Passage]]:
    meeting = parse((EXCHANGES / name).read_text(encoding="utf-8"), source=name).meeting
    turns = {turn.id: turn for turn in meeting.turns}
    return turns, make_passages(document(agenda=meeting.agenda), meeting.turns)


@pytest.mark.parametrize(
    ("name", "topics"),
    [
        (
            "one_answerer.txt",
            {
                "一食当たり二百八十円": "三十五円",
                "段ボールベッドが足りず": "千百五十台",
                "一日六便": "一回三百円",
                "二十三人": "月額一万円から二万円",
                "百八手続": "三百に増やします",
            },
        ),
        (
            "three_answerers.txt",
            {
                "人口減少に歯止め": "第二子以降の保育料",
                "工業団地は分譲済み": "東原地区で四十ヘクタール",
                "平均年齢は七十歳": "一年制の研修コース",
                "産科のある病院": "十四人を県南部の病院",
                "三校を統合": "令和十一年四月",
            },
        ),
    ],
)
def test_a_speech_of_answers_is_linked_to_the_questions_of_one_speech(
    name: str, topics: dict[str, str]
) -> None:
    turns, passages = read_exchange(name)
    by_id = {passage.id: passage for passage in passages}

    def holding(text: str, kind: str) -> Passage:
        (found,) = (p for p in passages if text in p.text and turns[p.turn].kind == kind)
        return found

    right = 0
    for asked, said in topics.items():
        question, answer = holding(asked, "question"), holding(said, "answer")
        right += answer.id in question.answers
        wrong = [other for other in topics.values() if other != said]
        assert not any(text in by_id[name].text for name in question.answers for text in wrong)
    assert right >= 4, f"{right} of {len(topics)} answers are linked to their question"


COUNTED = """○8番（山田花子君）　三点伺います。
　第一点、給食費の無償化についてです。物価高が続き、家計の負担は重くなっています。無償化の時期をいつと考えるのか、教育長に伺います。
　第二点、公園の遊具についてです。老朽化が目立ち、使えないものも少なくありません。更新の計画はあるのか、部長に伺います。
　第三点、体育館の冷房についてです。夏に四十度を超え、避難所にも使えません。いつまでに設けるのか、お示しください。
○教育長（木村二郎君）　{first}来年四月に始めます。
○議長（佐藤一郎君）　部長。
○都市整備部長（中村三郎君）　{second}五か年で進めてまいります。
○危機管理監（町田四郎君）　{third}令和十年度末です。
"""


@pytest.mark.parametrize(
    "counts",
    [
        ("第一点について、", "二点目ですが、", "最後に、三つ目は"),
        ("", "公園の遊具の御質問です。", ""),
        ("", "", ""),
    ],
    ids=["counted", "between", "order"],
)
def test_officials_who_answer_in_order_are_linked_to_their_points(counts: tuple[str, ...]) -> None:
    text = COUNTED.format(**dict(zip(("first", "second", "third"), counts, strict=True)))
    meeting = parse(f"令和8年第1回港北市議会定例会会議録\n\n{text}").meeting
    passages = make_passages(document(agenda=meeting.agenda), meeting.turns)
    by_id = {passage.id: passage.text for passage in passages}
    linked = {
        passage.text[1:3]: [by_id[name] for name in passage.answers]
        for passage in passages
        if passage.answers
    }
    said = [turn.text for turn in meeting.turns if turn.kind == "answer"]
    assert list(linked.values()) == [[answer] for answer in said]


def test_long_speeches_are_cut_and_linked() -> None:
    topics = [f"第{n}区の道路と橋りょう{n}号の補修の計画について伺います。" for n in range(1_000)]
    passages = make_passages(document(), turns_of(["".join(topics), "".join(topics)]))
    assert len(passages) > 100
    assert any(passage.answers for passage in passages)
    endless = "あ" * 500_000
    assert len(make_passages(document(), turns_of([endless, endless]))) > 1_000


# Ten topics of one policy speech: a sentence that only this topic has, and a question for it.
TOPICS = [
    (
        "水道",
        "老朽化した配水管は年に四十二キロずつ取り替え",
        "配水管は年にどれだけ替えるか",
    ),
    ("鳥獣害", "イノシシの捕獲頭数は昨年度三千六百頭に上り", "イノシシは何頭捕まえたか"),
    ("図書館", "中央図書館は来年五月に駅前の再開発ビルへ移転し", "中央図書館はいつ移転するか"),
    ("空き家", "空き家バンクへの登録は百七十四件となり", "空き家バンクの登録は何件か"),
    ("消防団", "消防団員の年額報酬を三万六千五百円に引き上げ", "消防団員の報酬はいくらか"),
    ("観光", "城跡のライトアップには延べ八万人が訪れ", "ライトアップには何人来たか"),
    ("介護", "特別養護老人ホームの入所を待つ方は二百十人で", "特養の待機者は何人か"),
    ("ごみ", "プラスチックの一括回収を十月から全域で始め", "プラスチックの回収はいつからか"),
    (
        "スポーツ",
        "陸上競技場の全天候型トラックを第三種公認に合わせて改修し",
        "トラックの改修",
    ),
    ("下水道", "雨水ポンプ場を二か所増設して浸水の被害を半減させ", "雨水ポンプ場は何か所増やすか"),
]
PADDING = (
    "これまでの取組の成果と課題を丁寧に検証し、市民の皆様の御意見を伺いながら進めております。",
    "関係する団体や国、県とも緊密に連携し、限られた財源を有効に活用してまいりたいと存じます。",
    "今後とも社会の情勢の変化を見極め、計画の見直しを重ね、着実に実行してまいる所存であります。",
    "職員一人一人が現場に足を運び、地域の実情に応じたきめ細かな支援を心掛けているところです。",
    "議員の皆様の御理解と御協力を賜りますよう、改めてお願い申し上げる次第でございます。",
    "次の世代に負担を先送りすることなく、持続可能な市政の運営に努めることが重要と考えます。",
)


def test_a_speech_on_ten_topics_is_found_by_its_right_part(
    assistant: Assistant, tmp_path: Path
) -> None:
    paragraphs = [
        f"　{'まず' if n == 0 else '次に'}、{name}についてであります。{fact}ております。"
        + "".join(PADDING[(n + k) % 6] for k in range(21))
        for n, (name, fact, _) in enumerate(TOPICS)
    ]
    speech = "\n".join(paragraphs)
    assert 9_000 < len(speech) < 12_000
    file = tmp_path / "speech.txt"
    file.write_text(
        "令和八年第一回架空市議会定例会会議録第一号\n\n令和八年三月一日（日曜日）\n\n"
        f"○議長（大野誠君）　市長の施政方針を求めます。\n○市長（川端和夫君）{speech}\n",
        encoding="utf-8",
    )
    (taken,) = ingest_paths(assistant, [file]).documents
    assert (taken.status, taken.turns) == ("added", 2)
    assert taken.passages > 20
    for _, fact, question in TOPICS:
        first = assistant.search(question, k=1)[0]
        assert fact in first.passage.text, question
        assert fact in first.turn.text[first.passage.start : first.passage.end]
