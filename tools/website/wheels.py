"""Wheels of pure Python, as Pyodide takes them."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

WHEN = (2020, 1, 1, 0, 0, 0)  # the same files give the same wheel


def write_wheel(
    folder: Path, name: str, version: str, files: Mapping[str, bytes]
) -> Path:
    """Write a wheel.

    Parameters
    ----------
    folder : Path
        Where to.
    name, version : str
    files : mapping of str to bytes
        What is in it, by its path.

    Returns
    -------
    Path
    """
    stem = f"{name.replace('-', '_')}-{version}"
    about = f"{stem}.dist-info"
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    kind = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    content = {
        **files,
        f"{about}/METADATA": head.encode(),
        f"{about}/WHEEL": kind.encode(),
    }
    record = "".join(f"{path},,\n" for path in (*content, f"{about}/RECORD"))
    content[f"{about}/RECORD"] = record.encode()
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inside, data in content.items():
            archive.writestr(
                zipfile.ZipInfo(inside, WHEN), data, zipfile.ZIP_DEFLATED
            )
    return path
