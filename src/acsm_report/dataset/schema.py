"""The schema: columns of all tables and kinds of facts. To add a kind, add a row to FACT_KINDS.

Readers, validation, the workbook template, package descriptors and the data dictionary are derived from it.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "ALL_TABLES",
    "EDUCATION_LEVELS",
    "FACT_KINDS",
    "FEES",
    "OCCUPATIONS",
    "OPTIONAL_TABLES",
    "POPULATIONS",
    "RATE_BASES",
    "RECIPIENTS_TABLE",
    "REFERENCED_TABLES",
    "RELIABILITIES",
    "SHIPPED_TERMS",
    "STATUSES",
    "TABLES",
    "TRACKS",
    "Column",
    "FactKind",
    "data_dictionary",
    "dictionary_row",
    "table_schema",
]

TRACKS = ("fitness", "clinical")
EDUCATION_LEVELS = ("diploma", "bachelor", "master")  # from the lowest to the highest
POPULATIONS = ("individuals", "groups", "stable conditions", "disease")
OCCUPATIONS = ("fitness trainers", "exercise physiologists")
FEES = ("member", "non_member", "retest", "voucher")  # who pays it, or what for
SHIPPED_TERMS = {  # open lists by name: a data package may add terms, or declare a list of its own
    "track": TRACKS,
    "education": EDUCATION_LEVELS,
    "occupation": OCCUPATIONS,
    "population": POPULATIONS,
    "fee": FEES,
}
RELIABILITIES = ("official", "official_copy", "secondary", "low")  # from the most to the least trusted
PUBLICATIONS = ("", "independent", "own")
STATUSES = ("", "conflict")  # a stated fact, or one that contradicts it and is never printed
RANGE_ENDS = ("minimum", "maximum")
QUESTION_FORMS = ("total", "scored", "unscored")
ANY_DIMENSION = None  # any text


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. If it is not `required`, cells may be empty and the column may be missing.

    `format` is string, whole, date, period or uri. If `is_printed`, pages print its text as written. If `is_multiline`,
    a cell may have several lines. The cells of a column with a `term_list` are terms of that open list.
    """

    name: str
    description: str
    required: bool = False
    unique: bool = False
    choices: tuple[str, ...] = ()
    format: str = "string"
    is_printed: bool = False
    is_multiline: bool = False
    term_list: str = ""


TABLES = {
    "certifications": (
        Column("certification", "Code of the certification in this data set, such as CPT.", True, unique=True,
               is_printed=True),
        Column("lane", "Number of its lane, from 1. It sets the color.", True, unique=True, format="whole"),
        Column("name", "Full name in this data set.", True, is_printed=True),
        Column("track", "Its track: fitness, clinical or your own word.", True, term_list="track", is_printed=True),
        Column("code_now", "Current code. Empty if the certification is closed and the note says so, or if no code has "
               "changed.", is_printed=True),
        Column("name_now", "Current full name.", is_printed=True),
        Column("source", "Source of the names: a key of the table sources.", True),
        Column("note", "What readers should know.", is_printed=True),
    ),
    "facts": (
        Column("certification", "Code of the certification; empty for the organization and the exams in general."),
        Column("kind", "Kind of fact, such as pass_rate. See Kinds of fact.", True),
        Column("dimension", "Which part of the kind, such as minimum. See Kinds of fact.", is_printed=True),
        Column("period", "Period of the fact: 2014, 2014-11, 2015-06-23 or 2012/2014. Empty if it has none.",
               format="period"),
        Column("value", "The figure (digits, with a decimal point) or the words.", True, is_printed=True),
        Column("unit", "Unit of a figure. Empty for words."),
        Column("source", "Source of the fact: a key of the table sources.", True),
        Column("as_of", "When the source stated it. Empty: the date of the source.", format="period"),
        Column("reliability", "Reliability of the fact, if it differs from that of its source.",
               choices=("", *RELIABILITIES)),
        Column("status", "Empty, or conflict for a fact that contradicts the printed one and is kept for the record.",
               choices=STATUSES),
        Column("also", "Keys of other sources that say the same, separated by spaces."),
        Column("note", "What readers should know.", is_printed=True),
        Column("valid_until", "Last day on which it is valid, such as 2026-12-31.", format="date"),
        Column("review_after", "Day after which somebody should review it.", format="date"),
    ),
    "sources": (
        Column("source", "Key of the source: letters, digits, dots, - and _.", True, unique=True),
        Column("title", "Title of the page or document.", True, is_printed=True),
        Column("publisher", "Publisher.", True, is_printed=True),
        Column("url", "Web address.", True, format="uri", is_printed=True),
        Column("published", "Date, as the source prints it, or how the date is known.", True, is_printed=True),
        Column("reliability", "Reliability of the source.", True, choices=RELIABILITIES),
        Column("owner", "Person who maintains its facts."),
        Column("note", "What readers should know."),
    ),
    "organization": (  # one row
        Column("name", "Full name of the organization that certifies.", True, is_printed=True),
        Column("name_in_text", "The full name in a sentence, with its article: the Board of Examples. Empty: the name.",
               is_printed=True),
        Column("short_name", "Short name, for titles and captions: BOE. Empty: the full name.", is_printed=True),
        Column("url", "Web address. The organization's own handout prints it.", format="uri", is_printed=True),
        Column("noun", "Its word for one certification, such as credential. Empty: certification.", is_printed=True),
        Column("plural", "Plural of the noun, such as credentials.", is_printed=True),
        Column("description", "What it offers, for sentences: athletic training credentials. Empty: the plural.",
               is_printed=True),
        Column("handbook", "Its name for the handbook for candidates. Empty: candidate handbook.", is_printed=True),
        Column("publication", "own: the organization publishes this itself. independent or empty: somebody else "
               "does, and the pages say so.", choices=PUBLICATIONS),
    ),
    "terms": (  # in each list, in the order of the rows
        Column("list", "List that the term belongs to.", True, choices=tuple(SHIPPED_TERMS)),
        Column("term", "The term, as the other tables write it.", True),
        Column("label", "How pages print it inside a sentence: associate degree. "
               "Empty: the shipped words for a known term, otherwise the term itself.", is_printed=True),
        Column("short", "A shorter form for narrow places: associate. Empty: the label.", is_printed=True),
    ),
}  # fmt: skip
OPTIONAL_TABLES = ("organization", "terms")  # data without them is valid
REFERENCED_TABLES = {"certification": "certifications", "source": "sources"}  # by the column with their keys
RECIPIENTS_TABLE = "recipients"  # not part of a data package: who gets a personalized copy
ALL_TABLES = TABLES | {
    RECIPIENTS_TABLE: (
        Column("name", "Name of the person or organization, also printed on the cover.", True, is_printed=True),
        Column("address", "Address, with its line breaks.", is_printed=True, is_multiline=True),
        *(Column(part, f"The {part} of the address, if it has a column of its own.", is_printed=True)
          for part in ("street", "street_2", "city", "state", "postcode", "country")),
        Column("url", "Web address, printed in words and as a QR code.", format="uri", is_printed=True),
        Column("logo", "Path of a .png, .jpg or .svg file in the table's folder or below it."),
        Column("code", "Code of the sheet, which also names the file: letters, digits, dots, - and _.", unique=True,
               is_printed=True),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact. `unit` is "" for text; USD stands for any currency.

    Its facts are about a certification if `is_of_certification`. `low` and `high` bound a number in its unit, both
    included. `dimensions` lists the allowed values; None allows any text; with all shipped terms of a list, any term of
    that list. `pages` names the pages that show it, if any. If `needs_period`, each fact must have a period. If
    `newest_of` is set, only facts of the newest period count: newest of "all" dimensions together, or of "each"
    dimension.
    """

    name: str
    description: str
    unit: str
    is_of_certification: bool
    dimensions: tuple[str, ...] | None = ("",)
    low: float = 0
    high: float = float("inf")
    is_integer: bool = False
    pages: tuple[str, ...] = ()
    needs_period: bool = False
    newest_of: str = ""

    @property
    def is_money(self) -> bool:
        """Whether its unit is a currency."""
        return self.unit == "USD"

    @property
    def term_list(self) -> str:
        """The open list that its dimensions belong to, "" for none."""
        known = set(self.dimensions or ())
        return next((name for name, terms in SHIPPED_TERMS.items() if set(terms) <= known), "")

    def is_term(self, dimension: str) -> bool:
        """Tell whether a dimension is a term of the open list, not "", minimum or total."""
        fixed = set(self.dimensions or ()) - set(SHIPPED_TERMS.get(self.term_list, ()))
        return bool(self.term_list) and dimension not in ("", *fixed)

    def allows(self, certification: str) -> bool:
        """Tell whether a fact of this kind may be about this certification; "" is none."""
        return bool(certification) == self.is_of_certification


RATE_BASES = ("pass_rate", "first_time_pass_rate")  # a chart or comparison uses only one of them

FACT_KINDS = {
    kind.name: kind
    for kind in (
        # the organization
        FactKind("founded", "Year in which the organization was founded", "year", False, low=1000, high=9999,
             is_integer=True, pages=("glance",)),
        FactKind("renamed", "Year in which it took its current name", "year", False, low=1000, high=9999,
             is_integer=True),
        FactKind("founders", "People who founded it", "people", False, is_integer=True),
        FactKind("headquarters", "City of the headquarters", "", False),
        FactKind("community", "Members and certified professionals together", "people", False, ("more than", ""),
             is_integer=True, pages=("glance",)),
        FactKind("members", "Members", "people", False, ("more than", ""), is_integer=True, pages=("glance",)),
        FactKind("certified_community", "Certified professionals, as a round figure", "people", False,
             ("more than", ""), is_integer=True),
        FactKind("member_countries", "Countries that members live in", "countries", False, ("more than", ""),
                 is_integer=True),
        FactKind("regional_chapters", "Regional chapters", "chapters", False, is_integer=True),
        FactKind("core_certifications", "Core certifications", "certifications", False, ("total", *TRACKS),
             is_integer=True, pages=("glance",)),
        FactKind("certification_options", "Core and specialty certifications together", "certifications", False,
             is_integer=True),
        FactKind("specialty", "Specialty certification, by its short name", "", False, ANY_DIMENSION),
        FactKind("event", "What happened in that period", "", False, needs_period=True, pages=("changed",)),
        # the exam
        FactKind("score_scale", "Ends of the scale of scaled scores", "score", False, RANGE_ENDS, is_integer=True,
             pages=("contents", "back", "infographic")),
        FactKind("passing_score", "Lowest passing scaled score", "score", False, is_integer=True,
             pages=("contents", "back", "infographic")),
        FactKind("question_type", "Type of questions", "", False),
        FactKind("cognitive_levels", "Cognitive levels of the questions", "", False),
        FactKind("delivery", "Where candidates take the exam", "", False),
        FactKind("vendor", "Company that gives the exam", "", False),
        FactKind("exam_review_cycle", "Years between revisions of an exam", "years", False, RANGE_ENDS),
        FactKind("retest_wait", "Days before a candidate may retake the exam", "days", False, is_integer=True),
        FactKind("testing_window", "Months after the application in which candidates must take the exam", "months",
             False),
        FactKind("no_show", "Minutes after which a late candidate counts as absent", "minutes", False),
        FactKind("accreditation", "Who accredits the certification", "", True),
        FactKind("exam_questions", "Number of questions", "questions", True, QUESTION_FORMS, is_integer=True,
             pages=("lane",), newest_of="all"),
        FactKind("exam_time", "Exam time", "minutes", True, pages=("lane",), newest_of="all"),
        FactKind("domain_weight", "Share of the exam, by domain", "%", True, ANY_DIMENSION, high=100, pages=("lane",),
                 newest_of="all"),
        FactKind("exam_domains", "Number of exam domains", "domains", True, is_integer=True),
        FactKind("exam_domain", "Name of an exam domain without a known weight, by its number", "", True, ANY_DIMENSION,
             pages=("lane",)),
        # requirements
        FactKind("population", "Clients that certified professionals work with", "", True, POPULATIONS,
             pages=("glance", "lane", "requirements", "infographic")),
        FactKind("work_settings", "Where certified professionals work", "", True, pages=("lane",)),
        FactKind("minimum_age", "Minimum age", "years", True, high=120, is_integer=True,
             pages=("glance", "lane", "requirements", "infographic")),
        FactKind("education", "Required education; two rows are two routes", "", True, EDUCATION_LEVELS,
             pages=("glance", "lane", "requirements", "infographic")),
        FactKind("life_support", "Required life-support certificate", "", True,
             pages=("lane", "requirements")),
        FactKind("clinical_hours", "Required clinical hours, or those of a route, by its degree", "hours",
             True, (*RANGE_ENDS, *EDUCATION_LEVELS), pages=("glance", "lane", "requirements", "infographic")),
        FactKind("clinical_hours_area", "Recommended clinical hours, by area", "hours", True, ANY_DIMENSION),
        FactKind("coursework_hours", "Required semester hours of coursework for other majors", "hours", True),
        FactKind("routes", "Number of ways to become eligible", "routes", True, is_integer=True),
        FactKind("study_weeks", "Recommended weeks of study", "weeks", True, RANGE_ENDS),
        # statistics
        FactKind("candidates", "Exam candidates", "people", True, is_integer=True,
             pages=("lane", "statistics", "infographic"), needs_period=True),
        FactKind("passed", "Candidates who passed, if published", "people", True, is_integer=True,
             pages=("lane", "statistics", "infographic"), needs_period=True),
        FactKind("pass_rate", "Pass rate, if not limited to first attempts", "%", True, high=100,
             pages=("glance", "lane", "statistics", "infographic"), needs_period=True),
        FactKind("first_time_pass_rate", "Pass rate of first attempts", "%", True, high=100,
             pages=("glance", "lane", "statistics", "infographic"), needs_period=True),
        FactKind("quoted_pass_rate", "Pass rate that others quote, with no stated measure", "%", True, high=100),
        FactKind("university_pass_rate", "Pass rate of one university's students", "%", True, ANY_DIMENSION, high=100),
        FactKind("university_passes", "Students of one university who passed", "people", True, ANY_DIMENSION,
                 is_integer=True),
        FactKind("certified", "Certified professionals", "people", True, is_integer=True,
             pages=("glance", "lane", "infographic"), needs_period=True),
        # fees and renewal
        FactKind("exam_fee", "Exam fee", "USD", True, ("", *FEES),
             pages=("lane", "keep"), newest_of="all"),
        FactKind("cancellation_fee", "Fee for canceling an application", "USD", True),
        FactKind("study_manual", "Approximate price of the study manual", "USD", True),
        FactKind("renewal_cycle", "Years between renewals", "years", False, low=1, is_integer=True,
             pages=("lane", "keep"), newest_of="all"),
        FactKind("grace_period", "Months in which a late renewal is accepted", "months", False, pages=("keep",),
             newest_of="all"),
        FactKind("renewal_credits", "Continuing education credits for a renewal", "credits", True,
             pages=("lane", "keep"), newest_of="all"),
        FactKind("renewal_fee", "Renewal fee", "USD", True, pages=("lane", "keep"), newest_of="all"),
        FactKind("specialty_credits", "Credits to renew another certification, by name", "credits", False,
                 ANY_DIMENSION),
        FactKind("specialty_fee", "Fee to renew another certification, by name", "USD", False, ANY_DIMENSION),
        FactKind("late_fee", "Fee for renewing late", "USD", False, pages=("keep",), newest_of="all"),
        FactKind("reinstatement_fee", "Fee for reinstatement", "USD", False, pages=("keep",), newest_of="all"),
        FactKind("additional_fee", "Fee for each additional certification renewed", "USD", False, pages=("keep",),
             newest_of="all"),
        FactKind("service_credits", "Maximum credits a year for committee service", "credits", False, pages=("keep",),
             newest_of="all"),
        FactKind("life_support_credits", "Credits a year for CPR and first aid", "credits", False, pages=("keep",),
             newest_of="all"),
        # occupations
        FactKind("median_pay", "Median annual pay", "USD", False, OCCUPATIONS, pages=("pay",)),
        FactKind("median_hourly_pay", "Median hourly pay", "USD", False, OCCUPATIONS),
        FactKind("pay_percentile", "Annual pay at a percentile, as \"occupation: percentile\"", "USD", False,
                 ANY_DIMENSION),
        FactKind("survey_pay", "Median salary in a survey, by its respondents", "USD", False, ANY_DIMENSION),
        FactKind("survey_respondents", "Respondents of that survey", "people", False, ANY_DIMENSION, is_integer=True),
        FactKind("jobs", "Jobs", "jobs", False, OCCUPATIONS, is_integer=True, pages=("pay",), newest_of="each"),
        FactKind("job_growth", "Projected growth over the period", "%", False, OCCUPATIONS, low=-100,
             pages=("pay",), newest_of="each"),
        FactKind("new_jobs", "Projected new jobs over the period", "jobs", False, OCCUPATIONS, is_integer=True),
        FactKind("projected_jobs", "Projected jobs at the end of the period", "jobs", False, OCCUPATIONS,
                 is_integer=True),
        FactKind("openings", "Projected openings a year", "jobs", False, OCCUPATIONS, is_integer=True, pages=("pay",),
             newest_of="each"),
        FactKind("entry_education", "Education that employers usually require", "", False, OCCUPATIONS,
             pages=("pay",), newest_of="each"),
        FactKind("employer_share", "Share of jobs, as \"occupation: employer\"", "%", False, ANY_DIMENSION, high=100),
    )
}  # fmt: skip


def table_schema(table: str) -> dict[str, object]:
    """Return the Frictionless Table Schema of a table, with foreign keys to other tables."""
    columns = TABLES[table]
    schema: dict[str, object] = {"fields": [_frictionless_field(column) for column in columns], "missingValues": [""]}
    if table != "facts":
        schema["primaryKey"] = ["list", "term"] if table == "terms" else [columns[0].name]
    schema["foreignKeys"] = [
        {"fields": [c.name], "reference": {"resource": other, "fields": [c.name]}}
        for c in columns
        if (other := REFERENCED_TABLES.get(c.name, table)) != table
    ]
    return schema


def _frictionless_field(column: Column) -> dict[str, object]:
    types = {"whole": "integer", "date": "date"}
    field: dict[str, object] = {
        "name": column.name,
        "type": types.get(column.format, "string"),
        "description": column.description,
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


def data_dictionary() -> str:
    """Return the data dictionary in Markdown: the columns of each table and all kinds of facts."""
    lines = []
    for table, columns in TABLES.items():
        lines += [f"### {table}.csv", ""]
        if table in OPTIONAL_TABLES:
            lines += ["This table is optional.", ""]
        lines += ["| column | required | content |", "|---|---|---|"]
        lines += [f"| {c.name} | {'yes' if c.required else ''} | {_column_description(c)} |" for c in columns]
        lines.append("")
    lines += [
        "### Kinds of fact",
        "",
        "| kind | meaning | about | dimension | unit | range |",
        "|---|---|---|---|---|---|",
    ]
    lines += [f"| {' | '.join(dictionary_row(kind))} |" for kind in FACT_KINDS.values()]
    return "\n".join([*lines, ""])


def _column_description(column: Column) -> str:
    choices = ", ".join(f"`{c}`" for c in column.choices if c)
    return f"{column.description} One of {choices}." if choices else column.description


def dictionary_row(kind: FactKind) -> tuple[str, ...]:
    """Return the dictionary row of a kind: name, description, subject, dimension, unit, bounds."""
    names = ["in the data's own words"] if kind.dimensions is None else [d or "empty" for d in kind.dimensions]
    names += ["or your own word"] if kind.term_list else []
    dimension = "" if names == ["empty"] else ", ".join(names)
    bounds = f"{kind.low:g} to {kind.high:g}" if kind.high != float("inf") else f"from {kind.low:g}"
    subject = "a certification" if kind.is_of_certification else "the organization, its exams or an occupation"
    if kind.is_integer:
        bounds += ", whole"
    return (
        kind.name,
        kind.description,
        subject,
        dimension,
        "USD or another currency" if kind.is_money else kind.unit or "words",
        bounds if kind.unit else "",
    )
