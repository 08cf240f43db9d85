"""The page's parts as tables, and the page itself run by Streamlit's own test runner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
import streamlit as st
from conftest import MINUTES, ROOT, MakeSettings
from streamlit.testing.v1 import AppTest

from chatbot.assistant import Assistant
from chatbot.curated import Entry, Source
from chatbot.pages import documents, markup, sidebar, source, words
from chatbot.pages.chat import preview
from chatbot.pages.examples import examples
from chatbot.settings import Settings
from chatbot.types import Citation, Speaker, Turn, Understood
from ingest import ingest_paths

# The first run imports the indexes and loads the model.
SECONDS = 60
HOSTILE = (
    "<b>太字</b><script>alert(1)</script><img src=x onerror=alert(2)> "
    "[押す](javascript:alert(3)) **強調** _斜体_ `符号` $x^2$ :red[赤] :smile: "
    ":material/home: ~~消す~~ # 見出し www.example.com a@example.com --> &lt;"
)


# -- escaping ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("町田市は7月から", 0, 3, '<mark class="gq-quote">町田市</mark>は7月から'),
        ("a<b>c", 1, 4, 'a<mark class="gq-quote">&lt;b&gt;</mark>c'),
        ("<&\"'", 0, 0, "&lt;&amp;&quot;&#x27;"),
        ("短い", 1, 99, '短<mark class="gq-quote">い</mark>'),
        ("短い", -5, 1, '<mark class="gq-quote">短</mark>い'),
        ("短い", 5, 9, "短い"),
        ("", 0, 1, ""),
    ],
)
def test_a_quote_is_marked_and_everything_is_escaped(
    text: str, start: int, end: int, expected: str
) -> None:
    assert markup.highlight(text, start, end) == expected


def test_no_offsets_let_markup_of_a_hostile_text_through() -> None:
    for start in range(len(HOSTILE)):
        shown = markup.highlight(HOSTILE, start, start + 7)
        inner = shown.replace('<mark class="gq-quote">', "").replace("</mark>", "")
        assert "<" not in inner
        assert unescape(inner) == HOSTILE


@pytest.mark.parametrize(
    ("text", "numbers", "expected"),
    [
        ("はい。[1]", (1,), 'はい。<span class="gq-number">[1]</span>'),
        ("別表[3]のとおり。[1]", (1,), '別表[3]のとおり。<span class="gq-number">[1]</span>'),
        ("印なし", (2,), '印なし<span class="gq-number">[2]</span>'),
        ("<i>[1]", (1,), '&lt;i&gt;<span class="gq-number">[1]</span>'),
    ],
)
def test_only_a_sentences_own_citations_are_set_apart(
    text: str, numbers: tuple[int, ...], expected: str
) -> None:
    assert markup.sentence(text, numbers) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第9回　令和8年", "第9回 令和8年"),
        ("**太**_斜_", r"\*\*太\*\*\_斜\_"),
        ("[x](y)", r"\[x\]\(y\)"),
        ("$x$", r"\$x\$"),
        (":red[赤]", "\u2060\\:\u2060red\\[赤\\]"),
        ("a\n# b", r"a \# b"),
        ("右\u202e左", "右左"),
    ],
)
def test_a_label_is_one_line_in_which_nothing_is_markdown(text: str, expected: str) -> None:
    assert markup.label(text) == expected


# -- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 5, 29), "令和8年5月29日（金）"),
        (date(2019, 5, 1), "令和元年5月1日（水）"),
        (date(2019, 4, 30), "平成31年4月30日（火）"),
        (date(1989, 1, 7), "昭和64年1月7日（土）"),
        (date(1850, 1, 1), "1850年1月1日（火）"),
        (None, "開催日の記載なし"),
    ],
)
def test_dates_are_said_as_offices_say_them(day: date | None, expected: str) -> None:
    assert words.wareki(day) == expected


@pytest.mark.parametrize(
    ("meant", "expected"),
    [
        (Understood("q"), ""),
        (Understood("q", meeting="第9回"), "会議: 第9回"),
        (
            Understood("q", date_from=date(2026, 4, 1), speaker="高野"),
            "時期: 令和8年4月1日（水）～　／　発言者: 高野",
        ),
        (
            Understood("q", date_from=date(2026, 5, 29), date_to=date(2026, 5, 29)),
            "時期: 令和8年5月29日（金）",
        ),
    ],
)
def test_what_a_question_was_taken_to_mean(meant: Understood, expected: str) -> None:
    assert words.understood(meant) == expected


def test_the_text_to_paste_has_answer_and_sources(shipped: Assistant) -> None:
    answer = shipped.ask("町田市の事業開始はいつか", today=date(2026, 6, 1))
    text = words.plain(answer)
    assert text.startswith("質問: 町田市の事業開始はいつか\n結果: 回答あり\n")
    assert "[1] 第9回　令和8年5月29日（金）　町田市 デジタル戦略室長 高橋 晃" in text
    assert "「町田市は7月から事業開始予定である。」" in text


# -- sources -------------------------------------------------------------------------------------


def _turn(ordinal: int, text: str = "発言", replies_to: tuple[str, ...] = ()) -> Turn:
    return Turn(f"t{ordinal}", ordinal, Speaker(name="山田"), None, text, replies_to=replies_to)


@pytest.mark.parametrize(
    ("replies", "cited", "expected"),
    [
        ({}, "t1", ["t1", "t2"]),
        ({}, "t5", ["t4", "t5", "t6"]),
        ({5: ("t1",)}, "t5", ["t1", "t4", "t5", "t6"]),
        ({5: ("t1",), 7: ("t1",)}, "t1", ["t1", "t2", "t5", "t7"]),
        ({9: tuple(f"t{n}" for n in range(1, 9))}, "t9", [f"t{n}" for n in range(4, 11)]),
        ({}, "t99", []),
    ],
)
def test_a_citation_is_shown_with_its_exchange(
    replies: dict[int, tuple[str, ...]], cited: str, expected: list[str]
) -> None:
    turns = [_turn(n, replies_to=replies.get(n, ())) for n in range(1, 11)]
    assert [turn.id for turn in source.surroundings(turns, cited)] == expected


def test_a_long_speech_is_cut_at_sentences_around_the_quote_and_is_there_in_full() -> None:
    text = "".join(f"これは{n}番目の文である。" for n in range(400))
    quote = "これは200番目の文である。"
    start = text.index(quote)
    citation = _citation(text, start, start + len(quote))
    shown = source.speech(_turn(1, text), citation)
    first, last = source.window(text, start, start + len(quote), source.AROUND)
    assert text[first:].startswith("これは")
    assert text[:last].endswith("。")
    assert last - first < 1_000
    assert shown.count(f'<mark class="gq-quote">{quote}</mark>') == 2
    assert "これは0番目の文である。" in shown
    assert "これは399番目の文である。" in shown


def _citation(text: str, start: int, end: int) -> Citation:
    return Citation(
        1, "d", 1, "会議", 9, None, "text", "t1", None, None, start, end, None, text[start:end]
    )


def test_a_preview_is_short() -> None:
    assert preview(_citation("短い。", 0, 3)) == "　「短い。」"
    assert len(preview(_citation("あ" * 500, 0, 500))) < 50


# -- examples and lists --------------------------------------------------------------------------


def test_examples_come_from_the_library_and_are_answered(shipped: Assistant) -> None:
    held = list(shipped.documents().values())
    made = examples(held, {document.id: shipped.library.turns(document) for document in held})
    assert len(made) == 6
    assert any("高齢者のスマホ購入助成補助事業" in question for question in made)
    assert [q for q in made if shipped.ask(q).status != "answered"] == []


def test_examples_of_nothing_are_none() -> None:
    assert examples([], {}) == []


def test_a_document_is_summed_up(shipped: Assistant) -> None:
    newest = list(shipped.documents().values())[-1]
    assert documents.summary(newest) == [
        "令和8年5月29日（金）",
        "会場及びオンラインのハイブリッド開催",
        "発言など 10件",
        "非公開の議題 4件",
    ]


def test_filters_offer_what_the_library_holds(shipped: Assistant) -> None:
    assert "町田市 デジタル戦略室長 高橋 晃" in sidebar.speakers(shipped)
    assert sidebar.years(shipped.documents()) == [2026, 2025]


# -- the page ------------------------------------------------------------------------------------


@pytest.fixture
def page(settings: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The page over an installation of its own with the shipped minutes."""
    chosen = settings()
    with Assistant(chosen) as assistant:
        ingest_paths(assistant, MINUTES)
    yield _open(chosen, monkeypatch)
    st.cache_resource.clear()


def _open(chosen: Settings, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("GIJIQ_DATA", str(chosen.data))
    monkeypatch.setenv("GIJIQ_MODEL_DIR", str(chosen.model_dir))
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=SECONDS).run()


def _html(page: AppTest) -> str:
    return "\n".join(element.body for element in page.get("html"))


def _ask(page: AppTest, question: str) -> AppTest:
    return page.chat_input(key="question").set_value(question).run()


def _labels(page: AppTest) -> list[str]:
    return [expander.label.replace("\\", "").replace("\u2060", "") for expander in page.expander]


@pytest.mark.parametrize(
    ("question", "status", "seen"),
    [
        ("町田市の事業開始はいつか", "回答あり", "町田市は7月から事業開始予定である。"),
        ("小池知事の発言は？", "議事要旨に記載なし", "近い記載（回答ではありません）"),
        ("共同調達の協議では何が決まりましたか", "非公開の議題", "協議事項"),
        ("カレーの作り方", "対象外", "gq-out_of_scope"),
    ],
)
def test_each_status_is_said_in_words(page: AppTest, question: str, status: str, seen: str) -> None:
    _ask(page, question)
    assert not page.exception
    assert f">{status}</span>" in _html(page)
    assert seen in _html(page)


def test_a_citation_opens_its_surroundings(page: AppTest) -> None:
    _ask(page, "町田市の事業開始はいつか")
    assert _labels(page)[0] == "[1] 第9回 令和8年5月29日（金） 町田市 デジタル戦略室長 高橋 晃"
    assert "<mark" not in _html(page).replace("<style>", "")
    page.session_state["c0_1"] = True
    page.run()
    assert '<mark class="gq-quote">町田市は7月から事業開始予定である。</mark>' in _html(page)
    assert "国立市 CIO 宮崎 宏一" in _html(page)


def test_header_and_agenda_citations_open_too(page: AppTest) -> None:
    _ask(page, "第9回はいつ開かれたか")
    _ask(page, "共同調達の協議では何が決まりましたか")
    page.session_state["c0_1"] = True
    page.session_state["c1_1"] = True
    page.run()
    assert not page.exception
    assert '<mark class="gq-quote">令和8年5月29日（金）</mark>' in _html(page)
    assert '<mark class="gq-quote">4 協議事項</mark>' in _html(page)


def test_an_example_is_asked_by_a_click(page: AppTest) -> None:
    button = page.button(key="example0")
    assert "高齢者のスマホ購入助成補助事業" in button.label
    button.click().run()
    assert ">回答あり</span>" in _html(page)


def test_the_conversation_stays_until_it_is_cleared_and_is_nobody_elses(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ask(_ask(page, "町田市の事業開始はいつか"), "カレーの作り方")
    assert len(page.chat_message) == 4
    other = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=SECONDS).run()
    assert len(other.chat_message) == 0
    page.button(key="clear").click().run()
    assert len(page.chat_message) == 0


def test_a_conversation_is_kept_renamed_reopened_and_deleted(page: AppTest) -> None:
    _ask(_ask(page, "町田市の事業開始はいつか"), "国立市は？")
    page.text_input(key="title").set_value("助成の開始").run()
    page.button(key="new").click().run()
    assert len(page.chat_message) == 0
    _ask(page, "第9回の議題は何ですか")
    kept = page.button(key=_kept(page)[0])
    assert "助成の開始" in kept.label
    kept.click().run()
    assert len(page.chat_message) == 4
    assert "町田市は7月から事業開始予定である。" in _html(page)
    assert "続きの質問として、こう受け取りました: 国立市の事業開始はいつか" in _html(page)
    page.button(key="clear").click().run()
    assert len(page.chat_message) == 0
    left = [page.button(key=key).label for key in _kept(page)]
    assert len(left) == 1
    assert "第9回の議題は何ですか" in left[0]


def _kept(page: AppTest) -> list[str]:
    """The keys of the buttons that open kept conversations."""
    return [str(one.key) for one in page.button if str(one.key).startswith("talk_")]


def test_what_was_understood_can_be_put_right(page: AppTest) -> None:
    _ask(_ask(page, "町田市の事業開始はいつか"), "国立市は？")
    field = page.text_input(key="reworded1")
    assert field.value == "国立市の事業開始はいつか"
    field.set_value("国立市は令和8年度どうする方針か").run()
    page.button(key="askas1").click().run()
    assert len(page.chat_message) == 6
    assert "令和8年度は見送る方向で考えている。" in _html(page)


def test_filters_restrict_the_next_question(page: AppTest) -> None:
    page.selectbox(key="period").select("2025").run()
    _ask(page, "町田市の事業開始はいつか")
    assert ">議事要旨に記載なし</span>" in _html(page)
    assert "第6回" in _html(page)
    page.selectbox(key="period").select("").run()
    page.selectbox(key="speaker").select("町田市 デジタル戦略室長 高橋 晃").run()
    _ask(page, "事業開始はいつか")
    assert ">回答あり</span>" in _html(page)
    assert "発言者: 町田市 デジタル戦略室長 高橋 晃" in _html(page)


def test_a_period_by_dates(page: AppTest) -> None:
    page.selectbox(key="period").select("日付で指定").run()
    page.date_input(key="from").set_value(date(2026, 12, 31))
    page.date_input(key="to").set_value(date(2026, 1, 1)).run()
    _ask(page, "高齢者のスマホ購入助成はどうなったか")
    assert "時期: 令和8年1月1日（木）～令和8年12月31日（木）" in _html(page)


def test_the_list_opens_a_document_with_agenda_and_turns(page: AppTest) -> None:
    page.segmented_control(key="view").set_value("議事録の一覧").run()
    assert "2件の議事録があります" in _html(page)
    page.button(key="open_都区市町村CIO協議会-9").click().run()
    assert "町田市は7月から事業開始予定である。" in _html(page)
    assert "非公開" in _html(page)
    page.button(key="back").click().run()
    assert "2件の議事録があります" in _html(page)


def test_what_another_process_removes_is_not_shown_again(
    page: AppTest, settings: MakeSettings
) -> None:
    _ask(page, "町田市の事業開始はいつか")
    page.selectbox(key="meeting").select("都区市町村CIO協議会-9").run()
    with Assistant(settings()) as other:
        other.remove("都区市町村CIO協議会-9")
    page.run()
    assert not page.exception
    assert "町田市は7月から" not in _html(page)
    assert page.selectbox(key="meeting").value == ""
    page.button(key="again0").click().run()
    assert ">議事要旨に記載なし</span>" in _html(page)
    assert "町田市は7月から" not in _html(page)


def test_what_another_process_ingests_is_found(
    page: AppTest, settings: MakeSettings, tmp_path: Path
) -> None:
    _ask(page, "水防倉庫の鍵は誰が管理していますか")
    assert ">回答あり</span>" not in _html(page)
    with Assistant(settings()) as other:
        ingest_paths(other, [_transcript(tmp_path, "水防倉庫の鍵は防災課が管理しています。")])
    _ask(page, "水防倉庫の鍵は誰が管理していますか")
    assert "水防倉庫の鍵は防災課が管理しています。" in _html(page)
    assert ">回答あり</span>" in _html(page)


def _transcript(folder: Path, remark: str) -> Path:
    path = folder / "定例会.txt"
    path.write_text(
        "定例会 議事録\n\n日時：令和8年6月1日\n\n"
        "佐藤課長：それでは、始めます。倉庫の件について報告をお願いします。\n"
        f"鈴木係長：{remark}\n"
        "佐藤課長：ありがとうございました。これで終わります。\n",
        encoding="utf-8",
    )
    return path


def test_nothing_in_minutes_or_questions_becomes_markup(
    page: AppTest, settings: MakeSettings, tmp_path: Path
) -> None:
    with Assistant(settings()) as other:
        ingest_paths(other, [_transcript(tmp_path, f"倉庫の暗号は{HOSTILE}です。")])
    _ask(page, "倉庫の暗号は何ですか")
    _ask(page, "<script>alert(4)</script> [x](javascript:alert(5))")
    page.session_state["c0_1"] = True
    page.run()
    assert not page.exception
    shown = _html(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "&lt;script&gt;alert(4)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown
    assert "<img" not in shown
    assert "<b>" not in shown
    assert [element.value for element in page.markdown if "太字" in element.value] == []
    page.segmented_control(key="view").set_value("議事録の一覧").run()
    page.button(key="open_定例会議事録").click().run()
    assert "&lt;script&gt;alert(1)" in _html(page)
    assert "<script>alert" not in _html(page)


CURATED = Entry(
    id="machida",
    questions=("町田市のスマホ購入助成はいつ始まりますか",),
    answer=f"7月1日から始まります。\n{HOSTILE}",
    citations=(Source("都区市町村CIO協議会-9", "t8", "町田市は7月から事業開始予定である。"),),
    owner="デジタル戦略室<b>",
    author="高橋",
    valid_until=date(2099, 3, 31),
    changed=date(2026, 6, 1),
)


def test_a_division_s_answer_stands_in_a_box_of_its_own(
    page: AppTest, settings: MakeSettings
) -> None:
    with Assistant(settings()) as other:
        other.curated.put([CURATED])
    _ask(page, "スマホの購入助成、町田市はいつスタートするの")
    assert not page.exception
    shown = _html(page)
    assert "所管課の回答　デジタル戦略室&lt;b&gt;" in shown
    assert "令和8年6月1日（月）現在" in shown
    assert "有効期限 令和81年3月31日（火）" in shown
    assert "7月1日から始まります。" in shown
    assert "<script>alert" not in shown
    own = [label for label in _labels(page) if label.startswith("[1]")]
    assert len(own) == 2  # the answer's own source, and the division's
    page.session_state["k0_1"] = True
    page.run()
    assert '<mark class="gq-quote">町田市は7月から事業開始予定である。</mark>' in _html(page)
    assert "所管課の回答（デジタル戦略室<b>、令和8年6月1日（月）現在" in page.code[0].value


def test_a_division_s_answer_goes_when_it_no_longer_stands(
    page: AppTest, settings: MakeSettings
) -> None:
    with Assistant(settings()) as other:
        other.curated.put([CURATED])
        _ask(page, "町田市のスマホ購入助成はいつ始まりますか")
        assert "7月1日から始まります。" in _html(page)
        other.curated.put([replace(CURATED, valid_until=date(2026, 6, 30))])
    page.run()
    assert not page.exception
    assert "7月1日から始まります。" not in _html(page)
    assert "その後変わったか、期限が過ぎたため" in _html(page)
    assert "所管課の回答" not in page.code[0].value
    assert "町田市は7月から事業開始予定である。" in _html(page)


def test_an_empty_library_says_what_to_do(
    settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _open(settings(), monkeypatch)
    assert "議事録がまだ入っていません" in _html(page)
    assert "gijiq ingest" in page.code[0].value


def test_a_model_that_is_not_prepared_is_one_sentence(
    page: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIJIQ_MODEL_DIR", str(tmp_path / "nowhere"))
    fresh = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=SECONDS).run()
    _ask(fresh, "町田市の事業開始はいつか")
    assert not fresh.exception
    assert len(fresh.error) == 1
    assert "準備されていません" in fresh.error[0].value


def test_a_wrong_setting_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIJIQ_THREADS", "たくさん")
    page = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=SECONDS).run()
    assert not page.exception
    assert "threads" in page.error[0].value
