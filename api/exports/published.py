"""What other systems need to read an export, open to all: it says nothing of anyone."""

from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

from api.exports.fhir_questionnaire import as_published
from api.exports.render import SCHEMA

router = APIRouter(tags=["exports"])
FILE = Path(__file__).parent / "record_export.schema.json"


@router.get(SCHEMA)
def record_export_schema() -> Response:
    """The JSON Schema (2020-12) of the write-up as JSON."""
    return Response(_schema(), media_type="application/schema+json")


@router.get("/v1/fhir/Questionnaire/record")
def record_questionnaire() -> Response:
    """Our questions as a FHIR R4 Questionnaire, to which the answers in a document refer."""
    return Response(as_published(), media_type="application/fhir+json")


@lru_cache(maxsize=1)
def _schema() -> bytes:
    return FILE.read_bytes()
