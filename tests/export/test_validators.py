"""Validators accept finished files, and refuse files with known errors."""

from __future__ import annotations

import io
import re
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from support.paths import PAPERS
from support.pdf_faults import map_code_to_null
from support.validators import (
    axe,
    dockerfile,
    page_validation,
    qpdf,
    require_validators,
    sample,
    schemas,
    verapdf,
    zizmor,
)

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Exams</title><style>{style}</style></head><body><main><h1>Exams</h1>{body}</main></body></html>"""


def untagged() -> bytes:
    """A PDF from reportlab without tags."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    canvas.drawString(72, 700, "How many passed")
    canvas.save()
    return buffer.getvalue()


def without_alt(good: bytes) -> bytes:
    """The same file with a figure that has no alt text."""
    with pikepdf.open(io.BytesIO(good)) as document:
        figure = document.Root.StructTreeRoot.K.K[1].K[0]
        del figure.Alt
        document.save(result := io.BytesIO())
    return result.getvalue()


def test_missing_validator_skips_a_test_and_fails_it_on_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test whose validator lacks something is skipped; on CI it fails. Both name what is missing."""
    mark = pytest.mark.needs(SimpleNamespace(missing=lambda: ["some-tool"])).mark
    item = SimpleNamespace(iter_markers=lambda name: [mark] if name == "needs" else [])
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="some-tool"):
        require_validators(item)  # type: ignore[arg-type]
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="some-tool"):
        require_validators(item)  # type: ignore[arg-type]


@pytest.mark.needs(verapdf)
def test_verapdf_tells_good_files_from_bad(tmp_path: Path) -> None:
    """It accepts a file as PDF/UA-1 or PDF/A-3a, refuses it as the other, and names the broken rules."""
    good = {flavor: sample.tagged(flavor) for flavor in ("ua1", "3a")}
    files = {**good, "no alt": without_alt(good["ua1"]), "untagged": untagged()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    verdicts = verapdf.verdicts(("ua1", "3a"), [tmp_path / name for name in files])
    assert [(v.file.name, v.flavor) for v in verdicts if v.compliant] == [("ua1", "ua1"), ("3a", "3a")]
    broken = {(v.file.name, v.flavor): {f"{f.clause}-{f.test}" for f in v.failures} for v in verdicts}
    assert broken["no alt", "ua1"] == {"7.3-1"}
    assert {"7.1-3", "7.1-11"} <= broken["untagged", "ua1"]
    assert all(v.checks and v.compliant == (not v.failures) for v in verdicts)


@pytest.mark.needs(verapdf)
def test_verapdf_gives_no_verdict_on_a_file_that_is_not_a_pdf(tmp_path: Path) -> None:
    """A file that it cannot read is an error, and so is an unknown flavor."""
    (tmp_path / "words").write_text("words")
    (tmp_path / "good").write_bytes(sample.tagged("ua1"))
    with pytest.raises(RuntimeError, match="ModelParsingException"):
        verapdf.verdicts(("ua1",), [tmp_path / "words"])
    with pytest.raises(RuntimeError, match="not supported"):
        verapdf.verdicts(("ua0",), [tmp_path / "good"])


@pytest.mark.needs(verapdf)
def test_verapdf_accepts_every_pdf_for_screens(papers: Path) -> None:
    """veraPDF finds the brochure and infographic of each data set, on each paper, to be PDF/UA-1 and PDF/A-3a."""
    verdicts = verapdf.verdicts(("ua1", "3a"), [papers / name for name in PAPERS])
    if refused := [str(verdict) for verdict in verdicts if not verdict.compliant]:
        pytest.fail("\n".join(refused), pytrace=False)


def with_null_mapping(good: bytes) -> bytes:
    """The same file with a code that no page draws mapped to U+0000."""
    with pikepdf.open(io.BytesIO(good)) as document:
        map_code_to_null(document)
        document.save(result := io.BytesIO())
    return result.getvalue()


def broken_rule_ids(flavor: str, path: Path) -> set[str]:
    return {rule.partition(":")[0] for rule in page_validation.broken_rules(flavor, path)}


@pytest.mark.needs(page_validation)
def test_page_tells_good_files_from_bad(tmp_path: Path) -> None:
    """It accepts a file as what it is, PDF/UA-1 or PDF/A-3a, and names the rule that a spoiled file breaks."""
    path = tmp_path / "a.pdf"
    for flavor in ("ua1", "3a"):
        path.write_bytes(sample.tagged(flavor))
        assert page_validation.broken_rules(flavor, path) == []
    good = sample.tagged("ua1")
    path.write_bytes(without_alt(good))
    assert broken_rule_ids("ua1", path) == {"PDFUA1-FIGURE-ALTERNATIVE-TEXT-001"}
    path.write_bytes(with_null_mapping(good))
    assert broken_rule_ids("ua1", path) == {"PDFUA1-FONT-UNICODE-VALUE-001"}
    path.write_bytes(untagged())
    assert {"PDFUA1-TAGGED-DOCUMENT-001", "PDFUA1-STRUCT-TREE-ROOT-001"} <= broken_rule_ids("ua1", path)


@pytest.mark.needs(page_validation)
def test_page_refuses_a_wrong_stream_length(tmp_path: Path) -> None:
    """A stream that is longer than its Length is refused; one that ends in a carriage return is not."""
    path, buffer = tmp_path / "a.pdf", io.BytesIO()
    with pikepdf.open(io.BytesIO(sample.tagged("3a"))) as document:
        document.pages[0].contents_add(document.make_stream(b"0 g \r"))
        document.save(buffer, compress_streams=False)
    content = buffer.getvalue()
    assert content.count(b"0 g \r\nendstream") == content.count(b"/Length 5 ") == 1
    path.write_bytes(content)
    assert page_validation.broken_rules("3a", path) == []
    path.write_bytes(content.replace(b"/Length 5 ", b"/Length 3 "))
    assert broken_rule_ids("3a", path) == {"PDFA3A-STREAM-LENGTH-001"}


@pytest.mark.needs(page_validation)
def test_page_gives_no_verdict_on_a_file_that_is_not_a_pdf(tmp_path: Path) -> None:
    """A file that it cannot read is an error, not a list of broken rules."""
    path = tmp_path / "words.pdf"
    path.write_text("words")
    with pytest.raises(ValueError, match=r"words\.pdf"):
        page_validation.broken_rules("ua1", path)


@pytest.mark.needs(page_validation)
@pytest.mark.parametrize("flavor", ["ua1", "3a"])
def test_page_accepts_every_pdf_for_screens(flavor: str, paper: Path) -> None:
    """page finds the brochure and infographic of each data set, on each paper, to be PDF/UA-1 and PDF/A-3a."""
    assert page_validation.broken_rules(flavor, paper) == []


@pytest.mark.needs(page_validation)
@pytest.mark.parametrize(("flavor", "rule"), [("ua1", "PDFUA1-FONT-UNICODE-VALUE"), ("3a", "PDFA3A-UNICODE-VALUE")])
def test_page_refuses_our_brochure_with_a_null_mapping(flavor: str, rule: str, papers: Path, tmp_path: Path) -> None:
    """One unused code that is mapped to U+0000 makes the brochure fail."""
    path = tmp_path / "spoiled.pdf"
    path.write_bytes(with_null_mapping((papers / PAPERS[0]).read_bytes()))
    assert broken_rule_ids(flavor, path) == {f"{rule}-001"}


@pytest.mark.needs(qpdf)
def test_qpdf_refuses_a_damaged_file(tmp_path: Path) -> None:
    """It accepts a good file and refuses a truncated one."""
    path = tmp_path / "a.pdf"
    path.write_bytes(untagged())
    qpdf.check(path)
    path.write_bytes(untagged()[:-40])
    with pytest.raises(RuntimeError):
        qpdf.check(path)


@pytest.mark.needs(dockerfile)
@pytest.mark.parametrize("line", ["EXPOS 80", "MAINTAINER me", "USER", "EXPOSE 80/xyz", ""])
def test_dockerfile_utils_refuses_bad_instructions(line: str, tmp_path: Path) -> None:
    """It accepts a good Dockerfile, and refuses unknown, wrong, deprecated and missing instructions."""
    path = tmp_path / "Dockerfile"
    path.write_text("FROM debian:12-slim\nUSER 1000\n")
    dockerfile.check(path)
    path.write_text(f"FROM debian:12-slim\n{line}\n" if line else "\n")
    with pytest.raises(RuntimeError, match=r"Error|Warning"):
        dockerfile.check(path)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("github-actions", "runs: {using: composite, steps: [{run: 'true', shell: bash}]}", "runs: {using: composite}"),
        ("github-workflows", "jobs: {a: {runs-on: x, steps: [{run: 'true'}]}}", "jobs: {a: {steps: [{run: 'true'}]}}"),
        ("gitlab-ci", "a: {script: ['true']}", "a: {script: ['true'], when: sometimes}"),
    ],
)
def test_ci_schemas_tell_good_files_from_bad(kind: str, good: str, bad: str, tmp_path: Path) -> None:
    """Each kind of file is refused for an error that its service would refuse."""
    path = tmp_path / "file.yml"
    heads = {"github-actions": "name: a\ndescription: a\n", "github-workflows": "on: push\n", "gitlab-ci": ""}
    path.write_text(heads[kind] + good)
    schemas.check(kind, path)
    path.write_text(heads[kind] + bad)
    with pytest.raises(RuntimeError, match=r"file\.yml"):
        schemas.check(kind, path)


ACTION = "name: a\ndescription: a\nruns:\n  using: composite\n  steps:\n    - {step}\n"


@pytest.mark.parametrize(
    ("rule", "step"),
    [
        ("template-injection", "{run: 'echo ${{ github.head_ref }}', shell: bash}"),
        ("unpinned-uses", "{uses: somebody/action@v1}"),
    ],
)
def test_zizmor_refuses_unsafe_actions(rule: str, step: str, tmp_path: Path) -> None:
    """It refuses untrusted text in a script, and third-party actions that are not pinned; GitHub's own may be."""
    path = tmp_path / "action.yml"
    path.write_text(ACTION.format(step="{uses: actions/checkout@v7}"))
    zizmor.check(path)
    path.write_text(ACTION.format(step=step))
    with pytest.raises(RuntimeError, match=re.escape(rule)):
        zizmor.check(path)


def test_zizmor_refuses_an_invalid_hook(tmp_path: Path) -> None:
    """A pre-commit hook without a language is refused."""
    path = tmp_path / ".pre-commit-hooks.yaml"
    path.write_text("- {id: a, name: a, entry: a, language: python}\n")
    zizmor.check(path)
    path.write_text("- {id: a, name: a, entry: a}\n")
    with pytest.raises(RuntimeError, match="language"):
        zizmor.check(path)


def check_html(body: str, style: str = "", **options: object) -> tuple[set[str], axe.Metrics]:
    violations, metrics = axe.violations(PAGE.format(body=body, style=style).encode(), **options)  # type: ignore[arg-type]
    return {violation.rule for violation in violations}, metrics


@pytest.mark.browser
@pytest.mark.needs(axe)
def test_axe_accepts_a_clean_page() -> None:
    """A page without errors breaks no rule and is as wide as its window."""
    assert check_html("<p>Half passed.</p>", width=320) == (set(), axe.Metrics(320, 320))


@pytest.mark.browser
@pytest.mark.needs(axe)
def test_axe_finds_known_errors() -> None:
    """It finds an image without alt text, low contrast, small targets and text outside landmarks."""
    pale = '<img src="data:,"><p style="color: #bbb">Half passed.</p>'
    close = '<a href="#a" aria-label="one"></a><a href="#b" aria-label="two"></a>'
    style = "a { display: inline-block; width: 9px; height: 9px; background: black }"
    assert check_html(pale + close + "</main><p>more</p>", style)[0] == {
        "image-alt", "color-contrast", "target-size", "region",
    }  # fmt: skip


@pytest.mark.browser
@pytest.mark.needs(axe)
def test_axe_checks_a_page_in_its_color_scheme() -> None:
    """Text with low contrast only in the dark scheme is found only there."""
    style = "@media (prefers-color-scheme: dark) { p { color: #bbb } }"
    assert check_html("<p>Half passed.</p>", style, scheme="light")[0] == set()
    assert check_html("<p>Half passed.</p>", style, scheme="dark")[0] == {"color-contrast"}


@pytest.mark.browser
@pytest.mark.needs(axe)
def test_axe_measures_content_wider_than_the_window() -> None:
    """A table of 900 px in a window of 320 px has to be scrolled."""
    wide = '<table style="width: 900px"><tr><th scope="row">2014</th><td>Half passed.</td></tr></table>'
    _, metrics = check_html(wide, width=320)
    assert metrics.scroll > 900 > metrics.client == 320
