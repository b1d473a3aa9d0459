"""./msp content check: the shipped content is clean, planted mistakes are found and explained."""

import json
import socket
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from api.cli.__main__ import main
from authoring import read_folder, readability
from authoring.check import check
from authoring.rules import FORMS
from practice.content import FOLDER
from practice.rules.rule_language import FIELD_KEYS, _Evaluation
from tests.authoring.planted import JEAN, TODAY, change, copied_content, line_of

SCHEMAS = sorted((FOLDER / "schema").glob("*.json"))


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped content to plant mistakes in."""
    return copied_content(tmp_path, JEAN)


def found(folder, today=TODAY):
    return check(folder, "content", today)


def test_the_shipped_content_has_no_mistake():
    report = check()
    assert report.errors == []
    assert report.exit_code(strict=False) == 0


# Each: file, what is replaced, by what, what stands on the line that is named, what is said.
# Where the same text stands before it, the marker is longer than the change.
PLANTED = {
    "unknown value set": (
        "asking/fields/start.yml", "choices: outcome_kind}", "choices: outcome_kinds}",
        "outcome_kinds", "A8 asks for the value set “outcome_kinds”, which is not in"
        " asking/value_sets.yml. Did you mean “outcome_kind”?",
    ),
    "ask missing": (
        "asking/fields/start.yml", '  ask: "What did you explain to them?"\n', "",
        "- id: A1\n", "A1 has no “ask”. Add it: the question",
    ),
    "choice without label": (
        "asking/value_sets.yml", '{value: family, label: "Family member"}', "{value: family}",
        "{value: family}", "present, “family” has no “label”. Add it: what people read.",
    ),
    "empty label": (
        "asking/value_sets.yml", 'label: "Family member"', 'label: ""',
        'label: ""', "present, “family”, “label” is “”, but must not be empty.",
    ),
    "misspelt key": (
        "asking/fields/start.yml", "  title: What you explained", "  titel: What you explained",
        "titel:", "A1 has “titel”, which means nothing here. Did you mean “title”?",
    ),
    "bare no": (
        "asking/value_sets.yml", '{value: "no", label: "Could not"}',
        '{value: no, label: "Could not"}',
        '{value: no, label: "Could not"}', "“value” must be text, but is false. YAML reads a bare"
        " yes, no, on or off as true or false: put it in quotation marks.",
    ),
    "number for text": (
        "rules/checks.yml", '- id: "8.6.1"', "- id: 8.6",
        "- id: 8.6\n", "must be text, but is “8.6”. Put it in quotation marks.",
    ),
    "date for text": (
        "asking/fields/end.yml", 'title: Feels safer', "title: 2026-11-21", "title: 2026-11-21",
        "“2026-11-21” is read as a date here, but must be text. Put it in quotation marks.",
    ),
    "unknown kind": (
        "asking/fields/start.yml", "kind: action_taken", "kind: action",
        "kind: action\n", "A1, “kind” is “action”, but must be person_words",
    ),
    "id twice": (
        "asking/fields/start.yml", "- id: A2\n", "- id: A1\n",
        "- id: A1\n  name: confidentiality_told",
        "The id “A1” is taken: content/asking/fields/start.yml line 3 has it too. Choose another"
        " one.",
    ),
    "name twice": (
        "asking/fields/start.yml", "name: outcome\n", "name: learning\n", "name: learning\n",
        "The name “learning” is taken: content/asking/fields/end.yml line",
    ),
    "bad id": (
        "asking/fields/end.yml", "- id: E16", "- id: e-16", "- id: e-16",
        "is “e-16”, but must be a field's id: capital letters, then digits, like A7.",
    ),
    "key twice": (
        "asking/fields/start.yml", "  name: explained\n",
        "  name: explained\n  name: explained_twice\n",
        "name: explained_twice", "“name” stands here twice, and only the last one counts.",
    ),
    "part twice": (
        "asking/fields/start.yml", "{key: through,", "{key: frequency,",
        '{key: frequency, title: Through', "A3 has the part “frequency” twice: line",
    ),
    "value twice": (
        "asking/value_sets.yml", "value: partner,", "value: family,",
        'family, label: "Partner"', "The value set “present” has the value “family” twice: line",
    ),
    "label twice": (
        "asking/value_sets.yml", 'label: "Partner"', 'label: "Family member"',
        'partner, label: "Family member"', "has the label “Family member” twice: line",
    ),
    "field in no stage": (
        "asking/stages.yml", ", E16, C5", ", C5",
        None, "No stage asks E16, so nobody would ever see it.",
    ),
    "stage with an unknown field": (
        "asking/stages.yml", "fields: [P1,", "fields: [P111,", "P111",
        "The stage “prepare” asks for the field “P111”, which no file in fields/ defines. Did you"
        " mean",
    ),
    "stage with a field twice": (
        "asking/stages.yml", "fields: [P1, ", "fields: [P1, P1, ", "P1, P1",
        "names P1 twice",
    ),
    "unknown field in a condition": (
        "asking/fields/end.yml", "when: {field: E1,", "when: {field: E99,", "field: E99",
        "E2 asks for the field “E99”, which no file in fields/ defines. Did you mean",
    ),
    "unknown value in a condition": (
        "asking/fields/end.yml", 'when: {field: E1, value: ["yes"]}',
        "when: {field: E1, value: [yess]}",
        "[yess]", "E2 waits for the choice “yess”, which E1 does not offer. Did you mean “yes”?",
    ),
    "unknown value in a part's condition": (
        "asking/fields/contact.yml", "when: {value: [later]}", "when: {value: [latter]}",
        "[latter]",
        "C6, part “delay_reason”, waits for the choice “latter”, which C6 does not offer. Did you"
        " mean “later”?",
    ),
    "unknown word list in a part's condition": (
        "asking/fields/during.yml", "when: {said: not_an_outcome}", "when: {said: not_outcomes}",
        "not_outcomes", "D1, part “difference”, waits for the word list “not_outcomes”, which is"
        " not in asking/lexicon.yml. Did you mean “not_an_outcome”?",
    ),
    "unknown part in a part's condition": (
        "asking/fields/start.yml", "when: {part: frank_discussion}", "when: {part: frank_talk}",
        "frank_talk", "A8, part “plan_a”, waits for the part “frank_talk”, which A8 does not have.",
    ),
    "unknown shared rule": (
        "asking/fields/start.yml", "when: {shared: refused}", "when: {shared: refuse}",
        "shared: refuse}",
        "A20 asks for the shared rule “refuse”, which is not in rules/rules.yml. Did"
        " you mean “refused",
    ),
    "shared rules in a circle": (
        "rules/rules.yml", "died: {field: E15, value: [died]}", "died: {shared: cannot_be_asked}",
        "died: {shared", "The rule “died” leads back to itself",
    ),
    "no rule at all": (
        "rules/rules.yml", "died: {field: E15, value: [died]}", "died: {value: [died]}",
        "died: {value", "The shared rule “died” has a rule that begins with none of all, any,",
    ),
    "two rules in one": (
        "rules/rules.yml", "died: {field: E15, value: [died]}",
        "died: {any: [{field: E15}], field: E15}",
        "died: {any", "has “any” and “field” in one rule, which cannot be.",
    ),
    "unknown part in a check": (
        "rules/checks.yml", "part: suitability, value", "part: suitable, value", "part: suitable,",
        "The check 8.6.6 asks for the part “suitable” of P9, which P9 does not have. Did you mean"
        " “suitability”?",
    ),
    "unknown field of a same person": (
        "rules/checks.yml", "same_person: [P1.said_source]", "same_person: [P1.source]",
        "P1.source]",
        "The check 8.6.6 asks for the part “source” of P1, which P1 does not have.",
    ),
    "unknown source": (
        "rules/checks.yml", "source: [representative, advocate", "source: [representativ, advocate",
        "[representativ,", "asks for the source “representativ”, which is none of adult,"
        " representative, advocate or best_interests. Did you mean “representative”?",
    ),
    "check id twice": (
        "rules/checks.yml", '- id: "8.6.2"', '- id: "8.6.1"', None,
        "rules/checks.yml has the id “8.6.1” twice",
    ),
    "audit question shows no standard": (
        "assurance/audit_forms.yml", "id: L4, shows: L4", "id: L4, shows: L44", "L44",
        "The audit question L4 shows “L44”, which is in no file of rules/audit_sets. Did"
        " you mean “L4”?",
    ),
    "audit question twice": (
        "assurance/audit_forms.yml", "id: W2", "id: W1", "help",
        "The audit form “worker” has the id “W1” twice",
    ),
    "a hard audit question": (
        "assurance/audit_forms.yml", "What was it?",
        "Articulate comprehensively individual aspirations.",
        "Articulate", "“ask” of the audit question L2 has the reading grade",
    ),
    "audit rating twice": (
        "assurance/audit_forms.yml", "value: amber", "value: green", "label: Amber",
        "The audit form “case_file” has the rating “green” twice",
    ),
    "unknown severity": (
        "rules/checks.yml", "severity: block", "severity: blok", "severity: blok",
        "8.6.1, “severity” is “blok”, but must be block or warn. Did you mean “block”?",
    ),
    "a standard without askable fields": (
        "rules/audit_sets/bradford.yml", "fields: [E6]\n    evidenced: {field: E6,",
        "fields: [N9]\n    evidenced: {field: N9,", "fields: [N9]",
        "The standard B6 asks for the field “N9”, which no file in fields/ defines.",
    ),
    "a standard that waits for a field nobody is asked": (
        "asking/stages.yml", " E6,", "", ("rules/audit_sets/bradford.yml", "- id: B6\n"),
        "The standard B6 waits for E6, which no stage asks, so it could never be shown.",
    ),
    "a standard without any field in its rule": (
        "rules/audit_sets/bradford.yml", "evidenced: {field: E6, asked: true, words: true}",
        "evidenced: {finished: end}", "evidenced: {finished: end}",
        "The standard B6 is evidenced by no field at all. Name at least one in “evidenced”.",
    ),
    "unknown value in a standard": (
        "rules/audit_sets/bradford.yml", "value: [asked_expressed]", "value: [asked_expresed]",
        "asked_expresed",
        "The standard B1 waits for the choice “asked_expresed”, which A7 does not offer. Did you"
        " mean “asked_expressed”?",
    ),
    "a value of words": (
        "rules/audit_sets/bradford.yml", "evidenced: {field: E6, asked: true, words: true}",
        "evidenced: {field: A5, value: [good]}", "value: [good]",
        "waits for the choice “good” of A5, which has no choices. Ask for its words instead",
    ),
    "standard id twice": (
        "rules/audit_sets/bradford.yml", "- id: B2\n", "- id: B1\n", None,
        "The id “B1” is taken: line",
    ),
    "principle on an unknown standard": (
        "rules/audit_sets/principles.yml", "standards: [B9, B16]", "standards: [B9, B61]", "B61]",
        "The group prevention rests on “B61”, which is no standard of “bradford”.",
    ),
    "evidences an unknown standard": (
        "asking/fields/end.yml", "evidences: [B8]", "evidences: [B88]", "evidences: [B88]",
        "E8 evidences “B88”, which no file of rules/audit_sets has.",
    ),
    "exported field without a place": (
        "papers/document.yml", "fields: [A17]", "fields: [N1]", None,
        "A17 stands in no section of papers/document.yml, so the write-up would leave it out.",
    ),
    "field in two places": (
        "papers/document.yml", "fields: [A17]", "fields: [A17, D8]", None,
        "D8 already stands in the write-up, on line",
    ),
    "unexported field with a place": (
        "papers/document.yml", "fields: [A17]", "fields: [A17, P13]", "P13]",
        "P13 stands in the write-up, but is not to be exported"
        " (content/asking/fields/prepare.yml line",
    ),
    "header and a section": (
        "papers/document.yml", "fields: [A17]", "fields: [A17, C2]", None,
        "C2 already stands in the write-up, on line",
    ),
    "a row of the header for a part that is not there": (
        "papers/document.yml", "part: author_role", "part: author_rank", "author_rank",
        "C6 has no part “author_rank”.",
    ),
    "name for a part that is not there": (
        "papers/document.yml", "A12.evidence:", "A12.proof:", "A12.proof",
        "“titles” names A12.proof, which is no field or part of one.",
    ),
    "help that is not offered": (
        "papers/document.yml", "interpreter_other, signer]", "interpreter_other, singer]", "singer",
        "“interpreted” names “singer”, which C4 does not offer. Did you mean “signer”?",
    ),
    "what others said on the person's copy": (
        "papers/persons_copy.yml", "field: A10}", "field: D7, whose: ours}", "D7",
        "shows D7, which holds what others said. Take it out.",
    ),
    "what is never to stand on the person's copy": (
        "papers/persons_copy.yml", "field: A10}", "field: A6}", "A6}",
        "“never” says that A6 is not to stand here. Take it out.",
    ),
    "a part that is not there on the person's copy": (
        "papers/persons_copy.yml", "with: [owner]", "with: [payer]", "payer",
        "names the part “payer”, which D8 does not have.",
    ),
    "an answer that never comes on the person's copy": (
        "papers/persons_copy.yml", '["yes", partly]', '["yes", often]', "often",
        "waits for “often”, which agreed_by_person never is.",
    ),
    "unknown field in a box": (
        "local/national.yml", "fields: [A17]", "fields: [A71]", None,
        "The box “Sharing” names A71, which is no field.",
    ),
    "private field in a box": (
        "local/national.yml", "fields: [A17]", "fields: [A17, P13]", "P13]",
        "The box “Sharing” names P13, which is not to be exported",
    ),
    "field in two boxes": (
        "local/national.yml", "fields: [A17]", "fields: [A17, A18]", None,
        "A18 already stands in a box, on line",
    ),
    "private field on the page before a visit": (
        "papers/aide_memoire.yml", "C3.next_plan, P5]", "C3.next_plan, P5, P13]", "P13]",
        "The section “Safe contact, and who should not be there” shows P13, which is not to be"
        " exported (content/asking/fields/prepare.yml line",
    ),
    "unknown part on the page before a visit": (
        "papers/aide_memoire.yml", "[P3, P1.said_source", "[P3, P1.said_sauce",
        "[P3, P1.said_sauce",
        "asks for the part “said_sauce” of P1, which P1 does not have. Did you mean “said_source”?",
    ),
    "what others said as their own words": (
        "papers/aide_memoire.yml", "E8, A4]", "E8, D7]", "D7]",
        "The section “What they said last time” shows the person’s own words, and D7 holds none"
        " (its kind is “third_party_words”). Take it out here.",
    ),
    "a section without fields": (
        "papers/aide_memoire.yml", "    fields: [A5, A11, A6, A20, A19, A10, D10, E8, A4]\n", "",
        "title: What they said last time",
        "The section “What they said last time” shows nothing. Name its “fields”.",
    ),
    "outcomes with fields": (
        "papers/aide_memoire.yml", "    shows: outcomes\n",
        "    shows: outcomes\n    fields: [A8]\n",
        "fields: [A8]", "“What they want” shows outcomes, and no fields besides.",
    ),
    "someone else's words read back": (
        "papers/read_back.yml", "{title: What matters to you, field: A5}",
        "{title: What matters to you, field: P10}", "field: P10",
        "The row “What matters to you” shows the person’s own words, and P10 holds none",
    ),
    "a private field read back": (
        "papers/read_back.yml", "{title: What matters to you, field: A5}",
        "{title: What matters to you, field: P13}", "field: P13",
        "The row “What matters to you” shows P13, which is not to be exported",
    ),
    "a row that shows nothing": (
        "papers/read_back.yml", "{title: What matters to you, field: A5}",
        "{title: What matters to you}",
        "What matters to you", "The row “What matters to you” shows nothing. Name its “field”.",
    ),
    "words for a choice that is none": (
        "papers/read_back.yml", "partly: You said yes to some", "party: You said yes to some",
        "party:",
        "has words for the choice “party”, which A16 does not offer. Did you mean “partly”?",
    ),
    "words for a rating that is none": (
        "papers/read_back.yml", "{fully: You say", "{wholly: You say", "{wholly",
        "has words for the choice “wholly”, which E2 does not offer.",
    ),
    "an unknown rule for what is read back": (
        "papers/read_back.yml", "when: {shared: own_feedback}", "when: {shared: own_feed}",
        "own_feed}",
        "The row “What you want” asks for the shared rule “own_feed”, which is not in"
        " rules/rules.yml.",
    ),
    "pattern that does not compile": (
        "asking/value_sets.yml", 'match: ["same day", "today"]', 'match: ["same (day", "today"]',
        "same (day", "“written_when”, choice “same_day”, has in “match” the pattern “same (day”,"
        " which cannot be read (missing ), unterminated subpattern).",
    ),
    "word list that does not compile": (
        "asking/lexicon.yml", r"- '\bunwise\b'", r"- '\b(unwise\b'", "(unwise",
        r"The word list “unwise” has the pattern “\b(unwise\b”, which cannot be read",
    ),
    "relation that does not compile": (
        "asking/lexicon.yml", r"wife: '\bwife\b'", "wife: '[wife'", "[wife",
        "The relation “wife” has the pattern “[wife”, which cannot be read",
    ),
    "typing may pick where only a tap may": (
        "asking/fields/end.yml", "choices: felt\n", "choices: anything_new\n", None,
        "E4 takes taps only, yet its choices have “match”",
    ),
    "a question that cannot be answered": (
        "asking/fields/start.yml", "  words: required\n  evidences: [B14, B26, Em]",
        "  evidences: [B14, B26, Em]", "- id: A5\n",
        "A5 cannot be answered. Give it choices or groups, or write words: required.",
    ),
    "words awaited without asking": (
        "asking/fields/prepare.yml", '  words_ask: "What wishes and strengths are known?"\n', "",
        "- id: P7\n", "P7 waits for words. Say how to ask for them in “words_ask”.",
    ),
    "also answers an unknown field": (
        "asking/value_sets.yml", "also: {C3: whole}", "also: {C33: whole}", "C33",
        "“present”, choice “just_us”, also answers “C33”, which no file in fields/ defines.",
    ),
    "also answers with an unknown value": (
        "asking/value_sets.yml", "also: {C3: whole}", "also: {C3: hole}", "C3: hole",
        "also answers C3 with “hole”, which C3 does not offer. Did you mean “whole”?",
    ),
    "unknown group in a shortcut": (
        "asking/fields/prepare.yml", 'sets: {understand: "no"', 'sets: {understood: "no"',
        "understood",
        "P9 has a shortcut that sets “understood”, which is none of its groups. Did you mean",
    ),
    "unknown lead": (
        "asking/fields/start.yml", 'lead: "{advocacy}"', 'lead: "{advocate}"', "{advocate}",
        "A18 begins with {advocate}, which nothing fills in. Write plain words, or only one of"
        " {advocacy} or {consent}. Did you mean “{advocacy}”?",
    ),
    "unknown placeholder": (
        "asking/fields/end.yml", "They wanted: “{outcome}”", "They wanted: “{wish}”", "{wish}",
        "E2 has {wish} in “ask”. Only {outcome} is filled in here",
    ),
    "a line that is said is missing": (
        "wording.yml", "skip.ask:", "skip.aks:", "skip.aks:",
        "Nothing says the line “skip.aks”. Take it out, or correct its name. Did you mean"
        " “skip.ask”?",
    ),
    "a line that cannot be filled in": (
        "wording.yml", "You left some for now: {titles}.", "You left some for now: {title}.",
        "for now: {title}.", "“finish.later” has {title}, which is not filled in here. Only"
        " {titles} is filled in here",
    ),
    "a long question in the wording": (
        "wording.yml", "Which answer would you like to change?",
        "Of all the answers that you have given to me today in this long conversation of ours,"
        " which one of them would you now like to change for another one?",
        "correct.which", "“correct.which” asks something in 30 words. Shorten it to 25 at most.",
    ),
    "a long prompt": (
        "asking/fields/end.yml", "Do they feel safer?",
        "Do they feel safer now than they did on the day when you first went to see them at their"
        " own home?", "on the day when",
        "“ask” of E7 has 22 words. Shorten it to 20 at most: one thing at a time.",
    ),
    "a hard prompt": (
        "asking/fields/end.yml", "Do they feel safer?", "Is their subjective perception enhanced?",
        "subjective", "“ask” of E7 has the reading grade",
    ),
    "a hard part": (
        "asking/fields/contact.yml", "What got in the way?",
        "What prevented individual engagement?",
        "prevented", "“ask” of C3, part “why_not” has the reading grade",
    ),
    "a long line of help": (
        "help.yml", "“Carry on” takes you back to the question you left.",
        "“Carry on” takes you back to the one question that you had left open when you went home"
        " from work that day.", "“Carry on” takes", "This line of help has 22 words.",
    ),
    "a hard first step": (
        "help.yml", "Type the council’s case reference. Please do not use a name.",
        "Initiate documentation utilising organisational identifiers.", "Initiate",
        "This line of help has the reading grade",
    ),
    "a page without help": (
        "help.yml", "  - id: local\n    title: Local contacts\n", "  - id: local\n",
        "- id: local", "has no “title”. Add it",
    ),
    "a tool offers choices that are not there": (
        "assurance/tools/impact.yml", "choices: needed, ask", "choices: need, ask",
        "choices: need, ask",
        "The question R9 offers “need”, which this file does not have in “choices”. Did you mean"
        " “needed”?",
    ),
    "a tool's choice without choices": (
        "assurance/tools/impact.yml", "kind: choice, choices: needed, ask", "kind: choice, ask",
        "kind: choice, ask", "The question R9 offers nothing. Name its “choices”.",
    ),
    "choices of a question in words": (
        "assurance/tools/impact.yml", "{id: R1, kind: words,",
        "{id: R1, kind: words, choices: needed,",
        "{id: R1,", "The question R1 has “choices”, which only the kind “choice” has.",
    ),
    "a tool's id twice": (
        "assurance/tools/impact.yml", "{id: R2,", "{id: I4,",
        "{id: I4, kind: words, ask: \"What has been",
        "The id “I4” is taken: line",
    ),
    "a tool counts an unknown field": (
        "assurance/tools/impact.yml", "field: E5, values", "field: E55, values", "field: E55",
        "The figure “heard” asks for the field “E55”, which no file in fields/ defines.",
    ),
    "a tool counts an unknown answer": (
        "assurance/tools/impact.yml", "values: [fully, partially]", "values: [fully, partly]",
        "[fully, par",
        "The figure “better” counts “partly”, which E2 does not offer. Did you mean “partially”?",
    ),
    "a tool counts nothing": (
        "assurance/tools/nine_steps.yml", ", counts: audits}", "}", "{id: audits,",
        "The figure “audits” must have either “field” or “counts”.",
    ),
    "a hard line of a tool": (
        "assurance/tools/impact.yml", "What has to change?",
        "Which organisational modifications apply?",
        "organisational", "This line of the tool has the reading grade",
    ),
    "a long answer": (
        "asking/guidance.yml", "    title: Advocacy\n    answer: >-\n",
        "    title: Advocacy\n    answer: >-\n" + "      one two three four five six\n" * 16,
        "    answer: >-\n      one two", "The answer “advocacy” has",
    ),
    "a topic without examples": (
        "asking/guidance.yml", "topics:\n  advocacy:\n", "topics:\n  advocacy_law:\n",
        "advocacy_law:",
        "Nobody could ask for “advocacy_law”: data/nlu/guidance.yml has fewer than two examples",
    ),
    "examples without a topic": (
        "../data/nlu/guidance.yml", "ask_guidance/imca", "ask_guidance/imcas",
        "ask_guidance/imcas",
        "“imcas” has examples, but no answer in asking/guidance.yml under “topics”.",
    ),
    "no date of the calendar": (
        "asking/guidance.yml", "review_by: 2027-11-30", "review_by: 2027-11-31", "2027-11-31",
        "“2027-11-31” is no date of the calendar.",
    ),
    "a date in quotation marks": (
        "asking/guidance.yml", "review_by: 2027-11-30", 'review_by: "2027-11-30"', '"2027-11-30"',
        "has a date in quotation marks, “2027-11-30”. Take the marks away.",
    ),
    "an unknown item of the settings": (
        "asking/guidance.yml", "    local: advocacy\n", "    local: advocates\n",
        "local: advocates",
        "The answer “advocacy” adds “advocates”, which content/local/bradford.yml and"
        " national.yml do not have. Did you mean “advocacy”?",
    ),
    "an item of the settings without a source": (
        "local/bradford.yml", '    name: VoiceAbility\n    status: V\n', "    name: VoiceAbility\n",
        "- id: advocacy\n", "advocacy” has no “status”. Add it: how sure we are",
    ),
    "hours that are none": (
        "local/bradford.yml", 'monday: "08:30-17:00"', 'monday: "8.30 to 5"', "    hours:\n",
        "“duty_team”: hours of monday: '8.30 to 5' is not like \"08:30-17:00\".",
    ),
    "hours outside of nobody": (
        "local/bradford.yml", "outside duty_team", "outside duty_tem", "outside duty_tem",
        "The hours are outside those of “duty_tem”, which is no contact with hours of its own.",
    ),
    "a provider that is missing": (
        "local/bradford.yml", "- id: interpreter\n", "- id: interpreters\n", "providers:\n",
        "“interpreter” is missing in “providers”. Add it, with null while it is not known.",
    ),
    "an unknown audit set": (
        "local/bradford.yml", "audit_sets: [bradford,", "audit_sets: [bradfort,", "bradfort",
        "“audit_sets” names “bradfort”, which is none of",
    ),
    "a wrong code": (
        "local/bradford.yml", "code: bradford", "code: leeds", "code: leeds",
        "“code” is “leeds”, but the file is bradford.yml. Make them the same.",
    ),
    "an exercise card about nothing": (
        "training/exercises/barriers.yml", "about: brick", "about: bricks", "about: bricks",
        "The box “rung” is about “bricks”, which is no box before. Did you mean “brick”?",
    ),
    "an exercise box twice": (
        "training/exercises/values.yml", "{id: cost, title", "{id: good, title",
        "{id: good, title: What it",
        "The box “good” is there twice: line",
    ),
    "a check card without a place": (
        "training/exercises/consent.yml", "place: weigh_up", "place: weigh", "place: weigh,",
        "The check card “I can weigh the good and the bad” belongs to “weigh”, which is no place.",
    ),
    "a check card that fits nothing": (
        "training/exercises/consent.yml", "match: ['\\bunderst']", "match: ['\\bgrasp']", "bgrasp",
        "The check card “I understand what it is about” fits none of the patterns.",
    ),
    "a check card that does not compile": (
        "training/exercises/consent.yml", "match: ['\\bunderst']", "match: ['(underst']",
        "(underst",
        "has in “match” the pattern “(underst”, which cannot be read",
    ),
    "someone real in an example": (
        "training/exercises/principles.yml", "A man wants to stay", "Mr Jones wants to stay",
        "Mr Jones",
        "“Mr Jones” looks real (full_name). Practice is for made-up people only. Take it out.",
    ),
    "an exercise without key messages": (
        "training/exercises/values.yml", "  - id: messages", "  - id: message", "  - id: message\n",
        "The last step must be “messages”, with the key messages in “lines”.",
    ),
    "an exercise under another name": (
        "training/exercises/values.yml", "id: values", "id: value", "id: value\n",
        "“id” is “value”, but the file is values.yml. Make them the same.",
    ),
    "a hard question in an exercise": (
        "training/exercises/values.yml", "Why do we still choose it?",
        "Articulate individual motivations?",
        "Articulate", "This line of the exercise has the reading grade",
    ),
    "a side that is none": (
        "training/exercises/principles.yml", "side: justice, title: What",
        "side: justise, title: What",
        "justise", "The box “justice_wants” belongs to “justise”, which is no side.",
    ),
    "an exercise that sorts into nothing": (
        "training/exercises/consent.yml", "sorts: answer\n    checks", "sorts: answers\n    checks",
        "sorts: answers", "The step “check” sorts “answers”, which is no box. Did you mean",
    ),
    "national labels swapped": (
        "assurance/report.yml", 'label: "Yes, they lacked capacity", counts: ["lacked.*"]',
        'label: "No, they did not lack capacity", counts: ["lacked.*"]', "- {id: lacked, label",
        "The table SG3a counts what people chose as “Yes, they lacked capacity” under “No, they"
        " did not lack capacity”. Put it right.",
    ),
    "a choice that the report leaves out": (
        "assurance/report.yml", "known, unknown, not_recorded]}", "known, not_recorded]}",
        "labels: risk_source", "The fact “source” leaves out “unknown” of risk_source.",
    ),
    "an answer that nobody can give": (
        "assurance/report.yml", 'counts: ["identified_*.removed"]', 'counts: ["identified_*.gone"]',
        "identified_*.gone", "The table SG2e counts “identified_*.gone”, which is no answer.",
    ),
    "words for a row that is not there": (
        "assurance/report.yml", "Not asked: {no}.", "Not asked: {not_asked}.", "{not_asked}",
        "The table SG4a has words for 'not_asked', which is none of its rows.",
    ),
    "a rule for a row that is not there": (
        "assurance/report.yml", "whole: SG3a.lacked,", "whole: SG3a.lacks,", "SG3a.lacks",
        "A rule of the report names “SG3a.lacks”, which is no row. Did you mean “SG3a.lacked”?",
    ),
    "a table that counts nothing known": (
        "assurance/report.yml", "    fact: capacity\n    by: age",
        "    fact: capacities\n    by: ages",
        "fact: capacities", "The table SG3a counts “capacities”, which is not in “facts”. Did you"
        " mean “capacity”?",
    ),
    "a tab": (
        "asking/stages.yml", "  title: Before a visit", "\ttitle: Before a visit", "\ttitle",
        "A tab stands here. Indent with spaces only.",
    ),
    "a quotation mark that is not closed": (
        "rules/rules.yml", 'value: ["no", partly', 'value: ["no, partly', None,
        "From here on the file cannot be read.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_is_found_with_its_line_and_explained(folder, name):
    file, old, new, marker, says = PLANTED[name]
    change(folder / file, old, new)
    report = found(folder)
    assert report.exit_code(strict=True) == 1
    fitting = [mistake for mistake in report.mistakes if says in mistake.text]
    assert fitting, report.text
    if marker:
        file, marker = (file, marker) if isinstance(marker, str) else marker
        shown = file.removeprefix("../") if file.startswith("..") else f"content/{file}"
        place = (shown, line_of(folder / file, marker))
        assert place in {(m.file, m.line) for m in fitting}, report.text


def test_all_mistakes_are_told_at_once(folder):
    for name in ("unknown value set", "choice without label", "check id twice", "a long answer"):
        change(folder / PLANTED[name][0], *PLANTED[name][1:3])
    change(folder / "asking/fields/start.yml", "choices: understanding", "choices: understood")
    report = found(folder)
    for name in ("unknown value set", "choice without label", "check id twice", "a long answer"):
        assert PLANTED[name][4] in report.text
    assert "A4 asks for the value set “understood”" in report.text
    assert report.text.splitlines()[-1].startswith("5 mistakes, 0 warnings in ")


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("rules/rules.yml", None, "content/rules/rules.yml: It is missing, or cannot be opened."),
        ("rules/rules.yml", b"", "content/rules/rules.yml: It is empty."),
        ("rules/rules.yml", "a: \u00e9".encode("latin-1"), "It is not saved as UTF-8 text."),
        ("rules/rules.yml", b"a: &b\n  all: [*b]\n", "Something in it stands inside itself."),
        (
            "rules/rules.yml",
            b"? [a]\n: b\n",
            "content/rules/rules.yml line 1: A name before a colon must",
        ),
        ("asking/stages.yml", b"- 1\n", "must be names with a colon after each"),
        (
            "asking/fields/end.yml",
            b"E1: x\n",
            "content/asking/fields/end.yml line 1: The file must be a list",
        ),
        ("asking/value_sets.yml", b"felt: [1, {}]\n", "felt, entry 2 has no “value”."),
    ],
)
def test_whatever_a_file_holds_the_check_goes_on(folder, file, content, says):
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_bytes(content)
    change(folder / "asking/fields/start.yml", "kind: action_taken", "kind: action")
    report = found(folder)
    assert says in report.text, report.text
    assert "A1, “kind” is “action”" in report.text
    assert report.exit_code(strict=False) == 1


def test_an_unreadable_file_brings_no_mistakes_in_the_others(folder):
    (folder / "asking/value_sets.yml").write_text("present: [")
    report = found(folder)
    assert [mistake.file for mistake in report.errors] == ["content/asking/value_sets.yml"]
    assert "What belongs together across files was not checked" in report.text


def test_an_overdue_review_is_a_warning_and_fails_only_when_strict(folder):
    report = found(folder, date(2031, 1, 1))
    assert report.errors == []
    said = "\n".join(map(str, report.warnings))
    for what in ("The answer “advocacy”", "“deprivation_of_liberty”", "“duty_team”", "“sac”"):
        assert f"{what} was to be looked at again by" in said
    change_line = line_of(folder / "asking/guidance.yml", "review_by:")
    assert f"Warning: content/asking/guidance.yml line {change_line}: The answer “advocacy”" in said
    assert report.exit_code(strict=False) == 0
    assert report.exit_code(strict=True) == 1


def test_standards_and_fields_that_differ_are_warned_of_both_ways(folder):
    change(folder / "asking/fields/end.yml", "evidences: [B8]", "evidences: [B7]")
    report = found(folder)
    assert report.errors == []
    here, there = (str(mistake) for mistake in report.warnings)
    assert "E8 says that it evidences B7, but B7 does not name E8 in “fields”" in here
    assert "The standard B8 names E8, but E8 does not name B8 in “evidences”" in there


def test_the_command_prints_every_mistake_and_the_counts(folder, capsys):
    assert main(["content", "check", "--folder", str(folder)]) == 0
    change(folder / "asking/fields/end.yml", "evidences: [B8]", "evidences: [B7]")
    assert main(["content", "check", "--folder", str(folder)]) == 0
    assert main(["content", "check", "--folder", str(folder), "--strict"]) == 1
    change(folder / "asking/fields/end.yml", "evidences: [B7]", "evidences: [B77]")
    capsys.readouterr()
    assert main(["content", "check", "--folder", str(folder)]) == 1
    first, *_, last = capsys.readouterr().out.splitlines()
    line = line_of(folder / "asking/fields/end.yml", "[B77]")
    place = f"{folder}/asking/fields/end.yml line {line}"
    assert first.startswith(f"{place}: E8 evidences “B77”, which")
    assert last.startswith("1 mistake, 1 warning in ")


def test_a_councils_own_settings_are_looked_at_too(folder, tmp_path, capsys, monkeypatch):
    own = tmp_path / "own"
    own.mkdir()
    text = (folder / "local/bradford.yml").read_text(encoding="utf-8")
    (own / "leeds.yml").write_text(text.replace("days: null", "days: often"), encoding="utf-8")
    monkeypatch.setenv("MSP_LOCAL_DIR", str(own))
    assert main(["content", "check", "--folder", str(folder)]) == 1
    shown = capsys.readouterr().out
    line = line_of(own / "leeds.yml", "days: often")
    assert f"{own}/leeds.yml line {line}: periods, “retention_days”, “days” must be a" in shown
    assert "“code” is “bradford”, but the file is leeds.yml. Make them the same." in shown


def test_a_folder_that_is_not_there_is_said(tmp_path, capsys):
    assert main(["content", "check", "--folder", str(tmp_path / "none")]) == 1
    assert "There is no folder" in capsys.readouterr().err


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_schemas_are_sound_and_help_whoever_edits(path):
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["title"] and schema["description"]
    assert [name for name, row in properties(schema) if not row.get("description")] == []


def properties(schema):
    """Every property of every object in a schema: (name, schema)."""
    if isinstance(schema, list):
        for row in schema:
            yield from properties(row)
    elif isinstance(schema, dict):
        rows = schema.get("properties", {})
        yield from rows.items() if all(isinstance(row, dict) for row in rows.values()) else ()
        for row in schema.values():
            yield from properties(row)


def test_every_file_leads_editors_to_its_schema():
    for name, schema in read_folder(FOLDER).schemas.items():
        first = (FOLDER / name).read_text(encoding="utf-8").splitlines()[0]
        up = "../" * name.count("/")
        assert first == f"# yaml-language-server: $schema={up}schema/{schema}.json", name


def test_the_check_knows_the_whole_rule_language():
    rule = json.loads((FOLDER / "schema/rule.json").read_text(encoding="utf-8"))
    assert set(FORMS) == set(_Evaluation.forms)
    assert set(rule["properties"]) == set(FORMS) | FIELD_KEYS | {"has", "as"}


def test_reading_grades_need_no_internet(monkeypatch):
    def refuse(*_):
        raise AssertionError("the check must work without the internet")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert readability.reading_grade("Do they feel safer?") < 3
    assert readability.reading_grade("Is their subjective perception enhanced?") > 7


def test_every_kind_of_prompt_is_measured(folder):
    prompts = readability.prompts(read_folder(folder))
    kinds = {".".join(str(s) for s in spot.path[1:] if isinstance(s, str)) for spot, _ in prompts}
    assert kinds == {
        "ask", "say", "words_ask", "parts.ask", "repeat.ask", "repeat.always.ask", "added.ask",
        "again.ask", "questions.ask",
    }  # fmt: skip
    assert any(text.endswith("Yes means it would be very hard.") for _, text in prompts)
