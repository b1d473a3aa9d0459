"""What is wrong with a PDF, and what it says."""

import io
import re

import page as validation
import pypdf

PROFILES = ("ua1", "2a")
# The validator takes a carriage return that happens to end a compressed stream for a part of the
# line end after it, and then finds the stream one byte too long.
MISREAD = "PDFA2A-STREAM-LENGTH-001"


def faults_of(pdf: bytes) -> list[str]:
    """The rules of PDF/UA-1 and PDF/A-2a that it breaks."""
    reports = [validation.validate_pdf_bytes(pdf, profile=profile) for profile in PROFILES]
    found = [f"{f.rule_id}: {f.message}" for report in reports for f in report.failures]
    return [fault for fault in found if not fault.startswith(MISREAD) or not lengths_hold(pdf)]


def lengths_hold(pdf: bytes) -> bool:
    """Whether each stream ends just where its /Length says."""
    starts = list(re.finditer(rb"/Length (\d+)[^>]*>>\s*stream\n", pdf))
    ends = (pdf[m.end() + int(m.group(1)) :][:10] for m in starts)
    return bool(starts) and all(end == b"\nendstream" for end in ends)


def pages_of(pdf: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def text_in(pdf: bytes) -> str:
    """Its text as one line."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def about(pdf: bytes) -> dict[str, str]:
    return dict(pypdf.PdfReader(io.BytesIO(pdf)).metadata)
