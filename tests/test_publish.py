"""Taking minutes in: unchanged, replaced, removed, refused, and whole after a kill."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import MINUTES, MakeSettings
from writing import BODY, finish, found, minutes, opened, process

from chatbot.assistant import Assistant
from chatbot.library import version_key
from chatbot.types import Meeting
from chatbot.upkeep import examine, mend
from ingest import ingest_paths
from ingest.identity import document_id
from ingest.report import IngestedDocument

Named = tuple[str, int | None]
TRANSCRIPT = """架空プロジェクト 第12回定例会議 議事録

日時：2026年4月10日（金）10:30
場所：第2会議室

司会：定刻になりましたので始めます。
田中：費用はいくらですか。
山田 太郎：百二十万円です。
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Assistant]:
    with opened(tmp_path / "data") as assistant:
        yield assistant


def take(assistant: Assistant, *paths: Path, owner: str | None = None) -> list[IngestedDocument]:
    return list(ingest_paths(assistant, paths, owner=owner).documents)


def statuses(assistant: Assistant, *paths: Path) -> list[str]:
    return [document.status for document in take(assistant, *paths)]


def state(assistant: Assistant) -> tuple[object, ...]:
    """All that must stay as it was when nothing was taken in."""
    index = assistant.index()
    return (
        assistant.documents(),
        assistant.library.revision(),
        assistant.library.leftovers(),
        index.words.ids(),
        index.vectors.ids(),
    )


def test_added_then_unchanged_then_replaced(library: Assistant, tmp_path: Path) -> None:
    first = minutes(tmp_path, "a.json", "給食費は二百八十円です。", "避難所は十二か所です。")
    (added,) = take(library, first)
    assert (added.status, added.document, added.version) == ("added", f"{BODY}-1", 1)
    assert (added.turns, added.passages, added.error) == (2, 2, None)
    before = state(library)
    assert statuses(library, first) == ["unchanged"]
    assert state(library) == before
    changed = minutes(tmp_path, "b.json", "給食費は三百円です。")
    (replaced,) = take(library, changed)
    assert (replaced.status, replaced.document, replaced.version) == ("replaced", f"{BODY}-1", 2)
    assert (replaced.turns, replaced.passages) == (1, 1)
    only = {f"{BODY}-1@2/t1/0"}
    assert state(library)[2:] == ([], only, only)
    assert library.library.passages_of(f"{BODY}-1", 1) == []
    assert found(library, "避難所は何か所か") == ["給食費は三百円です。"]
    answer = library.ask("避難所は何か所ですか")
    assert not any("避難所は十二か所" in c.quote for c in (*answer.citations, *answer.related))


def test_a_number_never_means_two_texts(library: Assistant, tmp_path: Path) -> None:
    file = minutes(tmp_path, "a.json", "一です。")
    take(library, file)
    library.remove(f"{BODY}-1")
    (again,) = take(library, minutes(tmp_path, "a.json", "二です。"))
    assert (again.status, again.version) == ("added", 2)


def test_remove_leaves_nothing(library: Assistant, tmp_path: Path) -> None:
    kept = minutes(tmp_path, "b.json", "避難所は十二か所です。", number=2)
    take(library, minutes(tmp_path, "a.json", "給食費は二百八十円です。"), kept)
    assert library.remove(f"{BODY}-1").number == 1
    only = {f"{BODY}-2@1/t1/0"}
    assert (list(library.documents()), *state(library)[2:]) == ([f"{BODY}-2"], [], only, only)
    assert found(library, "給食費はいくらか") == ["避難所は十二か所です。"]
    assert not library.ask("給食費はいくらですか").citations
    with pytest.raises(KeyError, match=f"{BODY}-1"):
        library.remove(f"{BODY}-1")


def test_the_last_document_can_go_and_another_come(library: Assistant, tmp_path: Path) -> None:
    file = minutes(tmp_path, "a.json", "給食費は二百八十円です。")
    take(library, file)
    library.remove(f"{BODY}-1")
    assert found(library, "給食費はいくらか") == []
    assert library.ask("給食費はいくらですか").status in ("not_found", "out_of_scope")
    assert statuses(library, file) == ["added"]
    assert found(library, "給食費はいくらか") == ["給食費は二百八十円です。"]


@pytest.mark.parametrize(
    "same",
    [
        TRANSCRIPT.encode("utf-8-sig"),
        TRANSCRIPT.replace("\n", "\r\n").encode(),
        TRANSCRIPT.encode("cp932"),
        TRANSCRIPT.encode("euc-jp"),
        TRANSCRIPT.encode("utf-16"),
        (TRANSCRIPT + "\n\n").encode(),
    ],
    ids=["bom", "crlf", "cp932", "euc-jp", "utf-16", "trailing"],
)
def test_the_same_content_in_another_file_is_unchanged(
    library: Assistant, tmp_path: Path, same: bytes
) -> None:
    first, second = tmp_path / "first.txt", tmp_path / "別の 名前.txt"
    first.write_bytes(TRANSCRIPT.encode())
    second.write_bytes(same)
    assert statuses(library, first) == ["added"]
    before = state(library)
    assert statuses(library, second) == ["unchanged"]
    assert state(library) == before


def test_the_shipped_minutes_again_are_unchanged(settings: MakeSettings) -> None:
    with Assistant(settings()) as assistant:
        assert statuses(assistant, *MINUTES) == ["added"] * len(MINUTES)
        assert statuses(assistant, *MINUTES, MINUTES[0]) == ["unchanged"] * (len(MINUTES) + 1)


def test_the_same_content_twice_in_one_call(library: Assistant, tmp_path: Path) -> None:
    files = [minutes(tmp_path, name, "同じ内容です。") for name in ("a.json", "b.json")]
    assert statuses(library, *files) == ["added", "unchanged"]
    assert library.documents()[f"{BODY}-1"].version == 1


def test_two_contents_for_one_document_are_refused(library: Assistant, tmp_path: Path) -> None:
    old = minutes(tmp_path, "old.json", "給食費は二百八十円です。")
    take(library, old)
    before = state(library)
    one = minutes(tmp_path, "one.json", "給食費は三百円です。")
    two = minutes(tmp_path, "two.json", "給食費は四百円です。")
    other = minutes(tmp_path, "other.json", "別の会議です。", number=2)
    refused, taken, also = take(library, one, other, two)
    assert [refused.status, taken.status, also.status] == ["failed", "added", "failed"]
    for failure in (refused, also):
        assert failure.error is not None
        assert str(one) in failure.error
        assert str(two) in failure.error
        assert f"{BODY}-1" in failure.error
        assert "\n" not in failure.error
    library.remove(f"{BODY}-2")
    assert state(library)[0] == before[0]
    assert state(library)[2:] == before[2:]


def weekly(folder: Path, name: str, day: str, speech: str, title: str = "定例会議 記録") -> Path:
    """A meeting without a number; without a date where ``day`` is empty."""
    file = folder / name
    dated = f"日時：{day}\n" if day else ""
    file.write_text(f"{title}\n{dated}\n田中：{speech}\n山田：はい。\n", encoding="utf-8")
    return file


def test_meetings_of_one_title_on_different_days_are_different_documents(
    library: Assistant, tmp_path: Path
) -> None:
    one = weekly(tmp_path, "one.txt", "令和8年4月1日", "給食費は三百円です。")
    two = weekly(tmp_path, "two.txt", "令和8年4月8日", "給食費は四百円です。")
    three = weekly(tmp_path, "three.txt", "令和8年4月15日", "給食費は五百円です。")
    assert statuses(library, one) == ["added"]
    assert statuses(library, two, three) == ["added", "added"]
    assert list(library.documents()) == [
        *("定例会議記録", "定例会議記録-2026-04-08", "定例会議記録-2026-04-15")
    ]
    assert statuses(library, three, one, two) == ["unchanged"] * 3
    library.remove("定例会議記録")
    assert statuses(library, two) == ["unchanged"]
    weekly(tmp_path, "two.txt", "令和8年4月8日", "給食費は四百五十円です。")
    assert statuses(library, two) == ["replaced"]
    assert len(library.documents()) == 2


def test_the_same_number_of_another_year_does_not_replace(
    library: Assistant, tmp_path: Path
) -> None:
    title = "第1回 港北市DX会議 議事録"
    old, new = (
        weekly(tmp_path, f"{year}.txt", f"令和{year}年6月1日", f"{year}年です。", title)
        for year in (7, 8)
    )
    assert statuses(library, old) == ["added"]
    assert statuses(library, new) == ["added"]
    assert list(library.documents()) == ["港北市DX会議-1", "港北市DX会議-1-2026-06-01"]
    weekly(tmp_path, "7.txt", "令和7年6月2日", "日付を直しました。", title)
    assert statuses(library, old) == ["replaced"]


@pytest.mark.parametrize("name", ["a.txt", "直した版.txt"])
def test_a_corrected_date_replaces(library: Assistant, tmp_path: Path, name: str) -> None:
    title = "第1回 港北市DX会議 議事録"
    wrong = weekly(tmp_path, "a.txt", "令和7年6月1日", "給食費は三百円です。", title)
    assert statuses(library, wrong) == ["added"]
    right = weekly(tmp_path, name, "令和8年6月1日", "給食費は三百円です。", title)
    report = ingest_paths(library, [right])
    assert [d.status for d in report.documents] == ["replaced"]
    assert [(d.id, str(d.date)) for d in library.documents().values()] == [
        ("港北市DX会議-1", "2026-06-01")
    ]
    (note,) = report.notes
    assert "2025-06-01" in note
    assert "別の会議なら" in note


def test_files_of_one_name_in_the_folders_of_two_years_are_two_documents(
    library: Assistant, tmp_path: Path
) -> None:
    title = "第1回 港北市DX会議 議事録"
    files = []
    for year in (8, 7):
        (tmp_path / str(year)).mkdir()
        day = f"令和{year}年6月1日"
        files.append(weekly(tmp_path / str(year), "a.txt", day, f"{year}年です。", title))
    assert statuses(library, *files) == ["added"] * 2
    ids = ["港北市DX会議-1", "港北市DX会議-1-2026-06-01"]
    assert list(library.documents()) == ids  # the earlier one, though it was named last
    assert statuses(library, *files) == ["unchanged"] * 2
    weekly(tmp_path / "8", "a.txt", "令和8年6月2日", "直しました。", title)
    assert statuses(library, *files) == ["replaced", "unchanged"]
    assert list(library.documents()) == ids


def test_a_title_alone_does_not_replace_what_another_file_brought(
    library: Assistant, tmp_path: Path
) -> None:
    one = weekly(tmp_path, "one.txt", "", "給食費は三百円です。")
    assert statuses(library, one) == ["added"]
    (refused,) = take(library, weekly(tmp_path, "two.txt", "", "給食費は四百円です。"))
    assert refused.status == "failed"
    assert refused.error is not None
    assert all(
        part in refused.error for part in ("two.txt", "one.txt", "gijiq remove 定例会議記録")
    )
    assert found(library, "給食費")[0] == "給食費は三百円です。"
    weekly(tmp_path, "one.txt", "", "給食費は五百円です。")
    assert statuses(library, one) == ["replaced"]


def test_the_owner_is_kept_until_another_is_named(library: Assistant, tmp_path: Path) -> None:
    file = minutes(tmp_path, "a.json", "一です。")
    take(library, file, owner="情報政策課")
    assert statuses(library, file) == ["unchanged"]
    take(library, minutes(tmp_path, "a.json", "二です。"))
    assert library.documents()[f"{BODY}-1"].owner == "情報政策課"
    (renamed,) = take(library, file, owner="総務課")
    assert (renamed.status, library.documents()[f"{BODY}-1"].owner) == ("replaced", "総務課")


def test_the_report_keeps_the_order_of_the_files(library: Assistant, tmp_path: Path) -> None:
    good = [minutes(tmp_path, f"{n}.json", f"{n}です。", number=n) for n in (1, 2)]
    empty, absent = tmp_path / "empty.txt", tmp_path / "absent.txt"
    empty.touch()
    report = ingest_paths(library, [absent, good[1], empty, good[0]])
    assert [Path(document.path) for document in report.documents] == [
        absent,
        good[1],
        empty,
        good[0],
    ]
    assert [d.status for d in report.documents] == ["failed", "added", "failed", "added"]
    assert report.failed
    assert not ingest_paths(library, good).failed


def test_progress_ends_at_all_passages(library: Assistant, tmp_path: Path) -> None:
    file = minutes(tmp_path, "a.json", *(f"発言{n}です。" for n in range(150)))
    seen: list[tuple[Path, int, int]] = []
    ingest_paths(library, [file], progress=lambda *told: seen.append(told))
    assert [done for _, done, _ in seen] == [64, 128, 150]
    assert {(path, of) for path, _, of in seen} == {(file, 150)}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("架空会議", 1), ("架空 会議", 1), True),
        (("ＤＸ会議", 1), ("DX会議", 1), True),
        (("架空会議", 1), ("架空会議", 2), False),
        (("架空会議", 1), ("架空会議", 11), False),
        (("産業・観光会議", 1), ("産業観光会議", 1), True),
        (("産業・観光会議", 1), ("産業／観光会議", 1), False),
        (("会議-1", 2), ("会議", 12), False),
        (("", None), ("！？", None), False),
        (("……", None), ("！？", None), False),
        (("あ" * 500, None), ("あ" * 499, None), False),
        (("あ" * 500, 1), ("あ" * 499 + "い", 1), False),
        (("a@1/t1", None), ("a", None), False),
    ],
)
def test_document_ids(
    one: tuple[str, int | None], other: tuple[str, int | None], same: bool
) -> None:
    def named(name: str, number: int | None) -> str:
        if number is None:
            return document_id(Meeting(title=name))
        return document_id(Meeting(title="題", body=name, number=number))

    ids = named(*one), named(*other)
    assert (ids[0] == ids[1]) == same
    for name in ids:
        assert 0 < len(name) <= 100
        assert not set(name) & set("@/\\ \n")


@pytest.mark.parametrize("title", ["！？", "あ" * 500, "../../etc/passwd", "a@9/t1/0", "😀"])
def test_any_title_can_be_taken_in_found_and_removed(
    library: Assistant, tmp_path: Path, title: str
) -> None:
    file = minutes(tmp_path, "a.json", "給食費は三百円です。", number=None, body="", title=title)
    (added,) = take(library, file)
    assert (added.status, added.title) == ("added", title)
    assert found(library, "給食費") == ["給食費は三百円です。"]
    assert examine(library).clean
    assert added.document is not None
    library.remove(added.document)
    assert found(library, "給食費") == []


def test_a_broken_character_in_json_does_no_harm(library: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    turns = [{"speaker": "田中", "text": "半分の文字\ud83dです。"}]
    meeting = {"title": "架空\udc00会議", "date": "2026-04-01", "turns": turns}
    file.write_text(json.dumps(meeting), encoding="ascii")
    good = minutes(tmp_path, "good.json", "給食費は三百円です。")
    results = take(library, file, good)
    assert results[1].status == "added"
    assert results[0].status in ("added", "failed")
    assert found(library, "給食費")[0] == "給食費は三百円です。"
    assert examine(library).clean


# -- killed --------------------------------------------------------------------------------------

# Replaces old.json by new.json and is killed on the way.
KILLED = """
import os, signal, sys, threading
from pathlib import Path
import chatbot.vector_index, chatbot.word_index
from ingest import ingest_paths
from writing import opened

data, file, point = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def nth(times, function):
    calls = []
    def counted(*given):
        calls.append(1)
        return die() if len(calls) == times else function(*given)
    return counted

progress = None
with opened(data) as assistant:
    if point == "embedding":
        progress = nth(2, lambda *_: None)
    elif point == "vectors":
        add = chatbot.vector_index.VectorIndex.add
        def dying(*given):
            threading.Timer(0.05, die).start()
            add(*given)
        chatbot.vector_index.VectorIndex.add = dying
    elif point == "between indexes":
        chatbot.word_index.WordIndex.add = die
    elif point == "words":
        chatbot.word_index.words = nth(20, chatbot.word_index.words)
    elif point == "before publishing":
        assistant.library.publish = die
    elif point == "before sweeping":
        assistant.sweep = nth(2, assistant.sweep)
    elif point == "sweeping":
        chatbot.vector_index.VectorIndex.delete = die
    ingest_paths(assistant, [file], progress=progress)
die()
"""
POINTS = {
    "embedding": "旧",
    "vectors": "旧",
    "between indexes": "旧",
    "words": "旧",
    "before publishing": "旧",
    "before sweeping": "新",
    "sweeping": "新",
}


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_ingest_leaves_the_old_or_the_new(tmp_path: Path, point: str) -> None:
    data, now, gone = tmp_path / "data", POINTS[point], "新旧".replace(POINTS[point], "")
    old = minutes(tmp_path, "old.json", *(f"旧{n}番の発言です。" for n in range(100)))
    new = minutes(tmp_path, "new.json", *(f"新{n}番の発言です。" for n in range(1500)))
    with opened(data) as assistant:
        assert statuses(assistant, old) == ["added"]
        finish(process(KILLED, data, new, point), -signal.SIGKILL)
        for reader in (assistant, opened(data)):
            texts = found(reader, "発言です")
            assert len(texts) == 50
            assert all(text.startswith(now) for text in texts)
        assert assistant.library.leftovers() != []
        # The next writer, whatever it writes, sweeps.
        other = minutes(tmp_path, "other.json", "別の会議です。", number=2)
        assert statuses(assistant, other) == ["added"]
        assert examine(assistant).clean
        assert mend(assistant).clean
        assert not any(text.startswith(gone) for text in found(assistant, "発言です"))
        assert statuses(assistant, new) == ["replaced" if now == "旧" else "unchanged"]
        assert examine(assistant).clean
        version = assistant.documents()[f"{BODY}-1"].version
        assert version == (3 if now == "旧" else 2)
        key = version_key(f"{BODY}-1", version)
        assert sum(name.startswith(f"{key}/") for name in assistant.index().vectors.ids()) == 1500


def test_new_leaves_alone_what_was_ever_taken_in(assistant: Assistant) -> None:
    ingest_paths(assistant, MINUTES)
    assistant.remove("都区市町村CIO協議会-9")
    again = ingest_paths(assistant, MINUTES, new=True)
    assert [(d.document, d.status) for d in again.documents] == [
        ("都区市町村CIO協議会-6", "unchanged")
    ]
    assert list(assistant.documents()) == ["都区市町村CIO協議会-6"]
    assert ingest_paths(assistant, MINUTES).documents[-1].status == "added"


def test_the_same_number_of_another_year_is_another_document(
    assistant: Assistant, tmp_path: Path
) -> None:
    for year in (7, 8):
        file = tmp_path / f"{year}.txt"
        file.write_text(
            f"第2回DX推進委員会（令和{year}年度）議事録\n\n1 開会\n\n"
            "（港北市 山田 太郎 様）\n\n始めます。\n",
            encoding="utf-8",
        )
        ingest_paths(assistant, [file])
    assert len(assistant.documents()) == 2
