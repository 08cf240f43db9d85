"""Dates as officials write them."""

from __future__ import annotations

from datetime import date

from chatbot.eras import ERAS

# 令和 began on 2019-05-01, 平成 on 1989-01-08, …: the day on which each era's first year begins.
_FIRST_DAYS = {"令和": (5, 1), "平成": (1, 8), "昭和": (12, 25), "大正": (7, 30), "明治": (10, 23)}


def japanese(day: date) -> str:
    """令和8年5月29日; before the eras as 西暦."""
    return f"{era_year(day)}年{day.month}月{day.day}日"


def era_year(day: date) -> str:
    """令和8, 令和元; before the eras the year itself."""
    for era, first in ERAS.items():
        if day >= date(first, *_FIRST_DAYS[era]):
            number = day.year - first + 1
            return f"{era}{'元' if number == 1 else number}"
    return str(day.year)
