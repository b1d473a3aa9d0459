"""The wish that opens a stage, on My work and in the conversation: both mean the same stage."""

import pytest

from actions.contact import stage_for
from practice.asking.progress import WISHES, next_stages
from tests.practice.records import contact, record


@pytest.mark.parametrize("had", [[], ["prepare"], ["start"], ["start", "during"]])
def test_the_wish_of_each_next_stage_opens_that_stage(had):
    over = tuple(contact(stage, day) for day, stage in enumerate(had, start=1))
    for stage in next_stages(over):
        assert stage_for(WISHES[stage], record(contacts=over)) == stage
