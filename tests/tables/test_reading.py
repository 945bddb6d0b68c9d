"""Two columns are read as people paste them, or a sentence says why not."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.tables.reading import LONGEST, read_table
from helpers.tables.value import MOST, Table
from helpers.wording.errors import WrongType, WrongValue

ROWS = [(1.5, 20.0), (2.0, -3.25), (4.0, 1e-05)]
SEPARATORS = {
    "tab": "\t", "semicolon": ";", "comma": ",", "blank": " ",
    "comma and blank": ", ", "blanks": "    ", "semicolons": " ; ",
}  # fmt: skip
ANY_NUMBER = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9)


def written(rows, separator="\t", comma=False, header="", end="\n"):
    lines = [separator.join(map(repr, row)) for row in rows]
    if comma:
        lines = [line.replace(".", ",") for line in lines]
    return end.join([*([header] if header else []), *lines])


def rows_of(table):
    return list(zip(table.x.tolist(), table.y.tolist(), strict=True))


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("comma", [False, True])
@pytest.mark.parametrize("header", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
def test_every_way_to_write_a_table(separator, comma, header, end):
    between = SEPARATORS[separator]
    if comma and "," in between:
        return  # nobody could tell
    names = f"time{between}distance" if header else ""
    text = written(ROWS, between, comma, names, end)
    table, understood = read_table(text)
    assert rows_of(table) == ROWS
    assert understood.startswith("3 rows, ")
    assert ("decimal commas" in understood) == comma
    assert ("has names" in understood) == header
    expected = ("time", "distance") if header else ("x", "y")
    assert (table.x_name, table.y_name) == expected


@st.composite
def tables(draw):
    pairs = st.tuples(ANY_NUMBER, ANY_NUMBER)
    rows = draw(st.lists(pairs, min_size=3, max_size=30))
    x, y = np.transpose(rows).astype(float)
    if min(np.ptp(x), np.ptp(y)) <= 1e-9:
        rows += [(0, 1), (1, 0)]
    return rows


@settings(deadline=None)
@given(
    rows=tables(),
    separator=st.sampled_from(["\t", ";", ",", " "]),
    comma=st.booleans(),
    header=st.booleans(),
    end=st.sampled_from(["\n", "\r\n", "\n \n"]),
)
def test_what_is_written_is_read_again(rows, separator, comma, header, end):
    comma = comma and separator != ","
    names = separator.join("ab") if header else ""
    table, _ = read_table(written(rows, separator, comma, names, end))
    assert rows_of(table) == [(float(x), float(y)) for x, y in rows]


@settings(deadline=None)
@given(rows=tables())
def test_its_own_text_is_read_again(rows):
    table = Table(*zip(*rows, strict=True), "time (s)", "way, in m")
    assert read_table(table.as_text()).table == table


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\ufeff1;2\n2;4\n4;8\n", [(1, 2), (2, 4), (4, 8)]),
        ("−1 2\n+2\xa04\n.5 8.", [(-1, 2), (2, 4), (0.5, 8)]),
        ('"1";"2"\n"2";"4"\n"4";"8"', [(1, 2), (2, 4), (4, 8)]),
        ("1;2;\n2;4;;\n4;8;", [(1, 2), (2, 4), (4, 8)]),  # spreadsheets
        ("1,2\n2,4\n4,8", [(1, 2), (2, 4), (4, 8)]),
        ("1e3\t2E-1\n2\t4\n4\t8", [(1000, 0.2), (2, 4), (4, 8)]),
        ("1,5e3\t2e1\n2\t4\n4\t8", [(1500, 20), (2, 4), (4, 8)]),
        ("1,5e3\t2,5e1\n2\t4\n4\t8", [(1500, 25), (2, 4), (4, 8)]),
        ("1, 5\n2, 6\n3, 5", [(1, 5), (2, 6), (3, 5)]),
    ],
)
def test_what_people_paste(text, expected):
    assert rows_of(read_table(text).table) == expected


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("time (s);way, in m", ("time (s)", "way, in m")),
        ("Zeit;Länge²", ("Zeit", "Länge²")),
        ("温度;$y$", ("x", "y")),  # which no figure could draw
        ("a;b;c", ("x", "y")),
        ("speed", ("x", "y")),
    ],
)
def test_names_of_columns(header, names):
    table = read_table(f"{header}\n1;2\n2;4\n4;8").table
    assert (table.x_name, table.y_name) == names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The table must have rows, and has none"),
        (" \n\t\n", "has none"),
        ("1;2\n2;4", "at least 3 rows with numbers, not 2"),
        ("x;y\n1;2\n2;4", "not 2"),
        ("1;2\n\n2;4\n3;abc\n4;8", "Row 4, '3;abc', must have two numbers, "
         "and 'abc' is no number."),
        ("1;2\n2;\n4;8", "Row 2, '2;', must have two numbers, and has one"),
        ("1;2\n;3\n4;8", "Row 2, ';3', must have two numbers, and one is "
         "missing"),
        ("1\t2,5\n2\t3\n3\t\n", "Row 3, '3', must have two numbers, and has "
         "one"),
        ("a|b\n1|2\n3|4", "must have two columns, not 1"),
        ("1 2 3\n2 3 4\n4 5 6", "Row 1, '1 2 3', must have two columns, "
         "not 3"),
        ("1,5,2,5\n2,5,3,5", "must have two columns, not 4 (is the comma a "
         "decimal sign? Then try semicolons)"),
        ("12\n13\n14", "Row 1, '12', must have two numbers, and has one"),
        ("1;2\n2;nan\n3;4", "'nan' is no number"),
        ("1;2\n2;inf\n3;4", "'inf' is no number"),
        ("1;2\n2;1e12\n3;4", "from −10⁹ to 10⁹, not '1e12'"),
        ("1;2\n2;1e999\n3;4", "from −10⁹ to 10⁹"),
        ("1;2\n2;1_000\n3;4", "'1_000' is no number"),
        ("1;2\n2;٣\n3;4", "'٣' is no number"),
        ("1;2\n2;1.234,5\n3;4", "'1.234,5' is no number"),
        ("x;y\n2020;3\nyear;5\n1;2", "Row 3, 'year;5'"),
        ("3;abc\n1;2\n2;4", "Row 1, '3;abc'"),
        ("5;1\n5;2\n5;3", "x must have at least two different numbers"),
        ("1;5\n2;5\n3;5", "y must have at least two different numbers"),
        ("1;2\n" * (MOST + 2), "no more than 10,000 rows, not 10,002"),
        ("1" * (LONGEST + 1), "no more than 1,000,000 characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_where_and_why(text, words):
    with pytest.raises(WrongValue) as caught:
        read_table(text)
    assert words in str(caught.value)
    assert "Try " in str(caught.value) or "try " in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("nonsense", [None, 3, b"1;2", ["1;2"]])
def test_no_text_is_a_sentence(nonsense):
    with pytest.raises(WrongType, match="The table must be a text"):
        read_table(nonsense)


def test_the_longest_table_is_read():
    x = np.arange(MOST) / 7
    table = read_table(Table(x, x**2).as_text()).table
    assert len(table.x) == MOST and (table.y == x**2).all()


PIECES = st.sampled_from(
    [*"0123456789", *".,;\t \n\r\"'+-eE", "1;2\n", "3,5 4,5\n", "nan", "inf",
     "−", "\xa0", "\ufeff", "\x00", "\x85", "<b>", "$", "{}", "😀", "٣", "½"]
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(st.text(max_size=60) | st.lists(PIECES, max_size=60).map("".join))
def test_hostile_text_gives_a_table_or_our_sentence(text):
    try:
        table, understood = read_table(text)
    except WrongValue as error:
        sentence = str(error)
        assert re.search(r"\b(must|is)\b", sentence) and len(sentence) < 500
        assert re.search(r"\b[Tt]ry ", sentence)
    else:
        assert len(table.x) >= 3 and np.isfinite([table.x, table.y]).all()
        assert understood.endswith(".")
