"""What is settled once: the nearest file, variables and the command line, each above the one before."""

from __future__ import annotations

import itertools
import re
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.cli import config_file
from acsm_report.cli.command import long_options
from acsm_report.cli.config_file import (
    CONFIG_VARIABLE,
    ConfigFile,
    find_config_file,
    read_config_file,
    variable_names,
)
from acsm_report.cli.main import COMMANDS, _configurable_options, cli
from acsm_report.errors import UsageError
from acsm_report.pipeline.options import BuildOptions
from support.packages import Small
from support.paths import ROOT
from support.processes import python, run

OWN = {command: _configurable_options(command) for command in COMMANDS}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, with nothing above it that could be found."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def given_to(command: str, *arguments: str, config: str | None = None) -> click.Context:
    """Return what a command is given, as click hands it over, without running it."""
    context = cli.make_context("acsm-report", [*(["--config", config] if config else []), command])
    name, found, rest = cli.resolve_command(context, [command, *arguments])
    assert found
    return found.make_context(name, rest, parent=context)


def settle(text: str, path: str = "acsm-report.toml") -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


# Which of them wins


LAYERS = {  # of each option the default, then what file, table, variable, the command's variable, and the line say
    ("build", "paper"): ("letter", "a4", "8x10in", "a5", "200x250mm", "210x210mm"),
    ("build", "deadline"): (60.0, 11.0, 12.0, 13.0, 14.0, 15.0),
    ("build", "cache"): (True, False, True, False, True, False),
    ("check", "max-age"): (None, "1y", "2y", "3y", "4y", "5y"),
    ("batch", "jobs"): (None, 1, 2, 3, 4, 5),
    ("gallery", "data"): ((), ("a",), ("b",), ("c",), ("d",), ("e",)),
}


@pytest.mark.parametrize(("command", "key"), LAYERS, ids=" ".join)
def test_the_command_line_wins_over_variables_and_those_over_the_file(
    command: str, key: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all that is said of an option the strongest holds, whichever of them are there."""
    default, *said = LAYERS[command, key]
    for there in itertools.product([False, True], repeat=5):
        top, table, every, own, line = (value if on else None for value, on in zip(said, there, strict=True))
        settle(
            (f"{key} = {_toml(top)}\n" if top is not None else "")
            + (f"[{command}]\n{key} = {_toml(table)}\n" if table is not None else "")
        )
        strong, weak = variable_names(command, key, OWN[command][key])
        monkeypatch.setenv(strong, "" if own is None else _text(own))  # an empty one counts for nothing
        monkeypatch.setenv(weak, "" if every is None else _text(every))
        arguments = [] if line is None else ["--no-cache"] if line is False else [f"--{key}", _text(line)]
        arguments += ["recipients.csv"] if command == "batch" else []
        found = given_to(command, *arguments).params[OWN[command][key].parameter]
        assert found == next((value for value in (line, own, every, table, top) if value is not None), default)


def _text(value: Any) -> str:
    return _text(value[0]) if isinstance(value, tuple) else str(value)


def _toml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool | int | float) else f'"{_text(value)}"'


def test_an_output_is_settled_for_one_command(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file to write stands in the table or the variable of its command, the line above both."""
    settle('[build]\noutput = "handouts"\n')
    assert given_to("build").params["output"] == Path("handouts")
    assert given_to("brochure").params["output"] == Path("brochure.pdf")
    monkeypatch.setenv("ACSM_REPORT_BUILD_OUTPUT", "elsewhere")
    assert given_to("build").params["output"] == Path("elsewhere")
    assert given_to("build", "-o", "here").params["output"] == Path("here")


def test_every_option_is_a_key_and_a_variable() -> None:
    """Whatever long option a command has can be settled, and no variable means two things."""
    seen: dict[str, tuple[str, str]] = {}
    for command, options in OWN.items():
        found = cli.get_command(click.Context(cli), command)
        assert found
        assert (
            set(options)
            == set(long_options(found))
            == {o.opts[-1][2:] for o in found.params if isinstance(o, click.Option)}
        )
        for key, option in options.items():
            for number, name in enumerate(variable_names(command, key, option)):
                meant = (command if number == 0 else "", key)
                assert seen.setdefault(name, meant) == meant
    assert CONFIG_VARIABLE not in seen


def test_what_is_settled_is_the_default_that_the_help_tells(here: Path) -> None:
    """--help shows what holds here; it answers beside a file that is refused, too."""
    settle('paper = "a4"\ncache = false\n')
    told = " ".join(run("build", "--help").stdout.split())
    assert "[default: a4]" in told
    assert "[default: no-cache]" in told
    settle("papr = 1")
    assert run("build", "--help").returncode == 0


def test_several_data_are_a_list_or_a_list_of_paths(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What may be given more than once is a list below its command; in a variable the system's separator parts it."""
    settle('[gallery]\ndata = ["acsm-2014", "acsm-2023"]\n')
    assert given_to("gallery").params["data"] == ("acsm-2014", "acsm-2023")
    monkeypatch.setenv("ACSM_REPORT_DATA", "my data")
    assert given_to("gallery").params["data"] == ("my data",)


def test_a_settled_value_need_not_go_with_what_is_typed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed is done: --check leaves out the evidence that is settled, explain TEXT the data."""
    settle('data = "nowhere"\njson = true\n[build]\nevidence = "evidence.json"\n')
    settle("{}", "ledger.json")
    for arguments in (["50%"], ["--all"]):
        assert re.search(r"error: (ledger.json|no data package)", run("explain", "ledger.json", *arguments).stderr)
    built: list[BuildOptions] = []
    monkeypatch.setattr(
        import_module("acsm_report.cli.commands.build"),
        "run_build",
        lambda _, options, **__: built.append(options),
    )
    with given_to("build", "--check") as context:
        context.command.invoke(context)
    assert built[0].check and built[0].evidence is None
    with given_to("build", "--check", "--evidence", "x") as context, pytest.raises(UsageError, match="writes nothing"):
        context.command.invoke(context)


def test_the_colours_of_a_settled_brand_are_judged(here: Path, small: Small) -> None:
    """check prints the colors of a brand that is typed; one that is set in a file or a variable is only judged."""
    small.edit("facts.csv 2 value =")  # with an error in it nothing is laid out, which takes seconds
    typed = "check", "--data", small.folder, "--output-format", "human"
    assert "contrast" not in run(*typed, env={"ACSM_REPORT_BRAND": "track"}).stdout
    settle('brand = "track"\njson = true\n')
    assert "contrast" not in run(*typed).stdout
    printed = run(*typed, "--brand", "track").stdout
    assert "contrast" in printed and not printed.startswith("[")  # the short form is set, the long one typed


# Which file


def test_outside_of_a_repository_only_the_current_folder_counts(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above may lie what is anybody's: a file in the folder for temporary files, say."""
    settle('paper = "a4"')
    (here / "inner").mkdir()
    monkeypatch.chdir(here / "inner")
    assert find_config_file()
    (here / ".git").rmdir()
    assert find_config_file() is None
    monkeypatch.chdir(here)
    assert find_config_file()


def test_the_nearest_file_holds(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Going up, each folder's own file comes before its pyproject.toml, and .git ends the way."""
    deep = here / "a" / "b" / "c"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert find_config_file() is None
    for path in ("../../../pyproject.toml", "../../../acsm-report.toml", "../../pyproject.toml", "acsm-report.toml"):
        settle("[tool.acsm-report]\n" if path.endswith("pyproject.toml") else "", path)
        found = find_config_file()
        assert found and found.path == path
    (deep / "acsm-report.toml").unlink()
    (deep.parent / ".git").write_text("gitdir: elsewhere", encoding="utf-8")
    assert find_config_file() is None


@pytest.mark.parametrize(
    "text",
    ["", 'name = "acsm-report"', "[tool.black]\n", "# tool.acsm-report\n", "# [tool.acsm-report]\n[tool]\n", "[broken"],
)
def test_a_pyproject_without_our_table_is_somebody_elses(
    text: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pyproject.toml without the table is passed over, broken or not, and the folders above are asked."""
    settle('paper = "a4"')
    settle(text, "inner/pyproject.toml")
    monkeypatch.chdir(here / "inner")
    found = find_config_file()
    assert found and found.path == "../acsm-report.toml"


@pytest.mark.parametrize(
    "text",
    [
        '[tool.acsm-report]\npaper = "a4"',
        '[tool."acsm-report"]\npaper = "a4"',
        '["tool" . acsm-report]\npaper = "a4"',
        '[tool]\nacsm-report.paper = "a4"',
        '[tool.acsm-report.build]\npaper = "a4"',
        'tool.acsm-report = { paper = "a4" }',
    ],
)
def test_our_table_is_found_however_it_is_written(text: str, here: Path) -> None:
    """TOML has many spellings of one table."""
    settle(text, "pyproject.toml")
    assert given_to("build").params["paper"] == "a4"


def test_a_file_can_be_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--config names the file, or the variable does; the nearest is then not asked."""
    settle('paper = "a4"')
    settle("deadline = 5", "other/settings.toml")
    found = given_to("build", config="other/settings.toml").params
    assert (found["paper"], found["deadline"]) == ("letter", 5)
    monkeypatch.setenv(CONFIG_VARIABLE, "other/settings.toml")
    assert given_to("build").params["deadline"] == 5
    assert given_to("build", config="acsm-report.toml").params["paper"] == "a4"
    settle("[tool.other]", "pyproject.toml")
    with pytest.raises(UsageError, match=r"^pyproject.toml: has no table \[tool.acsm-report\]; "):
        read_config_file("pyproject.toml")


def test_a_removed_folder_has_no_file(tmp_path: Path) -> None:
    """Where the current folder is gone, nothing is settled, and nothing fails."""
    gone = tmp_path / "gone"
    gone.mkdir()
    code = f"import os; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r})"
    find = "from acsm_report.cli.config_file import find_config_file\nprint(find_config_file())"
    assert python("-P", "-c", f"{code}\n{find}").stdout == "None\n"


# What it says


def test_a_path_begins_where_its_file_lies(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path is meant from the file's folder and told from the current one; a shipped name stays a name."""
    settle('data = "mine"\nbrand = "track"\n[build]\noutput = "out"\nevidence = "/tmp/evidence.json"\n')
    (here / "sub" / "mine").mkdir(parents=True)
    monkeypatch.chdir(here / "sub")
    found = given_to("build").params
    assert found["data"] == "../mine"  # which is not there; sub/mine would be another
    assert (found["output"], found["evidence"]) == (Path("../out"), Path("/tmp/evidence.json"))
    assert found["brand"] == "track"
    (here / "track").mkdir()
    assert given_to("build").params["brand"] == "../track"
    monkeypatch.chdir(here)
    assert given_to("build").params["data"] == "mine"
    assert given_to("build", config=str(here / "acsm-report.toml")).params["data"] == str(here / "mine")


FILES = {
    'papr = "a4"\n': "1:1: no command has the option 'papr'; did you mean paper?",
    'max_age = "2y"\n': "1:1: no command has the option 'max_age'; did you mean max-age?",
    "zzz = 1\n": "1:1: no command has the option 'zzz'; options: action, all, among, as-of, brand, ",
    "debug = true\n": "1:1: no command has the option 'debug'; ",
    '# paper\n\n[build]\noutptu = "x"\n': "4:1: build has no option 'outptu'; did you mean output?",
    '[build]\nmax-age = "2y"\n': "2:1: build has no option 'max-age'; options: brand, ",
    "build = { papr = 'a4' }\n": "1:11: build has no option 'papr'; did you mean paper?",
    "[ 'biuld' ]\n": "1:4: there is no command 'biuld'; did you mean build?",
    "check.papr = 1\n": "1:7: check has no option 'papr'; ",
    '[xyzzy]\npaper = "a4"\n': "1:2: there is no command 'xyzzy'; commands: batch, ",
    'output = "x"\n': "1:1: output is another for each command; write it below [build]",
    'apart = "x"\n': "1:1: apart is another for each command; write it below [gallery]",
    'paper = ["a4"]\n': "1:1: paper cannot be a list; write one value",
    '[gallery]\ndata = ["a", 1979-05-27]\n': "2:1: data cannot be a date or a time; write it in quotes",
    'data = ["acsm-2014"]\n': "1:1: data cannot be a list; write one value",
    "[check]\nas-of = 2026-01-31\n": "2:1: as-of cannot be a date or a time; write it in quotes",
    "[build.paper]\nname = 1\n": "1:8: paper cannot be a table; write one value",
    "paper = true\n": "1:1: paper cannot be true or false; write a text in quotes, or a number",
    'paper = "a4\n': "1:12: is not valid TOML: Illegal character '\\n'; correct it",
    "\n\npaper = [\n": "3:10: is not valid TOML: ",
    "paper = 1\npaper = 2\n": "2:10: is not valid TOML: Cannot overwrite a value; correct it",
    f"deadline = 1{'0' * 5000}\n": "1:5013: is not valid TOML: ",
    f"deadline = {'[' * 9999}\n": "1:",
    "\ndeadline = 'soon'\n": "2:1: Invalid value for '--deadline': 'soon' is not a valid float range; see ",
    "deadline = 0.5\n": "1:1: Invalid value for '--deadline': 0.5 is not in the range 1<=x<=3600; see ",
    'cache = "perhaps"\n': "1:1: Invalid value for '--cache': 'perhaps' is not a valid boolean",
    'brand = "track"\npaper = "a44"\n': "2:1: no paper is called 'a44'; choose ",
    'paper = "a4"\ndata = "mine"\n': "2:1: no data package is called 'mine' and no such folder exists; shipped: ",
}


@pytest.mark.parametrize("text", FILES, ids=lambda text: text[:40])
def test_what_a_file_cannot_mean_is_refused_at_its_place(text: str, here: Path) -> None:
    """One line says file, line, column, what is wrong and what was perhaps meant; the status is 2."""
    settle(text)
    done = run("build")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"acsm-report: error: acsm-report.toml:{FILES[text]}")
    assert done.stderr.count("\n") == 1


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(here: Path) -> None:
    """A byte that is no UTF-8 is told with its line; a byte order mark is no fault."""
    Path("acsm-report.toml").write_bytes(b'\xef\xbb\xbfpaper = "a4"\r\n')
    assert given_to("build").params["paper"] == "a4"
    Path("acsm-report.toml").write_bytes(b'# paper\n\npaper = "\xff"\n')
    with pytest.raises(UsageError, match=r"^acsm-report.toml:3:1: is not UTF-8; "):
        find_config_file()


def test_a_place_in_a_shared_file_is_that_of_our_table(here: Path) -> None:
    """What other tables of a pyproject.toml say is none of our business."""
    settle('[project]\nname = "papr"\n[tool.other]\npapr = 1\n[tool.acsm-report]\npapr = "a4"\n', "pyproject.toml")
    with pytest.raises(UsageError, match=r"^pyproject.toml:6:1: "):
        given_to("build")
    settle("[tool]\nacsm-report = 3\n", "pyproject.toml")
    with pytest.raises(UsageError, match=r"^pyproject.toml: tool.acsm-report is not a table; "):
        given_to("build")


BETWEEN = st.lists(
    st.sampled_from(
        [
            "# here = 1",
            "",
            'a{} = "here"',
            'b{} = """\nhere = 1\n"""',
            "c{} = [\n  'here', # here\n]",
            "[here{}]\nx = 1",
        ]
    ),
    max_size=5,
)


@given(before=BETWEEN, after=BETWEEN, value=st.sampled_from(["1", '"""\nhere = 2\n"""', "[\n1, # here\n2]"]))
def test_the_place_of_a_key_is_exact(before: list[str], after: list[str], value: str) -> None:
    """The line is that of the key, whatever comments, texts of several lines and other tables say the same word."""
    above = "".join(f"{part.format(n)}\n" for n, part in enumerate(before))
    below = "".join(f"{part.format(n)}\n" for n, part in enumerate(after, len(before)))
    text = f"{above}[own]\n  here = {value}\n{below}"
    file = ConfigFile("f", text, (), tomllib.loads(text))
    assert file.locate("own", "here") == f"f:{above.count(chr(10)) + 2}:3"


def test_a_typed_value_is_not_blamed_on_the_file(here: Path) -> None:
    """The error names no place in the file, even if the file has the same value, or another option has it."""
    settle('paper = "a44"\nbrand = "none"\n[recall]\namong = ["none"]\n')
    typed = run("build", "--paper", "a44", "--brand", "track").stderr
    assert typed.startswith("acsm-report: error: no paper is called 'a44'; ")
    assert run("build", "--data", "none").stderr.startswith("acsm-report: error: acsm-report.toml:2:1: no brand is ")
    among = run("recall", "M7DS-8BNB", "--brand", "track", "--paper", "a4").stderr
    assert among.startswith("acsm-report: error: acsm-report.toml:4:1: no data package is called 'none'")


@pytest.mark.parametrize(
    ("setting", "command"),
    [
        ('issued = "soon"', "build"),
        ('as-of = "soon"', "check"),
        ('max-age = "soon"', "check"),
        ('format = "a9"', "infographic"),
        ('ground = "sand"', "build"),
        ('action = "nowhere"', "init"),
    ],
)
def test_a_refused_value_is_located_whatever_the_option(setting: str, command: str, here: Path) -> None:
    """Every option that our own code checks tells the place of its value."""
    settle(f"\n[{command}]\n{setting}\n")
    done = run(command, *(["new"] if command == "init" else []))
    assert done.returncode == 2
    assert done.stderr.startswith("acsm-report: error: acsm-report.toml:3:1: ")


# Variables


VARIABLES = {
    "PAPR=a4": "ACSM_REPORT_PAPR: no option has this variable; did you mean ACSM_REPORT_PAPER?",
    "OUTPUT=x": "ACSM_REPORT_OUTPUT: no option has this variable; did you mean ACSM_REPORT_DIFF_OUTPUT?",
    "INFOGRAPHIC_PICTURE=a3": "ACSM_REPORT_INFOGRAPHIC_PICTURE: no option has this variable; did you mean ",
    "QQQQQQ=1": "ACSM_REPORT_QQQQQQ: no option has this variable; they are called ACSM_REPORT_OPTION and ",
    "DEADLINE=soon": "ACSM_REPORT_DEADLINE: Invalid value for '--deadline': 'soon' is not a valid float range; see ",
    "BUILD_CACHE=hm": "ACSM_REPORT_BUILD_CACHE: Invalid value for '--cache': 'hm' is not a valid boolean",
    "PAPER=a44": "ACSM_REPORT_PAPER: no paper is called 'a44'; choose ",
    "CONFIG=none.toml": "ACSM_REPORT_CONFIG: Invalid value for '--config': File 'none.toml' does not exist; see ",
}


@pytest.mark.parametrize("variable", VARIABLES)
def test_what_a_variable_cannot_mean_is_refused_by_its_name(variable: str, here: Path) -> None:
    """A variable that no option has, or a value that its option refuses, is told with its name; the status is 2."""
    name, _, value = variable.partition("=")
    done = run("build", env={f"ACSM_REPORT_{name}": value})
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"acsm-report: error: {VARIABLES[variable]}")
    assert done.stderr.count("\n") == 1


def test_an_empty_variable_and_one_for_another_command_are_no_fault(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Empty is unset, whatever the name; what another command understands is left to it."""
    monkeypatch.setenv("ACSM_REPORT_PAPR", "")
    monkeypatch.setenv("ACSM_REPORT_CHECK_MAX_AGE", "2y")
    monkeypatch.setenv("ACSM_REPORT_FORMAT", "square")
    assert given_to("build").params["paper"] == "letter"
    assert given_to("infographic").params["picture"] == "square"


# What it costs, and what is written about it


def test_without_a_file_nothing_is_read() -> None:
    """Where nothing is settled, neither the reader of TOML nor the finder of near words is imported."""
    code = """if True:
        import sys
        from acsm_report.cli.main import main
        try:
            main(["cache"])
        except SystemExit:
            print(sorted({"tomllib", "difflib"} & set(sys.modules)), file=sys.stderr)
    """
    assert python("-P", "-c", code, cwd=ROOT).stderr == "[]\n"


def test_the_example_of_the_readme_holds(here: Path) -> None:
    """README's example is a file that every command takes."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Configuration")[2]
    example = re.search(r"```toml\n(.*?)```", section, re.DOTALL)
    assert example
    settle(example[1])
    file = config_file.find_config_file()
    assert file
    told = {command: file.settings_for(command, tuple(COMMANDS), _configurable_options) for command in COMMANDS}
    assert told["build"]["data"].value == "my-data"
