"""What programs send about the tools of managers and boards."""

from pydantic import BaseModel, ConfigDict

from api.sending import SendingKey


class NewCopy(BaseModel):
    """A copy to begin. The same key again gives the same copy."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"key": "1b9f7d3c-begin", "follows": None}]},
    )

    key: SendingKey
    follows: str | None = None


class Given(BaseModel):
    """What is given to a question: a choice, words, or both."""

    model_config = ConfigDict(extra="forbid")

    choice: str = ""
    words: str = ""


class SectionSent(BaseModel):
    """A section's answers. version: of the copy that the sender saw."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "key": "1b9f7d3c-save",
                    "version": 1,
                    "answers": {"I4": {"words": "People are asked too late."}},
                }
            ]
        },
    )

    key: SendingKey
    version: int
    answers: dict[str, Given]


class Finishing(BaseModel):
    """A copy to finish. version: that the sender saw."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"key": "1b9f7d3c-end", "version": 2, "review_on": "2027-05-21"}]
        },
    )

    key: SendingKey
    version: int
    review_on: str = ""
