"""Values that are no numbers, and what to do about each kind."""

from typing import NamedTuple


class Form(NamedTuple):
    """What to do about values that are no numbers.

    Attributes
    ----------
    holds, advice : str
        Parts of a sentence.
    array, series, table : str
        Code for arrays and lists, and for the two kinds of pandas; {x} is
        the name of the argument and {inputs} that of the inputs beside it,
        {k} is a column, {ks} are all of them.
    """

    holds: str
    advice: str
    array: str
    series: str = ""
    table: str = ""


FORMS = {
    "numbers in quotes": Form(
        "text",
        "Turn it into numbers",
        "{x} = np.array({x}, dtype=float)",
        '{x} = pd.to_numeric({x}, errors="coerce")',
        '{x}[{k}] = pd.to_numeric({x}[{k}], errors="coerce")',
    ),
    "numbers with signs": Form(
        "text",
        "Take its signs away",
        "",
        r'{x} = pd.to_numeric({x}.str.replace(r"[^\d.-]", "", regex=True))',
        r'{x}[{k}] = {x}[{k}].str.replace(r"[^\d.-]", "", regex=True)',
    ),
    "dates in quotes": Form(
        "text",
        "Turn it into dates",
        '{x} = np.asarray({x}, "datetime64[s]")',
        "{x} = pd.to_datetime({x})",
        "{x}[{k}] = pd.to_datetime({x}[{k}])",
    ),
    "classes with gaps": Form(
        "text with gaps",
        "Leave out the rows of the gaps",
        "keep = [isinstance(label, (str, bytes)) for label in np.ravel({x})]\n"
        "{inputs}, {x} = np.asarray({inputs})[keep], np.asarray({x})[keep]",
        "keep = {x}.notna()\n{inputs}, {x} = {inputs}[keep], {x}[keep]",
        "keep = {x}[{k}].notna()\n{inputs}, {x} = {inputs}[keep], {x}[keep]",
    ),
    "names of classes": Form(
        "text",
        "Number the classes",
        "names, {x} = np.unique(np.asarray({x}, str), return_inverse=True)",
        "{x}, names = pd.factorize({x})",
        "{x}, names = pd.factorize({x}[{k}])",
    ),
    "names": Form(
        "text",
        "Make a column of 0 and 1 for each name (one-hot)",
        "{x} = np.reshape({x}, (-1, 1)).astype(str)\n"
        "{x} = ({x} == np.unique({x})).astype(float)",
        "{x} = pd.get_dummies({x}, dtype=float)",
        "{x} = pd.get_dummies({x}, columns=[{ks}], dtype=float)",
    ),
    "a column of names": Form(
        "text",
        "Make a column of 0 and 1 for each of its names (one-hot)",
        "{x} = np.asarray({x}, object)\n"
        "names = {x}[:, [{k}]].astype(str)\n"
        "is_name = (names == np.unique(names)).astype(float)\n"
        "{x} = np.hstack([np.delete({x}, {k}, axis=1), is_name])",
    ),
    "texts": Form(
        "another text in almost every row",
        "Leave it out, or count its words with keras.layers.TextVectorization",
        "",
        table="{x} = {x}.drop(columns=[{ks}])",
    ),
    "a column of texts": Form(
        "another text in almost every row",
        "Leave it out",
        "{x} = np.delete(np.asarray({x}, object), {k}, axis=1)",
    ),
    "dates": Form(
        "dates",
        "Count the days",
        '{x} = np.asarray({x}, "datetime64[s]")\n'
        '{x} = ({x} - {x}.min()) / np.timedelta64(1, "D")',
        "{x} = ({x} - {x}.min()) / pd.Timedelta(days=1)",
        "{x}[{k}] = ({x}[{k}] - {x}[{k}].min()) / pd.Timedelta(days=1)",
    ),
    "spans of time": Form(
        "spans of time",
        "Count the days",
        '{x} = np.asarray({x}, "timedelta64[s]") / np.timedelta64(1, "D")',
        "{x} = {x} / pd.Timedelta(days=1)",
        "{x}[{k}] = {x}[{k}] / pd.Timedelta(days=1)",
    ),
    "complex numbers": Form(
        "complex numbers",
        "Make two columns of each",
        "{x} = np.column_stack([np.real({x}), np.imag({x})])",
        "{x} = np.column_stack([np.real({x}), np.imag({x})])",
        "{x} = np.column_stack([np.real({x}), np.imag({x})])",
    ),
    "named fields": Form(
        "rows of named fields",
        "Make plain rows of them",
        "{x} = np.array({x}.tolist())",
    ),
    "rows": Form(
        "one array for each row",
        "Stack them",
        "{x} = np.stack(list({x}))",
        "{x} = np.stack(list({x}))",
        "{x} = np.stack(list({x}[{k}]))",
    ),
    "uneven rows": Form(
        "rows of different lengths",
        "Fill them up with 0",
        '{x} = keras.utils.pad_sequences(list({x}), dtype="float32")',
        '{x} = keras.utils.pad_sequences(list({x}), dtype="float32")',
        '{x} = keras.utils.pad_sequences(list({x}[{k}]), dtype="float32")',
    ),
    "a ragged tensor": Form(
        "rows of different lengths",
        "Fill them up with 0",
        "{x} = {x}.to_tensor()",
    ),
    "huge numbers": Form(
        "whole numbers that no float can hold",
        "Bring them to a usual size",
        "{x} = np.array({x}, dtype=object)\n{x} = {x} / np.abs({x}).max()",
        "{x} = {x} / abs({x}).max()",
        "{x}[{k}] = {x}[{k}] / abs({x}[{k}]).max()",
    ),
    "gaps": Form(
        "gaps (NA)",
        "Turn them into NaN",
        "",
        table="{x} = {x}.astype(float)",
    ),
    "others": Form(
        "values of another kind",
        "Leave them out, or turn them into numbers",
        "",
        "{x}, names = pd.factorize({x})",
        "{x} = {x}.drop(columns=[{ks}])",
    ),
    "values, and no rows": Form(
        "values, and no rows", "Make rows of them", "{x} = np.array(list({x}))"
    ),
    "no rows": Form(
        "no rows",
        "Pass what fit gets, such as np.array([[1.0], [2.0]])",
        "",
    ),
}
