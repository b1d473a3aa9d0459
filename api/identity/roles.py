"""What a person may be here. Roles are given by an administrator, never by a request."""

from enum import StrEnum


class Role(StrEnum):
    """A person's role; its value is what is stored and sent."""

    PRACTITIONER = "practitioner"
    SUPERVISOR = "supervisor"
    TRAINEE = "trainee"
    FACILITATOR = "facilitator"
    BOARD = "board"
    ADMINISTRATOR = "administrator"


# Those who do casework here; service and pages ask this one list.
CASE_WORK = (Role.PRACTITIONER, Role.SUPERVISOR)
# Those who lead trainees through an exercise.
LEADS_PRACTICE = (Role.FACILITATOR, Role.SUPERVISOR)
