"""A card for each failure: what was asked, answered, expected, and where it probably went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eval.reporting.markup import Html, folded, joined, tag
from eval.reporting.types import CAUSES, SPLIT_NAMES, Cause, Failure, Place, Report, Said
from eval.reporting.wording import slice_name, status_name


def cards(report: Report, grouped: Mapping[Cause, Sequence[Failure]]) -> Html:
    """The failures of each cause, the cards closed until they are asked for."""
    total = sum(report.questions.values())
    listed = tag(
        "ul",
        *(
            tag("li", tag("a", f"{CAUSES[cause]}: {len(every)}問", href=f"#cause-{cause}"))
            for cause, every in grouped.items()
        ),
        class_="plain",
    )
    told = (
        f"{total}問のうち{len(report.failures)}問です。"
        "原因は、検索の結果と答えから推し量ったものです。"
    )
    parts: list[Html] = [tag("p", told), listed]
    for cause, every in grouped.items():
        parts.append(tag("h3", f"{CAUSES[cause]}（{len(every)}問）", id=f"cause-{cause}"))
        parts += [card(failure) for failure in every]
    return joined(parts)


def card(failure: Failure) -> Html:
    """One failure."""
    summary = joined(
        [
            tag("span", failure.id, class_="tag"),
            tag("span", SPLIT_NAMES[failure.split], class_="tag"),
            tag("span", failure.question, class_="asked"),
        ]
    )
    return folded(summary, *_inside(failure), name=f"item-{failure.id}")


def _inside(failure: Failure) -> Iterator[Html]:
    yield tag(
        "p",
        *(tag("span", slice_name(t), class_="tag") for t in failure.tags),
        tag("span", failure.owner, class_="tag") if failure.owner else "",
    )
    if failure.before:
        yield tag("h4", "この前の質問")
        yield tag("ul", *(tag("li", asked) for asked in failure.before), class_="plain")
    expected, got = status_name(failure.expected), status_name(failure.status)
    said = (
        f"正しくは「{expected}」、答えは「{got}」"
        if expected != got
        else f"「{got}」としたのは正しい"
    )
    yield tag("h4", "判定")
    yield tag("p", said, "。推測される原因: ", CAUSES[failure.cause])
    if failure.missing:
        yield tag("p", "足りない要点: ", "、".join(failure.missing))
    if failure.forbidden:
        yield tag("p", "書いてはならないこと: ", "、".join(failure.forbidden))
    yield tag("h4", "答え")
    yield _answer(failure.answer)
    yield from _places("答えの出典", failure.cited)
    yield from _places("正しい根拠", failure.evidence)
    yield from _places("検索で近かった箇所", failure.nearest)


def _answer(said: Sequence[Said]) -> Html:
    if not said:
        return tag("p", "（文はありません）", class_="soft")
    rows = []
    for one in said:
        verdict = {True: "根拠あり", False: "根拠なし", None: "事実の文でない"}[one.supported]
        kind = {True: "good", False: "bad", None: "soft"}[one.supported]
        why = "".join(one.reasons)
        rows.append(
            tag(
                "li",
                one.text,
                " ",
                tag("span", f"［{verdict}］", class_=f"mark {kind}"),
                tag("span", why, class_="n") if why else "",
            )
        )
    return tag("ul", *rows, class_="plain")


def _places(name: str, places: Sequence[Place]) -> Iterator[Html]:
    if not places:
        return
    yield tag("h4", name)
    for place in places:
        rank = f"{place.rank}位　" if place.rank else ""
        golden = "　正しい根拠を含む" if place.golden and name != "正しい根拠" else ""
        where = tag("span", f"{rank}{place.where}{golden}", class_="where")
        given = {"class_": "golden"} if place.golden else {}
        yield tag("blockquote", where, place.text, **given)
