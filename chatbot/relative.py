"""The words for years, 年度, months, weeks and days as seen from a day, as data."""

from __future__ import annotations

import re


class Words:
    """A table of words and the steps they mean, with what must not stand around them."""

    def __init__(self, steps: dict[str, int], before: str = "", after: str = "") -> None:
        self._steps = steps
        longest = sorted(steps, key=len, reverse=True)
        self._pattern = re.compile(
            (f"(?<![{before}])" if before else "")
            + f"({'|'.join(longest)})"
            + (f"(?!{after})" if after else "")
        )

    def at(self, text: str, at: int) -> tuple[int, int] | None:
        """The step of the word that begins at ``at`` and where it ends."""
        found = self._pattern.match(text, at)
        return (self._steps[found[1]], found.end()) if found else None


FISCAL_YEARS = Words(
    {
        "一昨年度": -2,
        "前々年度": -2,
        "昨年度": -1,
        "前年度": -1,
        "去年度": -1,
        "今年度": 0,
        "本年度": 0,
        "当年度": 0,
        "現年度": 0,
        "来年度": 1,
        "次年度": 1,
        "翌年度": 1,
        "再来年度": 2,
    },
    after="比|同|並",
)
# 以来年々, 日本年金, 前年比: there the word names no year.
YEARS = Words(
    {
        "一昨年": -2,
        "おととし": -2,
        "前々年": -2,
        "昨年": -1,
        "去年": -1,
        "前年": -1,
        "今年": 0,
        "本年": 0,
        "当年": 0,
        "ことし": 0,
        "来年": 1,
        "明年": 1,
        "再来年": 2,
    },
    before="以従将日基",
    after="金|齢|々|代|度|輪|比|同|並",
)
MONTHS = Words(
    {"先々月": -2, "先月": -1, "今月": 0, "本月": 0, "当月": 0, "来月": 1, "再来月": 2},
    before="以日",
)
WEEKS = Words({"先々週": -2, "先週": -1, "今週": 0, "来週": 1, "再来週": 2}, before="以")
DAYS = Words(
    {
        "一昨日": -2,
        "おととい": -2,
        "昨日": -1,
        "きのう": -1,
        "本日": 0,
        "今日": 0,
        "きょう": 0,
        "明日": 1,
        "あした": 1,
        "明後日": 2,
        "あさって": 2,
    },
    before="日と",
    after="的|本|うだい",
)
