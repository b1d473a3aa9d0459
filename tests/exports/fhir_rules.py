"""What is wrong with a FHIR resource, as two validators see it, without any network."""

import gzip
import json
import re
import xml.etree.ElementTree as ET
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from pyrofile_validator import Validator
from pyrofile_validator.config import ValidatorConfig

from api.exports.fhir_questionnaire import BASE, QUESTIONNAIRE, questionnaire

DEFINITIONS = Path(__file__).parent / "fhir_r4.json.gz"
ALLOWED = {
    f"{{http://www.w3.org/1999/xhtml}}{name}" for name in ("div", "p", "b", "ul", "li", "br")
}
# The validator looks for a member that is called "value[x]" where valueCoding stands.
MISREAD = re.compile(r"\.answerOption\[\d+\]\.value\[x\]$")


@lru_cache(maxsize=1)
def _package() -> str:
    """The definitions as a folder like a FHIR package."""
    folder = Path(mkdtemp(prefix="fhir-r4-")) / "package"
    folder.mkdir()
    for row in json.loads(gzip.decompress(DEFINITIONS.read_bytes())):
        name = f"{row['resourceType']}-{row['id']}.json"
        (folder / name).write_text(json.dumps(row), encoding="utf-8")
    about = {"name": "hl7.fhir.r4.core", "version": "4.0.1"}
    (folder / "package.json").write_text(json.dumps(about), encoding="utf-8")
    return str(folder.parent)


@lru_cache(maxsize=1)
def _validator() -> Validator:
    config = ValidatorConfig.load_dict(
        {
            "fhirVersion": "4.0.1",
            "localPackagePaths": [_package()],
            "terminology": {"mode": "local"},
        }
    )
    ours = {QUESTIONNAIRE: questionnaire()}
    origin = BASE.rpartition("/")[0]
    return Validator(config, external_reference_resolver=ours.get, reference_origin=origin)


def faults_of_fhir(resource: dict[str, Any]) -> list[str]:
    """What either validator calls an error."""
    report = _validator().validate_resource(resource)
    found = [f"{e.code}: {e.message}" for e in report.errors if not MISREAD.search(e.path or "")]
    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    except ValueError as error:
        found.append(str(error))
    return found + [fault for div in _narratives(resource) for fault in _faults_of_text(div)]


def _narratives(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["div"]] if "div" in value else []
        return own + [div for row in value.values() for div in _narratives(row)]
    return [div for row in value for div in _narratives(row)] if isinstance(value, list) else []


def _faults_of_text(div: str) -> list[str]:
    """Neither validator reads the text: it must be XHTML of a few elements and no attributes."""
    try:
        root = ET.fromstring(div)
    except ET.ParseError as error:
        return [f"the text is not XML: {error}"]
    return [f"the text has {e.tag}" for e in root.iter() if e.tag not in ALLOWED or e.attrib]


def references_in(value: Any) -> set[str]:
    """Every reference by address in a resource."""
    if isinstance(value, dict):
        own = {value["reference"]} if isinstance(value.get("reference"), str) else set()
        return own.union(*(references_in(row) for row in value.values()))
    if isinstance(value, list):
        return set().union(*(references_in(row) for row in value))
    return set()
