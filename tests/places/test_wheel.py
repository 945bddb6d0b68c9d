"""What is in the wheel, and the course opened from it alone."""

import os
import secrets
import subprocess
import sys
from zipfile import ZipFile

import places
import pytest
from browser import Lab, LabPage, free_port, stop, wait_until_ready
from notebook_files import FOLDER

ROOT = FOLDER.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return places.build_wheel(tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_the_helpers_and_the_pages(wheel):
    held = {name for name in ZipFile(wheel).namelist() if "-" not in name}
    helpers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "helpers").rglob("*.*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    pages = {f"helpers/notebooks/{p.name}" for p in FOLDER.glob("*.ipynb")}
    assert len(pages) == 7
    assert held == helpers | pages


def test_the_wheel_brings_the_command_and_switches_the_extension_on(wheel):
    with ZipFile(wheel) as file:
        names = file.namelist()
        (entry,) = (n for n in names if n.endswith("entry_points.txt"))
        said = file.read(entry).decode()
    assert "accuracy-zero = helpers.__main__:main" in said
    (setting,) = (n for n in names if ".data/data/" in n)
    assert setting.endswith("jupyter_server_config.d/accuracy_zero.json")


def test_the_wheel_finds_its_own_pages(wheel, tmp_path):
    """The wheel unpacked is an installation, but for the command."""
    with ZipFile(wheel) as file:
        file.extractall(tmp_path)
    code = "from helpers import lab; print(*lab.pages(), sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    inside = sorted((tmp_path / "helpers" / "notebooks").iterdir())
    assert done.stdout.splitlines() == [str(page) for page in inside]


# What follows installs: `make places`.
installs = pytest.mark.skipif(
    "PLACES" not in os.environ, reason="Takes many minutes: make places"
)


@installs
def test_a_plain_installation_says_what_it_lacks(wheel, say):
    """And is small."""
    folder = places.BUILD / "plain"
    places.make_environment(folder, "3.13")
    python = places.program(folder)
    places.pip(python, "install", wheel)
    sentences = {
        "import sys; sys.argv += ['lab']; "
        "from helpers.__main__ import main; print(main())": "no JupyterLab",
        "from helpers.keras_tools import load_keras\n"
        "try: load_keras()\n"
        "except RuntimeError as error: print(error)": "no TensorFlow",
    }
    for code, sentence in sentences.items():
        done = subprocess.run(
            [python, "-c", code],
            cwd=folder,
            env=places.environment(),
            capture_output=True,
            encoding="utf-8",
        )
        assert sentence in done.stdout and done.stderr == ""
    (site,) = folder.glob("**/site-packages")
    files = [path for path in site.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    say(f"A plain installation has {size:.0f} MB.")
    assert size < 500


@pytest.fixture(scope="module")
def own_lab(wheel, tmp_path_factory):
    """JupyterLab of the one command, in a folder with a name of any kind."""
    folder = tmp_path_factory.mktemp("Übungen (2) 课 1")
    lab = Lab(
        url=f"http://127.0.0.1:{(port := free_port())}",
        token=secrets.token_hex(16),
        root=folder,
        log=tmp_path_factory.mktemp("log") / "server.log",
    )
    homes = {
        f"JUPYTER_{name}_DIR": str(lab.log.parent / name)
        for name in ("CONFIG", "DATA", "RUNTIME")
    }
    uvx = [sys.executable, "-m", "uv", "tool", "run", "--isolated"]
    whole = f"accuracy-zero[lab,keras] @ {wheel.as_uri()}"
    pins = ["--constraints", str(ROOT / "requirements.txt")]
    uvx += ["--python", "3.13", "--from", whole, *pins]
    # The first time it installs, which takes longer than a server may.
    env = places.environment() | homes
    subprocess.run([*uvx, "accuracy-zero"], cwd=folder, env=env, timeout=900)
    with lab.log.open("wb") as log:
        server = subprocess.Popen(
            [
                *(*uvx, "accuracy-zero", "lab", "--no-browser"),
                *(f"--port={port}", f"--IdentityProvider.token={lab.token}"),
                "--LabApp.expose_app_in_browser=True",
            ],
            cwd=folder,
            env=env,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_until_ready(server, lab)
        yield lab
    finally:
        stop(server)


@installs
def test_one_command_opens_the_course(own_lab, browser):
    """Copies are made, the page runs, and its figure follows a slider."""
    copies = sorted(path.name for path in (own_lab.root / "my").iterdir())
    assert copies == sorted(path.name for path in FOLDER.glob("*.ipynb"))
    log = own_lab.log.read_text("utf-8", "replace")
    assert "/lab/tree/my/01_the_question.ipynb" in log
    assert "helpers.server | extension was successfully loaded" in log
    page = LabPage(browser, own_lab)
    page.open("my/01_the_question.ipynb")
    page.run_all()
    assert page.error_outputs() == []
    where = page.ask_kernel("__import__('helpers').__path__[0]")
    assert "site-packages" in where and str(ROOT) not in where
    figure = page.figure("sliders.question()")
    sentence, picture = figure.sentence(), figure.source()
    figure.press("hidden units", "ArrowLeft", times=3)
    figure.wait_for_change(picture)
    assert figure.sentence() != sentence
    page.close()
