"""A report as the answer to a request."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from fastapi.responses import Response

from api.exports.files import WORD
from api.exports.pdf import file_name
from api.exports.report import Report, report_csv, report_pdf, report_word

ReportFormat = Literal["pdf", "docx", "csv"]
KINDS: dict[str, str] = {"pdf": "application/pdf", "docx": WORD, "csv": "text/csv; charset=utf-8"}


def report_answer(report: Report, made: datetime, kind: ReportFormat, name: str) -> Response:
    """The report in one format, to be saved as `name`, which must say nothing of a person."""
    make: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: report_pdf(report, made),
        "docx": lambda: report_word(report, made),
        "csv": lambda: report_csv(report),
    }
    headers = {"Content-Disposition": f'attachment; filename="{file_name(name)}.{kind}"'}
    return Response(make[kind](), media_type=KINDS[kind], headers=headers)
