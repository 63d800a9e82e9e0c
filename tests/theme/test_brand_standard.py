"""Brands as the brand.yml standard writes them: few lines, short and long forms, names for colors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from acsm_report.errors import UsageError
from acsm_report.system import resources
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import Brand, Logo, LogoFile

Write = Callable[[str], Brand]


@pytest.fixture
def loaded(tmp_path: Path) -> Write:
    """Load a brand of this text; its folder has the logos logo.png, white.png and large.svg."""
    for name in ("logo.png", "white.png", "large.svg"):
        (tmp_path / name).write_bytes(b"")

    def write(text: str) -> Brand:
        (tmp_path / "_brand.yml").write_text(text, encoding="utf-8")
        load_brand.cache_clear()
        return load_brand(tmp_path)

    return write


@pytest.mark.parametrize("name", ["brand.yml", "_brand.yml", "_brand.yaml"])
def test_a_brand_is_found_by_folder_and_by_file(name: str, tmp_path: Path) -> None:
    """--brand takes a folder with the file under the standard's names, or the file."""
    (tmp_path / name).write_text("meta: {name: Example Board}")
    assert load_brand(tmp_path).name == load_brand(tmp_path / name).name == "Example Board"
    assert resources.find_brand_file(str(tmp_path)) == tmp_path / name


def test_a_file_of_any_name_can_be_a_brand(tmp_path: Path) -> None:
    """A file that is named on the command line needs no special name."""
    (tmp_path / "spring.yml").write_text("meta: {name: Example Board}")
    assert load_brand(tmp_path / "spring.yml").name == "Example Board"


@pytest.mark.parametrize(
    ("meta", "name", "short_name"),
    [
        ("meta: {name: Example Board}", "Example Board", "Example Board"),
        ("meta: {name: {full: Example Board of Testing, short: EBT}}", "Example Board of Testing", "EBT"),
        ("meta: {name: {short: EBT}}", "EBT", "EBT"),
    ],
)
def test_a_name_is_a_text_or_full_and_short(meta: str, name: str, short_name: str, loaded: Write) -> None:
    """The standard allows a name, or a full and a short one."""
    brand = loaded(meta)
    assert (brand.name, brand.short_name) == (name, short_name)


@pytest.mark.parametrize("link", ["https://example.org", "{home: https://example.org, github: https://github.com/x}"])
def test_a_brand_with_a_home_page_is_its_own_contact(link: str, loaded: Write) -> None:
    """The link of a brand is a text, or a mapping with `home`; the back cover leads there."""
    contact = loaded(f"meta: {{name: Example Board, link: {link}}}").contact
    assert contact is not None
    assert (contact.name, contact.link) == ("Example Board", "https://example.org")


@pytest.mark.parametrize(
    ("logo", "small", "large"),
    [
        ("logo: logo.png", ("logo.png", "logo.png"), ("logo.png", "logo.png")),
        ("logo: {path: logo.png, alt: An example}", ("logo.png", "logo.png"), ("logo.png", "logo.png")),
        ("logo: {light: logo.png, dark: white.png}", ("logo.png", "white.png"), ("logo.png", "white.png")),
        ("logo: {small: logo.png, large: large.svg}", ("logo.png", "logo.png"), ("large.svg", "large.svg")),
        (
            "logo: {images: {mark: logo.png, pale: {path: white.png}}, small: mark, large: {light: mark, dark: pale}}",
            ("logo.png", "logo.png"),
            ("logo.png", "white.png"),
        ),
        ("logo: {small: logo.png, large: {dark: white.png}}", ("logo.png", "logo.png"), ("", "white.png")),
    ],
)
def test_a_logo_has_sizes_and_backgrounds(
    logo: str, small: tuple[str, str], large: tuple[str, str], loaded: Write
) -> None:
    """A logo is one file, a file by size, a pair for light and dark backgrounds, or the name of an image."""
    logos = loaded(logo).logos
    for size, names in (("small", small), ("large", large)):
        files = logos[size].light, logos[size].dark
        assert tuple(file.path.name if file else "" for file in files) == names


def test_a_logo_keeps_its_alternative_text(loaded: Write, tmp_path: Path) -> None:
    """The alternative text of a logo is read, also of an image that a size names."""
    logos = loaded("logo: {images: {mark: {path: logo.png, alt: A wheel}}, medium: mark}").logos
    file = LogoFile((tmp_path / "logo.png").resolve(), "A wheel")
    assert logos == {"medium": Logo(file, file)}


def test_a_missing_logo_is_a_warning_beside_another(loaded: Write, tmp_path: Path) -> None:
    """If one of two logos is missing, the other is used, and a warning names the line."""
    brand = loaded("logo:\n  small: logo.png\n  medium: nowhere.svg")
    assert list(brand.logos) == ["small"]
    assert [str(found) for found in brand.diagnostics] == [
        f"{tmp_path}/_brand.yml:3:3: the logo 'nowhere.svg' is missing; another of its sizes is used; "
        "correct its path, or put the file beside brand.yml"
    ]


def test_without_any_file_a_logo_is_an_error(loaded: Write) -> None:
    """A brand that names a logo is not printed without one."""
    with pytest.raises(UsageError, match=r"_brand\.yml:1:1: the logo 'nowhere\.png' is missing; correct its path"):
        loaded("logo: nowhere.png")


@pytest.mark.parametrize("path", ["https://example.org/logo.png", "../logo.png"])
def test_a_logo_lies_in_the_folder(path: str, loaded: Write) -> None:
    """A logo on the web or outside the folder is an error at its line."""
    with pytest.raises(UsageError, match=r"_brand\.yml:2:3: .*logo"):
        loaded(f"logo:\n  small: {path}")


@pytest.mark.parametrize(
    ("color", "expected"),
    [
        ('"#FFF"', "#FFFFFF"),
        ('"#1a2b3c"', "#1A2B3C"),
        ("rebeccapurple", "#663399"),
        ("White", "#FFFFFF"),
        ('"rgb(1, 2, 3)"', "#010203"),
        ('"hsl(20 50% 50%)"', "#BF6A40"),
        ("first", "#005CA9"),
        ("second", "#005CA9"),
        ("primary", "#F2B700"),
    ],
)
def test_a_color_has_many_notations(color: str, expected: str, loaded: Write) -> None:
    """A color is hexadecimal, a function or a name of CSS, or the name of another color of the brand."""
    palette = f'palette: {{mine: {color}, first: "#005CA9", second: first}}'
    assert loaded(f'color: {{{palette}, primary: "#F2B700"}}').palette["mine"] == expected


@pytest.mark.parametrize(
    ("color", "message"),
    [
        (
            "blue: bleu",
            r"1:19: color\.palette\.blue: 'bleu' is neither a color nor the name of one; did you mean 'blue'\?",
        ),
        ("blue: 005CA9", r"'005CA9' is neither a color .*; did you mean '#005CA9'\?"),
        ("blue: 123456", r"123456 is not a color; write a color in quotes"),
        ("blue: ", r"has no value; write a color in quotes, \"#005CA9\": without them # begins a comment"),
        ("a: b, b: a", r"refers back to itself"),
        ('blue: "#005CA980"', r"'#005CA980' is transparent; write an opaque color"),
        ("blue: [1, 2, 3]", r"is not a color; write a color in quotes"),
    ],
)
def test_what_is_no_color_is_an_error_with_a_hint(color: str, message: str, loaded: Write) -> None:
    """A color that cannot be read is named with line and column, and with what to write."""
    with pytest.raises(UsageError, match=message):
        loaded(f"color: {{palette: {{{color}}}}}")


def test_the_color_of_a_pair_is_the_one_for_light_backgrounds(loaded: Write) -> None:
    """Of a color with `light` and `dark`, the one for light backgrounds is read."""
    brand = loaded(
        'color: {primary: {light: "#005CA9", dark: white}}\ndefaults: {acsm-report: {roles: {ink: primary}}}'
    )
    assert brand.palette[brand.roles["ink"]] == "#005CA9"


@pytest.mark.parametrize(
    ("typography", "base", "headings"),
    [
        ("{base: Open Sans, headings: Lora}", ("Open Sans", None), ("Lora", None)),
        ("{base: {family: Open Sans, weight: bold, line-height: 1.5, size: 1rem}}", ("Open Sans", 700), ("", None)),
        ("{headings: {family: Lora, weight: 600, color: primary}}", ("", None), ("Lora", 600)),
    ],
)
def test_a_font_is_a_family_or_a_mapping(
    typography: str, base: tuple[str, int | None], headings: tuple[str, int | None], loaded: Write
) -> None:
    """The fonts of text and headings are a family's name, or family and weight; a weight may have a name."""
    found = loaded(f"typography: {typography}").typography
    assert (found.base.family, found.base.weight) == base
    assert (found.headings.family, found.headings.weight) == headings


def test_font_families_have_sources_weights_and_files(loaded: Write) -> None:
    """Fonts of a foundry have weights, as a number, a name, a list or a range; a file is a path or a mapping."""
    fonts = loaded(
        "typography:\n  fonts:\n"
        "    - {family: Open Sans, source: google, weight: 600..900, style: normal, display: block}\n"
        "    - {family: Lora, source: bunny, weight: [400, bold]}\n"
        "    - {family: Arial, source: system}\n"
    ).typography.fonts
    assert [font.source for font in fonts] == ["google", "bunny", "system"]
    assert [font.weight for font in fonts] == [(600, 700, 800, 900), (400, 700), (400, 700)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("figure_gab: 9", r"3:5: figure_gab: there is no key 'figure_gab'; did you mean 'figure_gap'\?"),
        ("roles: {inc: navy}", r"3:13: roles\.inc: there is no key 'inc'; did you mean 'ink'\?"),
        ("charts: {pass_rate: {page: {lable: 9}}}", r"charts\.pass_rate\.page\.lable: .*; did you mean 'label'\?"),
        ("styles: {bodi: {size: S}}", r"there is no key 'bodi'; did you mean 'body'\?"),
        ("lanes: []", r"lanes: .* at least 1 item"),
    ],
)
def test_a_misspelled_key_of_our_section_has_a_suggestion(text: str, message: str, loaded: Write) -> None:
    """A key of our own section that means nothing is an error with its line, column and the closest key."""
    with pytest.raises(UsageError, match=message):
        loaded(f"defaults:\n  acsm-report:\n    {text}")


@pytest.mark.parametrize("text", ["", "# nothing", "- a", "text", "color: red", "defaults: 5", "logo: [a, b]"])
def test_a_file_of_another_shape_is_an_error(text: str, loaded: Write) -> None:
    """A brand.yml that is empty or has another shape is an error in one line."""
    with pytest.raises(UsageError) as error:
        loaded(text)
    assert "\n" not in str(error.value)


def test_fewer_weights_than_the_theme_has_are_enough(tmp_path: Path) -> None:
    """With one font file, every style of the theme has its weight."""
    face = next(f for f in load_brand(resources.find_brand_file()).font_faces if f.weight == 400)
    (tmp_path / "one.ttf").write_bytes(face.path.read_bytes())
    fonts = "[{family: One, source: file, files: [one.ttf]}]"
    (tmp_path / "brand.yml").write_text(f"typography: {{fonts: {fonts}, base: One}}")
    assert {style.weight for style in load_brand(tmp_path).styles.values()} == {400}


@pytest.mark.parametrize(
    ("text", "place", "what", "hint"),
    [
        ("colour: {primary: navy}", (1, 1), "colour", "did you mean 'color'?"),
        ("COLOR: {primary: navy}", (1, 1), "COLOR", "did you mean 'color'?"),
        ("color: {primery: navy}", (1, 9), "color.primery", "did you mean 'primary'?"),
        ("color:\n  theme: {primary: navy}", (2, 3), "color.theme", "the keys are palette, foreground"),
        ("typography: {heading: Inter}", (1, 14), "typography.heading", "did you mean 'headings'?"),
        ("logo: {smal: logo.png}", (1, 8), "logo.smal", "did you mean 'small'?"),
    ],
)
def test_a_key_that_the_standard_lacks_is_a_warning(
    text: str, place: tuple[int, int], what: str, hint: str, loaded: Write
) -> None:
    """A key that would be ignored is a warning at its place, with the key that was probably meant."""
    (warning,) = loaded(text).diagnostics
    assert (warning.severity, warning.row, warning.column) == ("warning", *place)
    assert warning.what == f"{what}: there is no such key in brand.yml; it is ignored"
    assert warning.hint.startswith(hint)


@pytest.mark.parametrize(
    "text", ["meta:", "color:", "typography:", "logo:", "typography: {fonts: , base: }", "defaults:"]
)
def test_an_empty_section_is_left_out(text: str, loaded: Write) -> None:
    """A section without keys, as a template has it, changes nothing."""
    assert loaded(text).roles == load_brand(resources.find_brand_folder()).roles


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("color: {primary: #2255AA\n}", ":1:9: color.primary: has no value; write a color in quotes"),
        ("color: {primary: primary}", ":1:9: color.primary: 'primary' refers back to itself"),
        ("meta: {name: 1899}", ":1:8: meta.name: it is not a mapping (1899); put it in quotes"),
        ("meta: Example", ":1:1: meta: it is not a mapping ('Example'); write keys below it"),
        ("typography: {fonts: Inter}", ":1:14: typography.fonts: it is not a list ('Inter'); write each entry"),
        ("meta: {name: A, link: 'mailto:a@example.org'}", ":1:17: meta.link: it is not a web address"),
        ("meta: {name: A}\nmeta: {name: B}", ':2:1: there is a second key "meta"; remove one of them'),
        ("meta:\n\tname: A", ":2:1: a tab begins this line; indent with spaces"),
        ("meta: {name: A}\n---\nmeta: {name: B}", ":2:1: a second document begins here; remove it"),
        ("typography: {base: {weight: 0}}", ":1:21: typography.base.weight: "),
        (
            "typography: {fonts: [{family: A, files: ['https://example.org/a.woff2']}]}",
            ":1:42: the font 'https://example.org/a.woff2' is on the web, and nothing is fetched; download it",
        ),
    ],
)
def test_a_usual_mistake_is_named(text: str, error: str, loaded: Write) -> None:
    """The message has line and column, says in plain words what is wrong, and how to mend it."""
    with pytest.raises(UsageError) as refused:
        loaded(text)
    assert f"_brand.yml{error}" in str(refused.value)


@pytest.mark.parametrize(
    "color", ["primary: {light: navy, dark: white}", "primary: {dark: navy}", "palette: {primary: {light: navy}}"]
)
def test_of_a_pair_of_colors_the_light_one_is_used(color: str, loaded: Write) -> None:
    """A color may be a pair for light and dark backgrounds, or one of the two."""
    assert "#000080" in loaded(f"color: {{{color}}}").palette.values()


def test_a_list_of_families_is_its_first(loaded: Write) -> None:
    """Of "Arial, sans-serif", as style sheets write it, Arial is meant; a generic family is not a font to look for."""
    brand = loaded("typography: {base: \"'Nowhere Grotesk', Arial, sans-serif\", headings: sans-serif}")
    assert [warning.what.partition(" is ")[0] for warning in brand.diagnostics] == [
        "no file of the font Nowhere Grotesk"
    ]


def test_a_name_over_two_lines_is_one_line(loaded: Write) -> None:
    """Line breaks of a name are spaces."""
    assert loaded("meta:\n  name: |\n    Example Board\n    of Testing\n").name == "Example Board of Testing"
