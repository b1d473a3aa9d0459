"""The age band of the person a work is about: no date of birth, only what the return asks."""

from sqlalchemy.orm import Session

from api.audit.service import record_event
from api.errors import Invalid, NotAllowed
from api.identity.actor import Actor
from api.works import queries
from practice.assurance.report.tables import report_content
from practice.content.language import gettext


def age_bands() -> list[dict[str, str]]:
    """The national age bands: value and label, "not known" last."""
    return report_content()["groups"]["age"]["columns"]


def set_age_band(session: Session, actor: Actor, work_id: str, band: str) -> None:
    """Note the age band of a work; the same again changes nothing.

    Raises NotFound for a work that is not the actor's to see, NotAllowed for roles without case
    work, Invalid for what is no age band.
    """
    work = queries.work(session, actor, work_id, lock=True)
    if not actor.has_case_work:
        raise NotAllowed()
    if band not in {row["value"] for row in age_bands()}:
        raise Invalid(gettext("Please choose one of the age bands."))
    if work.age_band == band:
        return
    work.age_band = band
    record_event(
        session,
        account_id=actor.id,
        action="work.age_band_set",
        subject_type="work",
        subject_id=work.id,
        fields=("age_band",),
    )
