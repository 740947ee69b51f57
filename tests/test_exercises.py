"""The exercises of the lessons: the right answer in any dress, the hint of each mistake, model answers, false texts."""

import decimal
import fractions
import json
from collections import OrderedDict, deque
from functools import partial

import numpy as np
import pandas as pd
import pytest

from helpers import compare, load
from tests.asked import as_asked
from tools.faults import faults

EXERCISES = load("exercises").set_index("exercise_id").fillna("")
RIGHTS = EXERCISES["answer"].map(json.loads)
given_as_asked = partial(as_asked, EXERCISES)
OF_KIND = {kind: [i for i in EXERCISES.index if EXERCISES.loc[i, "answer_kind"] == kind] for kind in compare.KINDS}


@pytest.mark.parametrize("exercise", [i for i in EXERCISES.index if i not in OF_KIND["judgement"]])
def test_the_right_answer_is_right_in_any_order_case_and_dress(exercise, said):
    kind, answer, right = EXERCISES.loc[exercise, "answer_kind"], given_as_asked(exercise), RIGHTS[exercise]
    strange = lambda name: f" {name.upper().replace(' ', '_').replace('-', '–')} "  # noqa: E731
    dressed = {
        "number": lambda: [
            np.float64(answer),
            str(answer),
            f"{answer}".replace(".", ","),
            f"+{answer}",
            [answer],
            decimal.Decimal(str(answer)),
            fractions.Fraction(str(answer)),
            pd.Series([answer]),
            pd.Index([answer]),
            np.array(answer),
            np.array([[answer]]),
            pd.DataFrame([[answer]]),
        ],
        "text": lambda: [
            answer.upper(),
            f" {answer.lower()} ",
            answer.replace("e", "é"),
            pd.Series([answer]),
            [answer],
        ],
        "set": lambda: [
            sorted(answer, reverse=True),
            pd.Series(sorted(answer)),
            np.array(sorted(answer)),
            pd.Index(sorted(answer)),
            iter(answer),
            (one for one in answer),
            frozenset(answer),
            [[one] for one in answer],
            dict.fromkeys(answer),
            ", ".join(map(str, answer)),
            str(answer),
            pd.Series(0.5, sorted(answer)),
            pd.DataFrame({"x": sorted(answer)}),
            pd.Series(sorted(answer)).astype("category"),
            deque(answer),
            dict.fromkeys(answer).keys(),
        ],
        "limits": lambda: [pd.Series(answer)],
        "parts": lambda: [
            dict(reversed(answer.items())),
            pd.Series(answer),
            pd.DataFrame([answer]),
            {strange(part): one for part, one in answer.items()},
            OrderedDict(answer),
            {part: str(one) for part, one in answer.items()},
            {part: pd.Series([one]) for part, one in answer.items()},
        ],
        "table": lambda: [
            answer.iloc[::-1, ::-1],
            answer.set_index(answer.columns[0]),
            answer.assign(more=1),
            right,
            answer.to_dict("list"),
            answer.to_dict(),
            answer.to_numpy(),
            answer.rename(columns=strange),
            answer.set_index(answer.columns[0]).rename_axis("key"),
            answer.astype(str),
        ],
    }[kind]()
    for one in [answer, *dressed]:
        text = said(exercise, one)
        assert text.startswith(f"✓ {exercise}: right"), (one, text)


@pytest.mark.parametrize("row", list(load("mistakes").itertuples()), ids=lambda row: f"{row.exercise_id}-{row.Index}")
def test_each_typical_mistake_gets_the_hint_written_for_it(row, said):
    wrong, kind = json.loads(row.wrong_answer), EXERCISES.loc[row.exercise_id, "answer_kind"]
    if kind == "parts":
        wrong = given_as_asked(row.exercise_id) | {row.part: wrong}
    elif kind == "table":
        table = given_as_asked(row.exercise_id)
        where = [True] * len(table)
        if ": " in row.part:
            where = table.iloc[:, 0] == row.part.split(": ")[0]
        column = row.part.split(": ")[-1]
        wrong = table.assign(**{column: table[column].mask(where, wrong)})
    text = said(row.exercise_id, wrong)
    assert text.startswith("✗") and row.hint in text


@pytest.mark.parametrize("exercise", OF_KIND["judgement"])
def test_a_model_answer_names_all_points_and_is_not_ticked_either(exercise, said):
    for form in (
        str,
        lambda text: text.replace("-", "‑"),
        str.upper,
        lambda text: text.split(". "),
        lambda text: pd.Series([text]),
    ):
        shown = said(exercise, form(EXERCISES.loc[exercise, "model"]))
        assert shown.startswith("• ") and "Not found: none." in shown and "✓" not in shown
    for question in EXERCISES.loc[exercise, "questions"].split(" | "):
        assert question in shown


def test_the_rows_are_in_order():
    assert faults(load("exercises"), load("mistakes")) == []


def test_levels_and_paths_are_there():
    for lesson, rows in EXERCISES.groupby("lesson"):
        assert list(rows.index) == [f"{lesson}-{n}" for n in range(1, len(rows) + 1)]
