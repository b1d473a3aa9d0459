"""The report as files: JSON, CSV, CSV for spreadsheets, PDF."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from api.exports.cells import BOM, safe_cell
from api.exports.pdf import pdf
from api.reports.service import Report
from api.reports.view import shown_sections
from practice.assurance.report.consistency import File
from practice.assurance.report.publication import PrintedTable
from practice.assurance.report.tables import report_content
from practice.content.language import gettext
from practice.local.dates import written
from practice.local.settings import local

HEAD = ("version", "from", "to", "team", "table", "row", "column", "in_national_return", "number")


def all_teams() -> str:
    """What stands for a team where none was chosen."""
    return gettext("All teams")


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON. Numbers are rounded; what is not shown is its symbol."""
    about = report_content()
    return {
        "title": about["title"],
        "version": about["version"],
        "council": report.council,
        "team": report.team,
        "period": {
            "from": report.period.start.isoformat(),
            "to": report.period.end.isoformat(),
            "whole_quarters": report.widened,
        },
        "made_at": report.made.isoformat().replace("+00:00", "Z"),
        "notes": notes(report),
        "symbols": {row["symbol"]: row["means"] for row in about["symbols"]},
        "tables": [_table_json(printed) for printed in report.publication.tables],
    }


def _table_json(printed: PrintedTable) -> dict[str, Any]:
    table = printed.table
    rows = [
        {
            "label": row.label,
            "in_national_return": not row.own,
            "numbers": {
                column.label: int(text) if text.isdigit() else text
                for column, text in zip(table.columns, row.shown, strict=True)
            },
        }
        for row in printed.rows
    ]
    return {
        "id": table.id,
        "section": table.section,
        "title": table.title,
        "question": table.question or None,
        "source": table.source,
        "columns": [column.label for column in table.columns],
        "rows": rows,
        "words": printed.says,
    }


def notes(report: Report) -> list[str]:
    """What is said about how the numbers came about."""
    about = report_content()
    told = [about["counted"], about["rounding"]]
    if report.widened:
        told.append(about["quarters"])
    today = local().today(report.made)
    if report.period.end > today:
        told.append(about["running"].format(day=written(today)))
    return told


def as_csv(report: Report, for_spreadsheets: bool = False) -> str:
    """One line for each number. for_spreadsheets: with the mark that tells Excel it is UTF-8."""
    kept = io.StringIO()
    writer = csv.writer(kept)
    writer.writerow(HEAD)
    writer.writerows([safe_cell(cell) for cell in line] for line in _lines(report))
    return (BOM if for_spreadsheets else "") + kept.getvalue()


def _lines(report: Report) -> Iterator[tuple[str, ...]]:
    about = (report_content()["version"], str(report.period.start), str(report.period.end))
    for printed in report.publication.tables:
        for row in printed.rows:
            for column, text in zip(printed.table.columns, row.shown, strict=True):
                national = "no" if row.own or column.own else "yes"
                here = (printed.table.id, row.label, column.label, national, text)
                yield (*about, report.team or all_teams(), *here)


def read_csv(text: str) -> File:
    """What a CSV file says, to be checked before it is given out."""
    rows = csv.DictReader(io.StringIO(text.removeprefix(BOM)))
    return {(row["table"], row["row"], row["column"]): row["number"] for row in rows}


def as_pdf(report: Report) -> bytes:
    """The report as an accessible PDF."""
    about = report_content()
    sections = [
        {"title": title, "tables": [_table_pdf(shown) for shown in tables]}
        for title, tables in shown_sections(report.publication).items()
    ]
    return pdf(
        "board_report",
        about["title"],
        report.made,
        header=[report.council, report.period.label, report.team or all_teams()],
        lead=about["lead"],
        notes=notes(report) + [f"{row['symbol']} {row['means']}" for row in about["symbols"]],
        says={
            "labels": gettext("Labels: {version}").format(version=about["version"]),
            "answer": gettext("Answer"),
        },
        sections=sections,
    )


def _table_pdf(shown: Any) -> dict[str, Any]:
    table = shown.printed.table
    return {
        "title": table.title,
        "question": table.question,
        "source": gettext("Source: {source}").format(source=table.source),
        "words": shown.printed.says,
        "columns": [column.label for column in table.columns],
        "rows": [[row.label, *row.shown] for row in shown.printed.rows],
        "chart": str(shown.chart),
        "alt": shown.tells
        or gettext("{title}: the numbers of the table below, as bars.").format(title=table.title),
    }
