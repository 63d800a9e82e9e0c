"""Many copies of one document: each its recipient's, the rest the same, whoever makes them and however often."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from acsm_report.dataset.recipients import Recipient
from acsm_report.documents.registry import PERSONALIZED_DOCUMENTS
from acsm_report.errors import ConformanceError, DataErrors, SetupError
from acsm_report.pipeline import batch as batches
from acsm_report.pipeline.batch import BatchOptions, build_copies
from acsm_report.pipeline.options import BuildOptions
from acsm_report.provenance import audit
from acsm_report.system.cache import cache_folder
from support.paths import SOURCE
from support.processes import run
from support.shared_folder import once
from support.validators import poppler, qpdf, verapdf

COLUMNS = ("name", "address", "url", "logo", "code")
GYM = Recipient(2, "Brookfield Gym", ("4 Stadium Way", "Brookfield, OH 44403"), "https://example.org/gym", "", "G-1")
PEOPLE = (
    ("University of Alder Creek", "School of Kinesiology\n12 Track Road\nAlder Creek, IN 46202",
     "https://example.edu/kinesiology", "logo.png", "A-17"),
    ("Brookfield Gym", "4 Stadium Way\nBrookfield, OH 44403", "https://example.org/gym", "", "G-1"),
    ("Zoë Müller", "", "", "", ""),
    ("Clinic of 3 Harrow & Sons", "", f"https://example.org/{'path/' * 20}?a=1&b=2", "", ""),
    *((f"Department {n}", f"{n} Mill Lane", f"https://example.edu/{n}", "", "") for n in range(1, 7)),
)  # fmt: skip
NAMES = ("A-17", "G-1", "zoe-muller", "clinic-of-3-harrow-sons", *(f"department-{n}" for n in range(1, 7)))


pytestmark = pytest.mark.browser


def table(folder: Path, rows: Sequence[Sequence[str]] = PEOPLE, header: Sequence[str] = COLUMNS) -> Path:
    """Write a table of recipients, and the logo that it names."""
    folder.mkdir(parents=True, exist_ok=True)
    Image.new("RGBA", (900, 300), (0, 120, 90, 200)).save(folder / "logo.png")
    with (folder / "gyms.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return folder / "gyms.csv"


@pytest.fixture(scope="session")
def handouts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both documents for all PEOPLE, in folders of their names, and brochures for the press in press.pdf; made once."""

    def fill(place: Path) -> None:
        people = table(place)
        for name in PERSONALIZED_DOCUMENTS:
            build_copies(BatchOptions(people, place / name, name, jobs=2), BuildOptions(cache=cache_folder()))
        build_copies(BatchOptions(people, place / "press.pdf"), BuildOptions(cache=cache_folder()))

    return once(tmp_path_factory, "handouts", fill)


def copies(handouts: Path, document: str = "brochure") -> list[Path]:
    return [handouts / document / f"{document}-{name}.pdf" for name in NAMES]


def words(path: Path, page: int) -> str:
    """What PDFium reads on a page, from 0, in one line."""
    with pypdfium2.PdfDocument(path) as document:
        return " ".join(document[page].get_textpage().get_text_range().split())


# ── What a copy is ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("document", PERSONALIZED_DOCUMENTS)
def test_there_is_a_copy_for_each_recipient_and_no_other_file(handouts: Path, document: str) -> None:
    """It is named by the code of its sheet, else by the recipient."""
    there = sorted(path.name for path in (handouts / document).iterdir())
    assert there == sorted([f"{document}.jsonl", *(path.name for path in copies(handouts, document))])


@pytest.mark.parametrize(("name", "row"), [*zip(NAMES, PEOPLE, strict=True)])
def test_a_copy_says_what_its_row_says(handouts: Path, name: str, row: Sequence[str]) -> None:
    """The name stands on the cover and, with address, web address and code, on the back."""
    path = handouts / "brochure" / f"brochure-{name}.pdf"
    with pypdfium2.PdfDocument(path) as document:
        last = len(document) - 1
    assert f"Prepared for {row[0]}" in words(path, 0)
    back = words(path, last)
    for told in (row[0], *row[1].split("\n"), row[2].removeprefix("https://").split("/")[0], row[4]):
        assert told in back


def test_a_copy_says_nothing_of_others(handouts: Path) -> None:
    """No copy holds another's name, not even where no page shows it."""
    content = copies(handouts)[0].read_bytes()
    with pikepdf.open(copies(handouts)[0]) as document:
        streams = b"".join(o.read_bytes() for o in document.objects if isinstance(o, pikepdf.Stream))
    assert b"Alder Creek" in streams
    assert b"Brookfield" not in content and b"Brookfield" not in streams


def test_what_copies_share_is_the_same_to_the_byte(handouts: Path) -> None:
    """They begin with the same document, and differ in the few kilobytes that are appended to it."""
    contents = [path.read_bytes() for path in copies(handouts)]
    shared = contents[0].index(b"%%EOF") + 6
    assert len({content[:shared] for content in contents}) == 1
    assert max(len(content) - shared for content in contents[1:]) < 8_000


@pytest.mark.parametrize("document", PERSONALIZED_DOCUMENTS)
def test_the_qr_code_can_be_read_from_paper(handouts: Path, document: str) -> None:
    """At 200 dots an inch of paper a reader finds the address of every recipient who has one."""
    for path, row in zip(copies(handouts, document), PEOPLE, strict=True):
        with pypdfium2.PdfDocument(path) as paper:
            page = paper[len(paper) - 1]
            picture = page.render(scale=200 / 72 if document == "brochure" else 1).to_pil()
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == ([row[2]] if row[2] else [])


def test_every_numeral_of_a_copy_is_accounted_for(handouts: Path) -> None:
    """The audit finds the numerals of an address, too, and that they are from the table."""
    for path in chain(copies(handouts), copies(handouts, "infographic")):
        count, found = audit.audit_file(path)
        assert count and found == ()


def test_what_a_copy_says_of_its_recipient_leads_to_the_row(handouts: Path) -> None:
    told = run("explain", handouts / "brochure" / "brochure-A-17.pdf", "46202").stdout
    assert "'Alder Creek, IN 46202' (brochure, page 16, recipient)" in told
    assert "what the table of recipients says, row 2" in told


def test_a_damaged_slip_is_told(handouts: Path, tmp_path: Path) -> None:
    """A copy whose slip claims figures of the data is refused: a slip tells of its recipient alone."""
    path = tmp_path / "copy.pdf"
    figure = {"document": "brochure", "page": 1, "text": "9", "box": [0, 0, 1, 1], "shows": "value", "of": "fact:x"}
    with pikepdf.open(copies(handouts)[0]) as document:
        document.attachments["recipient.json"].obj.EF.F.write(json.dumps({"row": 2, "figures": [figure]}).encode())
        document.save(path)
    assert "what it says of its recipient is damaged" in run("explain", path, "46202").stderr


@pytest.mark.needs(verapdf)
def test_ten_copies_are_what_they_claim(handouts: Path) -> None:
    """Another program finds PDF/UA-1 and PDF/A-3a in ten copies of the brochure, and in three of the infographic."""
    files = [*copies(handouts), *copies(handouts, "infographic")[:3]]
    found = verapdf.verdicts(("ua1", "3a"), files)
    assert len(found) == 2 * len(files) == 26
    assert [str(verdict) for verdict in found if not verdict.compliant] == []


@pytest.mark.needs(qpdf)
def test_copies_are_sound_for_another_reader(handouts: Path) -> None:
    for path in (*copies(handouts), handouts / "press.pdf"):
        qpdf.check(path)


@pytest.mark.needs(poppler)
def test_another_reader_finds_the_recipient_in_the_tree(handouts: Path) -> None:
    """After the heading come the name, the address in one paragraph, the web address and the code."""
    lines = list(poppler.tree(copies(handouts)[1]).lines())
    start = max(number for number, line in enumerate(lines) if "Prepared for" in line)
    told = [line.strip() for line in lines[start + 1 :] if "“" in line]
    assert told == ["“Brookfield Gym”", "“4 Stadium Way Brookfield, OH 44403”", "“example.org/gym”", "“Sheet G-1”"]


def test_a_logo_is_a_picture_on_the_page_of_its_recipient_alone(handouts: Path) -> None:
    """The first copy has its logo in enough pixels; in the others there is nothing to be seen."""
    for number, path in enumerate(copies(handouts)):
        with pikepdf.open(path) as document:
            logo = document.pages[-1].Resources.XObject.Logo
            painted = b"/Logo Do" in document.pages[-1].Contents[1].read_bytes()
            assert (int(logo.Width), painted) == ((900, True) if number == 0 else (1, False))


# ── For the press ─────────────────────────────────────────────────────────────────────────────────


def test_the_press_gets_all_pages_in_the_order_of_the_table(handouts: Path) -> None:
    with pypdfium2.PdfDocument(handouts / "press.pdf") as document:
        assert len(document) == 16 * len(PEOPLE)
    for number, row in enumerate(PEOPLE):
        assert f"Prepared for {row[0]}" in words(handouts / "press.pdf", 16 * number)


def test_the_pages_of_the_press_look_like_those_of_the_copies(handouts: Path) -> None:
    with pypdfium2.PdfDocument(handouts / "press.pdf") as merged:
        for number, path in enumerate(copies(handouts)[:2]):
            with pypdfium2.PdfDocument(path) as copy:
                for page in (0, 3, 15):
                    one, other = copy[page].render().to_pil(), merged[16 * number + page].render().to_pil()
                    assert one.tobytes() == other.tobytes()


def test_the_press_claims_nothing_that_it_is_not(handouts: Path) -> None:
    """It has no tags, so it says neither PDF/UA nor PDF/A."""
    with pikepdf.open(handouts / "press.pdf") as document:
        assert "/StructTreeRoot" not in document.Root
        assert b"<pdfuaid:part>" not in document.Root.Metadata.read_bytes()


def test_what_pages_share_is_once_in_the_file_of_the_press(handouts: Path) -> None:
    """Ten brochures are hardly larger than one."""
    assert (handouts / "press.pdf").stat().st_size < 1.4 * copies(handouts)[1].stat().st_size


def test_the_brand_has_its_logo_in_copies_and_for_the_press(tmp_path: Path) -> None:
    """An image in the header and on the covers, beside the logo of the recipient."""
    brand, people = tmp_path / "brand", table(tmp_path, PEOPLE[:1])
    brand.mkdir()
    Image.new("RGB", (900, 300), (200, 16, 46)).save(brand / "logo.png")
    (brand / "brand.yml").write_text("meta: {name: Brookfield}\nlogo: logo.png\n")
    for output in ("out", "press.pdf"):
        build_copies(BatchOptions(people, tmp_path / output), BuildOptions(cache=cache_folder(), brand=str(brand)))
    (copy,) = (tmp_path / "out").glob("*.pdf")
    for page in (0, 1, 15):
        pixels = page_pixels(copy, page)
        assert pixels == page_pixels(tmp_path / "press.pdf", page)
        assert bytes((200, 16, 46)) * 20 in pixels


def page_pixels(path: Path, page: int) -> bytes:
    with pypdfium2.PdfDocument(path) as document:
        return bytes(document[page].render().to_pil().convert("RGB").tobytes())


def test_a_logo_is_once_in_the_file_of_the_press(tmp_path: Path) -> None:
    """Twenty rows with one photograph hardly need more room than one."""
    noise = Image.effect_noise((1200, 800), 60).convert("RGB")
    sizes = []
    for count in (1, 20):
        people = table(tmp_path, [(f"Gym {number}", "", "", "photo.jpg", "") for number in range(count)])
        noise.save(tmp_path / "photo.jpg", quality=80)
        build_copies(BatchOptions(people, tmp_path / "press.pdf"), BuildOptions(cache=cache_folder()))
        sizes.append((tmp_path / "press.pdf").stat().st_size)
    assert sizes[1] - sizes[0] < 150_000


# ── Who makes them, and again ─────────────────────────────────────────────────────────────────────


def contents(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in place.iterdir()}


def test_one_process_makes_the_same_copies_as_two(handouts: Path, tmp_path: Path) -> None:
    build_copies(BatchOptions(handouts / "gyms.csv", tmp_path / "alone", jobs=1), BuildOptions(cache=cache_folder()))
    assert contents(tmp_path / "alone") == contents(handouts / "brochure")


def test_a_second_run_makes_nothing(handouts: Path, tmp_path: Path) -> None:
    """Of an unchanged table every copy is kept; of a changed one only the changed rows are made."""
    place = tmp_path / "out"
    first = build_copies(BatchOptions(table(tmp_path), place), BuildOptions(cache=cache_folder()))
    again = build_copies(BatchOptions(table(tmp_path), place), BuildOptions(cache=cache_folder()))
    changed = [*PEOPLE[:-1], ("Department 6", "9 Mill Lane", *PEOPLE[-1][2:])]
    after = build_copies(BatchOptions(table(tmp_path, changed), place), BuildOptions(cache=cache_folder()))
    shorter = build_copies(BatchOptions(table(tmp_path, PEOPLE[:-1]), place), BuildOptions(cache=cache_folder()))
    assert [(o.new_count, o.unchanged_count) for o in (first, again, after, shorter)] == [
        (10, 0),
        (0, 10),
        (1, 9),
        (0, 9),
    ]
    assert list(shorter.obsolete_files) == ["brochure-department-6.pdf"]


def test_a_cluster_makes_the_same_copies(handouts: Path, tmp_path: Path) -> None:
    """Workers of dask make them to the byte as processes of this machine do, logo included."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dask's own, of ports and of its end
        from distributed import LocalCluster

        how = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
        with LocalCluster(**how) as cluster:
            order = BatchOptions(handouts / "gyms.csv", tmp_path / "out", scheduler=cluster.scheduler_address)
            build_copies(order, BuildOptions(cache=cache_folder()))
    assert contents(tmp_path / "out") == contents(handouts / "brochure")


def test_another_logo_under_the_same_name_makes_its_copies_again(tmp_path: Path) -> None:
    order = BatchOptions(table(tmp_path, PEOPLE[:3]), tmp_path / "out")
    build_copies(order, BuildOptions(cache=cache_folder()))
    Image.new("RGB", (900, 300), "red").save(tmp_path / "logo.png")
    assert build_copies(order, BuildOptions(cache=cache_folder())).new_count == 1


@contextlib.contextmanager
def begun(path: Path, place: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A run in a process group of its own that has just made the first forty copies."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE.parent)}
    command = [sys.executable, "-m", "acsm_report", "batch", str(path), "-o", str(place), "--jobs", "2"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, start_new_session=True) as running:
        until = time.monotonic() + 60
        while len(list(place.glob("*.pdf"))) < 40 and time.monotonic() < until:
            time.sleep(0.02)
        yield running


def departments(number: int) -> list[tuple[str, ...]]:
    return [(f"Department {n}", f"{n} Mill Lane", f"https://example.edu/{n}", "", "") for n in range(number)]


def test_a_run_that_was_killed_is_gone_on_with(tmp_path: Path) -> None:
    """After a kill in the middle the next run makes what is missing, and all is as if nothing had happened."""
    path, place = table(tmp_path, departments(250)), tmp_path / "out"
    with begun(path, place) as running:
        running.kill()
    written = len(list(place.glob("*.pdf")))
    assert 40 <= written < 250
    outcome = build_copies(BatchOptions(path, place, jobs=2), BuildOptions(cache=cache_folder()))
    whole = build_copies(BatchOptions(path, tmp_path / "whole", jobs=2), BuildOptions(cache=cache_folder()))
    assert outcome.new_count + outcome.unchanged_count == whole.new_count == 250
    assert 0 < outcome.unchanged_count <= written
    assert contents(place) == contents(tmp_path / "whole")


# ── What is refused, before anything is written ───────────────────────────────────────────────────


def refused(tmp_path: Path, *rows: Sequence[str]) -> list[str]:
    """What is wrong with a table of these rows; nothing was written."""
    path = table(tmp_path, [PEOPLE[1], *rows])
    with pytest.raises(DataErrors) as raised:
        build_copies(BatchOptions(path, tmp_path / "out"), BuildOptions(cache=cache_folder()))
    assert not (tmp_path / "out").exists()
    return [line.removeprefix(f"{tmp_path}/") for line in raised.value.lines]


def test_what_does_not_fit_is_refused_by_row(tmp_path: Path) -> None:
    """Every cell that has no room is named with its length and about how much fits."""
    long, tall = "Incomprehensibilities " * 12, "\n".join(f"{n} Mill Lane" for n in range(18))
    told = refused(tmp_path, (long.strip(), "", "", "", ""), ("Gym", tall, "", "", ""), ("Gym", "", "", "", "C" * 90))
    places = ["gyms.csv:4:1", "gyms.csv:5:2", "gyms.csv:23:5"]
    assert [line.partition(": ")[0] for line in told] == places
    assert re.search(r"the name 'Incom.* has 263 characters; at most about \d+ fit; shorten it$", told[0])
    assert re.search(r"the address has 18 lines; at most \d+ fit below this name; join or remove lines$", told[1])
    assert re.search(r"the code 'C+…? has 90 characters; at most about \d+ fit; shorten it$", told[2])


@pytest.mark.parametrize(
    ("logo", "said"),
    [
        ("lost.png", "the logo 'lost.png' is missing; correct its path, or leave it out"),
        ("Logo.png", "the logo 'Logo.png' is missing; there is logo.png: capitals count"),
        ("pipe.png", "cannot be read (it is not a regular file)"),
        ("huge.png", "is too large a picture (9000 × 3000 pixels); make it"),
        ("gyms.csv", "is not a picture; save it as PNG, JPEG or SVG"),
        ("small.png", "has 5 pixels per inch where it is printed, less than 150; take a larger picture"),
    ],
)
def test_a_logo_that_cannot_be_printed_is_refused_by_row(tmp_path: Path, logo: str, said: str) -> None:
    Image.new("RGB", (6, 2)).save(tmp_path / "small.png")
    Image.new("1", (9000, 3000)).save(tmp_path / "huge.png")
    os.mkfifo(tmp_path / "pipe.png")
    (told,) = refused(tmp_path, ("Gym", "", "", logo, ""))
    assert told.startswith("gyms.csv:4:4: ") and said in told


def test_a_white_logo_is_on_a_dark_plate_with_a_warning(tmp_path: Path) -> None:
    """The warning names the first row that has the logo."""
    people = table(tmp_path, [PEOPLE[1], ("Gym", "", "", "white.png", ""), ("Gym 2", "", "", "white.png", "")])
    Image.new("RGBA", (900, 300), (255, 255, 255, 255)).save(tmp_path / "white.png")
    outcome = build_copies(BatchOptions(people, tmp_path / "out"), BuildOptions(cache=cache_folder()))
    assert [str(found).removeprefix(f"{tmp_path}/") for found in outcome.diagnostics] == [
        "gyms.csv:4:4: the logo 'white.png' cannot be seen on white, so it is drawn on a dark plate;"
        " take its dark version, if there is one"
    ]


def test_a_full_disk_is_told_before_the_first_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: type("Usage", (), {"free": 1000}))
    with pytest.raises(SetupError, match=r"the copies need 1\.\d MB, and 0\.0 MB are free"):
        build_copies(BatchOptions(table(tmp_path), tmp_path / "out"), BuildOptions(cache=cache_folder()))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["brochure.jsonl"]


def test_a_copy_that_would_not_be_what_it_claims_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first copy is read back: one whose words are another's ends the run with nothing written."""
    sound = batches._render_copy
    other = Recipient(9, "Somebody else")
    monkeypatch.setattr(
        batches, "_render_copy", lambda press, canvas, job: sound(press, canvas, job._replace(recipient=other))
    )
    with pytest.raises(ConformanceError, match="the file reads 'Prepared for Somebody else'"):
        build_copies(BatchOptions(table(tmp_path), tmp_path / "out"), BuildOptions(cache=cache_folder()))
    assert not (tmp_path / "out").exists()


def test_a_worker_of_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One whose own files differ from ours in a byte makes no copy, and is told so by each of two processes."""
    monkeypatch.setattr(batches, "_program_source_hash", lambda: "another")
    with pytest.raises(SetupError, match="a worker has another version of acsm-report; install the same"):
        build_copies(BatchOptions(table(tmp_path), tmp_path / "out", jobs=2), BuildOptions(cache=cache_folder()))


def test_the_command_names_the_list_and_what_is_left(tmp_path: Path) -> None:
    """Standard output is the list of the copies; a copy of an earlier run for whom there is no row any more is told."""
    path = table(tmp_path, PEOPLE[1:3])
    arguments = ("batch", path, "-o", tmp_path / "out", "--template", "infographic", "--jobs", "1")
    first = run(*arguments)
    assert (first.returncode, first.stdout) == (0, f"{tmp_path / 'out' / 'infographic.jsonl'}\n")
    assert first.stderr == "2 copies\n"
    table(tmp_path, PEOPLE[1:2])
    left = tmp_path / "out" / "infographic-zoe-muller.pdf"
    assert run(*arguments).stderr == f"{left}: no row of the table makes this copy any more; delete it\n1 copy\n"


def test_a_terminal_sees_how_many_there_are_of_how_many(tmp_path: Path) -> None:
    """There the bar counts copies; it goes away in the end."""
    screen, end = os.openpty()
    command = ("batch", str(table(tmp_path, PEOPLE[1:4])), "-o", str(tmp_path / "out"), "--jobs", "1")
    environment = {**os.environ, "PYTHONPATH": str(SOURCE.parent), "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen([sys.executable, "-m", "acsm_report", *command], env=environment, stderr=end) as running:
        os.close(end)
        seen = b""
        with contextlib.suppress(OSError):  # how Linux says that nobody has the other end any more
            while piece := os.read(screen, 4096):
                seen += piece
    os.close(screen)
    assert running.returncode == 0
    assert b"Composing" in seen and b"3/3" in seen


def test_an_interrupted_run_leaves_whole_copies(tmp_path: Path) -> None:
    """It ends with status 130 and says so in one line; no unfinished file lies about, and no worker goes on."""
    path, place = table(tmp_path, departments(400)), tmp_path / "out"
    with begun(path, place) as running:
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does
        assert running.stderr
        told = running.stderr.read().decode()
    until = time.monotonic() + 20
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < until:
            os.killpg(running.pid, 0)
            time.sleep(0.02)
    assert (running.returncode, told) == (
        130,
        "acsm-report: error: interrupted; run it again, no file is half written\n",
    )
    assert [file.name for file in place.iterdir() if not (file.suffix == ".pdf" or file.suffix == ".jsonl")] == []
    assert all(file.read_bytes().endswith(b"%%EOF\n") for file in place.glob("*.pdf"))
