"""The schema as a table: the columns of the three tables and the kinds of fact. A new kind is one row.

Reading, checking, the workbook to fill in, the packages' descriptors and their dictionaries all
follow from it.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "EDUCATION",
    "KINDS",
    "MEASURES",
    "OCCUPATIONS",
    "POPULATIONS",
    "RECIPIENTS",
    "RELIABILITIES",
    "SCHEMAS",
    "STATUSES",
    "TABLES",
    "TRACKS",
    "Column",
    "Kind",
    "described",
    "dictionary",
    "table_schema",
]

TRACKS = ("fitness", "clinical")
EDUCATION = ("diploma", "bachelor", "master")  # from the lowest to the highest
POPULATIONS = ("individuals", "groups", "stable conditions", "disease")
OCCUPATIONS = ("fitness trainers", "exercise physiologists")
RELIABILITIES = ("official", "official_copy", "secondary", "low")  # from the most to the least trusted
STATUSES = ("", "conflict")  # told, or kept beside it and never told
RANGE = ("minimum", "maximum")
FORM = ("total", "scored", "unscored")
ANY = None  # a dimension in the data's own words


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. What is not `required` may be empty, and the whole column may be missing.

    `printed` is what stands on a page as it is written, `lines` what may have several.
    """

    name: str
    about: str
    required: bool = False
    unique: bool = False
    choices: tuple[str, ...] = ()
    format: str = "string"  # string, whole, date, period, uri
    printed: bool = False
    lines: bool = False


TABLES = {
    "certifications": (
        Column("certification", "Code of the certification in this edition, for instance CPT.", True, unique=True,
               printed=True),
        Column("lane", "Number of its lane, from 1; its colour follows from it.", True, unique=True, format="whole"),
        Column("name", "Full name in this edition.", True, printed=True),
        Column("track", "Fitness or clinical.", True, choices=TRACKS),
        Column("code_now", "Code today; empty when it is closed, and the note says so.", printed=True),
        Column("name_now", "Full name today.", printed=True),
        Column("source", "Where the names are from: a key of sources.", True),
        Column("note", "What a reader should know.", printed=True),
    ),
    "facts": (
        Column("certification", "Code of the certification; empty for the organisation and the exams in general."),
        Column("kind", "What is told, for instance pass_rate: see the kinds.", True),
        Column("dimension", "Which part of it, for instance minimum: see the kinds.", printed=True),
        Column("period", "When it held: 2014, 2014-11, 2015-06-23 or 2012/2014; empty for the whole edition.",
               format="period"),
        Column("value", "The figure (digits only, a point for decimals) or the words.", True, printed=True),
        Column("unit", "The unit of a figure; empty for words."),
        Column("source", "Where it is from: a key of sources.", True),
        Column("as_of", "When the source said so; empty means at the source's own date.", format="period"),
        Column("reliability", "How far it is to be trusted, when that differs from its source.",
               choices=("", *RELIABILITIES)),
        Column("status", "Empty when it is told; conflict when it is only kept beside what is told.",
               choices=STATUSES),
        Column("also", "Keys of further sources that say the same, with spaces between."),
        Column("note", "What a reader should know.", printed=True),
        Column("valid_until", "The last day on which it holds, 2026-12-31.", format="date"),
        Column("review_after", "The day after which somebody should look at it again.", format="date"),
    ),
    "sources": (
        Column("source", "Key of the source: letters, digits, dots, - and _.", True, unique=True),
        Column("title", "Title of the page or paper.", True, printed=True),
        Column("publisher", "Who published it.", True, printed=True),
        Column("url", "Where it was read.", True, format="uri", printed=True),
        Column("published", "Its date, as it prints it, or how it was dated.", True, printed=True),
        Column("reliability", "How far it is to be trusted.", True, choices=RELIABILITIES),
        Column("owner", "Who looks after what is taken from it."),
        Column("note", "What a reader should know."),
    ),
}  # fmt: skip
RECIPIENTS = "recipients"  # a table of its own, in no data package: who is given a copy
SCHEMAS = TABLES | {
    RECIPIENTS: (
        Column("name", "Name of the person or organisation; also on the cover.", True, printed=True),
        Column("address", "Address, as many lines as it has.", printed=True, lines=True),
        Column("url", "Address of the web, in words and as a QR code.", format="uri", printed=True),
        Column("logo", "A picture, .png or .jpg: its path from the table's folder."),
        Column("code", "Code of the sheet: letters, digits, dots, - and _; it also names the file.", unique=True,
               printed=True),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact: what it tells, its unit ("" for words), whom it is about, its dimensions.

    `low` and `high` bound a figure, in its unit; both ends are allowed. `dimensions` of None are the
    data's own words. `shown` names the pages that show it; a kind without any is only kept. A `dated` fact
    says of which period it is. Of several periods of a `latest` kind only the newest
    holds: the newest of "all" its dimensions, or of "each".
    """

    name: str
    about: str
    unit: str
    of_certification: bool
    dimensions: tuple[str, ...] | None = ("",)
    low: float = 0
    high: float = float("inf")
    whole: bool = False
    shown: tuple[str, ...] = ()
    dated: bool = False
    latest: str = ""

    def allows(self, certification: str) -> bool:
        """Tell whether a fact of this kind may be about it; "" is about none in particular."""
        return bool(certification) == self.of_certification


MEASURES = ("pass_rate", "first_time_pass_rate")  # measures of an exam; never in one line or comparison

KINDS = {
    kind.name: kind
    for kind in (
        # the organisation
        Kind("founded", "Year in which ACSM was founded", "year", False, low=1000, high=9999, whole=True,
             shown=("glance",)),
        Kind("renamed", "Year in which it took its name", "year", False, low=1000, high=9999, whole=True),
        Kind("founders", "People who founded it", "people", False, whole=True),
        Kind("headquarters", "Where it sits", "", False),
        Kind("community", "Members and certified professionals together", "people", False, ("more than", ""),
             whole=True, shown=("glance",)),
        Kind("members", "Members", "people", False, ("more than", ""), whole=True, shown=("glance",)),
        Kind("certified_community", "Certified professionals, as a round figure", "people", False, ("more than", ""),
             whole=True),
        Kind("member_countries", "Countries that members live in", "countries", False, ("more than", ""), whole=True),
        Kind("regional_chapters", "Regional chapters", "chapters", False, whole=True),
        Kind("core_certifications", "Core certifications", "certifications", False, ("total", *TRACKS), whole=True,
             shown=("glance",)),
        Kind("certification_options", "Core and specialty certifications together", "certifications", False,
             whole=True),
        Kind("specialty", "Specialty certification, by its short name", "", False, ANY),
        Kind("event", "What happened in the period", "", False, dated=True, shown=("changed",)),
        # the exam
        Kind("score_scale", "Ends of the scale of scaled scores", "score", False, RANGE, whole=True,
             shown=("contents", "back", "infographic")),
        Kind("passing_score", "Scaled score that passes", "score", False, whole=True,
             shown=("contents", "back", "infographic")),
        Kind("question_type", "Form of the questions", "", False),
        Kind("cognitive_levels", "What the questions ask of the mind", "", False),
        Kind("delivery", "Where the exam is sat", "", False),
        Kind("vendor", "Who holds the exam", "", False),
        Kind("exam_review_cycle", "Years between two revisions of an exam", "years", False, RANGE),
        Kind("retest_wait", "Days before the exam may be sat again", "days", False, whole=True),
        Kind("testing_window", "Months in which the exam must be sat after the application", "months", False),
        Kind("no_show", "Minutes late after which a candidate counts as absent", "minutes", False),
        Kind("accreditation", "Who accredits the certification", "", True),
        Kind("exam_questions", "Questions of the exam", "questions", True, FORM, whole=True,
             shown=("lane",), latest="all"),
        Kind("exam_time", "Time for the exam", "minutes", True, shown=("lane",), latest="all"),
        Kind("domain_weight", "Share of the exam, by domain", "%", True, ANY, high=100, shown=("lane",), latest="all"),
        Kind("exam_domains", "Domains of the exam", "domains", True, whole=True),
        Kind("exam_domain", "Name of a domain whose weight is not known, by its number", "", True, ANY,
             shown=("lane",)),
        # what is asked
        Kind("population", "Whom the certified serve", "", True, POPULATIONS,
             shown=("glance", "lane", "requirements", "infographic")),
        Kind("work_settings", "Where the certified work", "", True, shown=("lane",)),
        Kind("minimum_age", "Minimum age", "years", True, high=120, whole=True,
             shown=("glance", "lane", "requirements", "infographic")),
        Kind("education", "Education that is asked for; two rows are two routes", "", True, EDUCATION,
             shown=("glance", "lane", "requirements", "infographic")),
        Kind("life_support", "Life-support certificate that is asked for", "", True,
             shown=("lane", "requirements")),
        Kind("clinical_hours", "Clinical hours that are asked for, or those of a route by its degree", "hours", True,
             (*RANGE, *EDUCATION), shown=("glance", "lane", "requirements", "infographic")),
        Kind("clinical_hours_area", "Recommended clinical hours, by area", "hours", True, ANY),
        Kind("coursework_hours", "Semester hours of coursework asked of another major", "hours", True),
        Kind("routes", "Ways to become eligible", "routes", True, whole=True),
        Kind("study_weeks", "Weeks of study that a university recommends", "weeks", True, RANGE),
        # statistics
        Kind("candidates", "Candidates of the exam", "people", True, whole=True,
             shown=("lane", "statistics", "infographic"), dated=True),
        Kind("passed", "Candidates who passed, where that is published", "people", True, whole=True,
             shown=("lane", "statistics", "infographic"), dated=True),
        Kind("pass_rate", "Pass rate; all attempts or first ones not stated", "%", True, high=100,
             shown=("cover", "glance", "lane", "statistics", "infographic"), dated=True),
        Kind("first_time_pass_rate", "Pass rate at the first attempt", "%", True, high=100,
             shown=("cover", "glance", "lane", "statistics", "infographic"), dated=True),
        Kind("quoted_pass_rate", "Pass rate that others quote; its measure is not stated", "%", True, high=100),
        Kind("university_pass_rate", "Pass rate of one university's students", "%", True, ANY, high=100),
        Kind("university_passes", "Students of one university who passed", "people", True, ANY, whole=True),
        Kind("certified", "Certified professionals", "people", True, whole=True,
             shown=("glance", "lane", "infographic"), dated=True),
        # money, and keeping it
        Kind("exam_fee", "Exam fee", "USD", True, ("", "member", "non_member", "retest", "voucher"),
             shown=("lane", "keep"), latest="all"),
        Kind("cancellation_fee", "Fee for cancelling an application", "USD", True),
        Kind("study_manual", "Price of the study manual, about", "USD", True),
        Kind("renewal_cycle", "Years between renewals", "years", False, low=1, whole=True,
             shown=("lane", "keep"), latest="all"),
        Kind("grace_period", "Months in which a late renewal is accepted", "months", False, shown=("keep",),
             latest="all"),
        Kind("renewal_credits", "Continuing education credits for a renewal", "credits", True, shown=("lane", "keep"),
             latest="all"),
        Kind("renewal_fee", "Renewal fee", "USD", True, shown=("lane", "keep"), latest="all"),
        Kind("specialty_credits", "Credits to renew another certification, by name", "credits", False, ANY),
        Kind("specialty_fee", "Fee to renew another certification, by name", "USD", False, ANY),
        Kind("late_fee", "Fee for renewing late", "USD", False, shown=("keep",), latest="all"),
        Kind("reinstatement_fee", "Fee for reinstatement", "USD", False, shown=("keep",), latest="all"),
        Kind("additional_fee", "Fee for each additional certification renewed", "USD", False, shown=("keep",),
             latest="all"),
        Kind("service_credits", "Most credits a year for committee service", "credits", False, shown=("keep",),
             latest="all"),
        Kind("life_support_credits", "Credits a year for CPR and first aid", "credits", False, shown=("keep",),
             latest="all"),
        # the occupations
        Kind("median_pay", "Median annual pay", "USD", False, OCCUPATIONS, shown=("pay",)),
        Kind("median_hourly_pay", "Median hourly pay", "USD", False, OCCUPATIONS),
        Kind("pay_percentile", "Annual pay at a percentile, as \"occupation: percentile\"", "USD", False, ANY),
        Kind("survey_pay", "Median salary in a survey, by its respondents", "USD", False, ANY),
        Kind("survey_respondents", "Respondents of that survey", "people", False, ANY, whole=True),
        Kind("jobs", "Jobs", "jobs", False, OCCUPATIONS, whole=True, shown=("pay",), latest="each"),
        Kind("job_growth", "Projected growth over the period", "%", False, OCCUPATIONS, low=-100,
             shown=("pay",), latest="each"),
        Kind("new_jobs", "Projected new jobs over the period", "jobs", False, OCCUPATIONS, whole=True),
        Kind("projected_jobs", "Projected jobs at the end of the period", "jobs", False, OCCUPATIONS, whole=True),
        Kind("openings", "Projected openings a year", "jobs", False, OCCUPATIONS, whole=True, shown=("pay",),
             latest="each"),
        Kind("entry_education", "Education that employers ask for", "", False, OCCUPATIONS, shown=("pay",),
             latest="each"),
        Kind("employer_share", "Share of jobs, as \"occupation: employer\"", "%", False, ANY, high=100),
    )
}  # fmt: skip


def table_schema(table: str) -> dict[str, object]:
    """Return a table's Frictionless Table Schema; keys of other tables are foreign keys."""
    columns = TABLES[table]
    schema: dict[str, object] = {"fields": [_field(column) for column in columns], "missingValues": [""]}
    if table != "facts":
        schema["primaryKey"] = [columns[0].name]
    schema["foreignKeys"] = [
        {"fields": [c.name], "reference": {"resource": other, "fields": [c.name]}}
        for c in columns
        for other in TABLES
        if other != table and c.name == TABLES[other][0].name
    ]
    return schema


def _field(column: Column) -> dict[str, object]:
    types = {"whole": "integer", "date": "date"}
    field: dict[str, object] = {
        "name": column.name,
        "type": types.get(column.format, "string"),
        "description": column.about,
    }
    if column.format == "uri":
        field["format"] = "uri"
    constraints: dict[str, object] = {}
    if column.required:
        constraints["required"] = True
    if column.unique:
        constraints["unique"] = True
    if choices := [c for c in column.choices if c]:
        constraints["enum"] = choices
    if constraints:
        field["constraints"] = constraints
    return field


def dictionary() -> str:
    """Return the data dictionary in Markdown: every table's columns, and every kind of fact."""
    lines = []
    for table, columns in TABLES.items():
        lines += [f"### {table}.csv", "", "| column | must be filled | what it holds |", "|---|---|---|"]
        lines += [f"| {c.name} | {'yes' if c.required else ''} | {_told(c)} |" for c in columns]
        lines.append("")
    lines += [
        "### Kinds of fact",
        "",
        "| kind | what it tells | of | dimension | unit | from, to |",
        "|---|---|---|---|---|---|",
    ]
    lines += [f"| {' | '.join(described(kind))} |" for kind in KINDS.values()]
    return "\n".join([*lines, ""])


def _told(column: Column) -> str:
    choices = ", ".join(f"`{c}`" for c in column.choices if c)
    return f"{column.about} One of {choices}." if choices else column.about


def described(kind: Kind) -> tuple[str, ...]:
    """Return a kind's row of the dictionary: name, what it tells, of what, dimension, unit, bounds."""
    names = ["in the data's own words"] if kind.dimensions is None else [d or "empty" for d in kind.dimensions]
    dimension = "" if names == ["empty"] else ", ".join(names)
    bounds = f"{kind.low:g} to {kind.high:g}" if kind.high != float("inf") else f"from {kind.low:g}"
    of = "a certification" if kind.of_certification else "ACSM, its exams or an occupation"
    whole = ", whole" if kind.whole else ""
    return kind.name, kind.about, of, dimension, kind.unit or "words", f"{bounds}{whole}" if kind.unit else ""
