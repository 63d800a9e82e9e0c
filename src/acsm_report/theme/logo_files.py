"""Finds the files of a brand's logo, by size and background."""

from __future__ import annotations

from ..dataset.diagnostics import Diagnostic
from ..errors import ReportError, quote_value
from ..system import resources
from .brand_file import BrandFile, Keys
from .model import Logo, LogoFile
from .vocabulary import LogoResource, LogoSection

__all__ = ["find_logos"]

SIZES = ("small", "medium", "large")


def find_logos(file: BrandFile, section: LogoSection) -> tuple[dict[str, Logo], list[Diagnostic]]:
    """Return the logos by size, and a warning for each file that is missing.

    Raise UsageError with file:line:column if a brand names logos, and there is not a file of any.
    """
    found, missing = dict[str, Logo](), dict[LogoFile, Keys]()
    for size in SIZES:
        variants = getattr(section, size)
        if variants is None:
            continue
        files = dict[str, LogoFile]()
        for background in ("light", "dark"):
            resource = getattr(variants, background)
            if resource is None:
                continue
            logo = _locate(file, section.images.get(resource.path, resource), ("logo", size, background))
            if logo.path.is_file():
                files[background] = logo
            else:
                missing.setdefault(logo, ("logo", size, background))
        if files:
            found[size] = Logo(files.get("light"), files.get("dark"))
    for logo, keys in missing.items():
        what = f"the logo {quote_value(logo.path.name)} is missing"
        if not found:
            file.fail(keys, what, "correct its path, or put the file beside brand.yml")
    return found, [_warn_of_missing(file, logo, keys) for logo, keys in missing.items()]


def _locate(file: BrandFile, resource: LogoResource, keys: Keys) -> LogoFile:
    if "://" in resource.path and not resource.path.startswith("package://"):
        what = f"the logo {quote_value(resource.path)} is on the web, and nothing is fetched"
        file.fail(keys, what, "download it, and write its path beside brand.yml")
    try:
        path = resources.resolve_reference(file.path.parent, resource.path)
    except ReportError as error:
        file.fail(keys, f"logo: {error.what}", error.hint)
    return LogoFile(path, resource.alt)


def _warn_of_missing(file: BrandFile, logo: LogoFile, keys: Keys) -> Diagnostic:
    line, column = file.line_and_column(keys)
    what = f"the logo {quote_value(logo.path.name)} is missing; another of its sizes is used"
    hint = "correct its path, or put the file beside brand.yml"
    return Diagnostic("missing-logo", what, hint, str(file.path), row=line, column=column, severity="warning")
