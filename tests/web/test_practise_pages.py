"""Practise in the browser: the list, each exercise at each step, a group, the sheet."""

import re

import pytest
from playwright.sync_api import expect

from api.exercises import sittings
from api.exercises.models import Sitting
from api.exercises.queries import kept_cards
from api.identity.roles import LEADS_PRACTICE, Role
from practice.training.exercise import exercises
from tests.web.browsing import WIDTHS, faults, needs_chromium
from tests.web.pdfs import faults_of, text_in
from tests.web.practice_group import LONG, SCRIPT, Group, filled
from tests.web.reading import text_of

KEY = "a key of a form"
EVERY_STEP = [(name, step.id) for name, row in exercises().items() for step in row.steps]


@pytest.fixture
def trainee(signed_in):
    return reader(signed_in, "trainee")


@pytest.fixture
def facilitator(signed_in):
    return reader(signed_in, "facilitator")


def reader(signed_in, role, **about):
    person = signed_in(role, **about)
    person.headers["accept"] = "text/html"
    return person


def actor(person):
    return person.account.actor


def begin(person, exercise="values", **more):
    form = {"exercise": exercise, "key": KEY, **more}
    return person.post("/practise/exercises", data=form).headers["location"]


def shown(person, path):
    answer = person.get(path)
    assert answer.status_code == 200, answer.text[:500]
    return text_of(answer.text)


# The list


@pytest.mark.parametrize("role", list(Role))
def test_everyone_may_practise_and_some_may_open_a_group(signed_in, role):
    person = reader(signed_in, role)
    page = person.get("/practise").text
    for exercise in exercises().values():
        assert exercise.title in page and exercise.lead in page
    assert ("Open for a group" in page) == (role in LEADS_PRACTICE)
    assert 'href="/practise"' in person.get("/work").text
    assert begin(person).startswith("/practise/exercises/")
    led = person.post(
        "/practise/exercises", data={"exercise": "values", "key": KEY * 2, "led": "yes"}
    )
    assert led.status_code == (303 if role in LEADS_PRACTICE else 403)


def test_a_stranger_signs_in_first(client):
    answer = client.get("/practise", headers={"accept": "text/html"})
    assert answer.headers["location"] == "/sign-in?next=/practise"


def test_what_is_open_is_carried_on_and_what_is_finished_is_listed(trainee, database):
    open_one = Group(database, actor(trainee), "consent").move("sort")
    done = Group(database, actor(trainee)).finish()
    page = trainee.get("/practise").text
    assert f'href="{open_one.path}"' in page and f'href="{done.path}"' in page
    text = text_of(page)
    assert "Into the boxes" in text and "Finished on" in text
    other = Group(database, actor(trainee), "barriers").id
    trainee.post(f"/practise/exercises/{other}/delete")
    assert other not in trainee.get("/practise").text
    assert "Deleted, with all its cards." in shown(trainee, "/practise?done=deleted")


def test_an_unknown_exercise_is_not_there(trainee):
    answer = trainee.post("/practise/exercises", data={"exercise": "none", "key": KEY})
    assert answer.status_code == 404


def test_a_wrong_code_is_explained_and_many_are_stopped(trainee, facilitator, database):
    group = Group(database, actor(facilitator), led=True)
    for count in range(sittings.WRONG_CODES):
        answer = trainee.post("/practise/join", data={"code": f"<b>{count}"})
        assert answer.status_code == 404 and "No open exercise has this code" in answer.text
        assert f"&lt;b&gt;{count}" in answer.text
    answer = trainee.post("/practise/join", data={"code": group.code})
    assert answer.status_code == 429 and answer.headers["retry-after"] == "600"
    assert trainee.get("/practise/join").headers["location"] == "/practise"


# Each exercise


@pytest.mark.parametrize(("exercise", "step"), EVERY_STEP)
def test_each_step_asks_its_question_and_shows_what_it_says(trainee, database, exercise, step):
    group = filled(database, actor(trainee), exercise).move(step)
    page, row = shown(trainee, group.path), exercises()[exercise]
    found = next(one for one in row.steps if one.id == step)
    for line in (
        found.title,
        found.ask,
        *found.lines,
        *found.hints,
        *(b.label for b in found.boxes),
    ):
        assert line in page
    assert not [note for note in found.facilitator if note in page]
    assert "<script>alert" not in trainee.get(group.path).text


def test_an_exercise_from_its_first_card_to_its_end(trainee):
    path = begin(trainee)
    added = {"key": "key of one", "text.value": "They like tea", "choice.value": "food"}
    answer = trainee.post(f"{path}/cards", data=added)
    assert answer.headers["location"] == f"{path}?kept=yes#add"
    page = shown(trainee, answer.headers["location"])
    assert "Food and drink: They like tea" in page
    assert page.count("You wrote “They”.") == 2  # beside the form, and on the board
    assert trainee.post(f"{path}/cards", data=added).status_code == 303
    card = re.search(r'name="step" value="good"', trainee.get(path).text)
    assert card
    trainee.post(f"{path}/step", data={"step": "good"})
    about = re.search(r'name="about\.good" value="([^"]+)" checked', trainee.get(path).text)[1]
    trainee.post(
        f"{path}/cards", data={"key": "key of two", "text.good": "warm", "about.good": about}
    )
    assert "warm" in shown(trainee, path)
    assert trainee.post(f"{path}/finish").status_code == 409
    trainee.post(f"{path}/step", data={"step": "messages"})
    assert trainee.post(f"{path}/finish").status_code == 303
    page = shown(trainee, path)
    assert "Finished on" in page and exercises()["values"].messages[0] in page
    assert "Add" not in page.split() and f"{path}/sheet.pdf" in trainee.get(path).text


def test_what_looks_real_is_stopped_with_its_kind_and_the_words_stay_in_the_form(trainee):
    path = begin(trainee, "barriers")
    form = {"key": "key of one", "text.needs": "Mrs Jones, BD1 1HY", "text.first_name": "Ada",
            "choice.age": "from_65"}  # fmt: skip
    answer = trainee.post(f"{path}/cards", data=form)
    assert answer.status_code == 422
    page = text_of(answer.text)
    assert "made-up people only" in page
    assert "a full name (“Mrs Jones”), a postcode (“BD1 1HY”)" in page
    assert "Mrs Jones, BD1 1HY</textarea>" in answer.text and 'value="Ada"' in answer.text
    assert '<option value="from_65" selected>' in answer.text
    assert 'href="#box-needs"' in answer.text
    assert "Mrs Jones" not in trainee.get(path).text and "Ada" not in shown(trainee, path)
    assert trainee.get(f"{path}/cards").headers["location"] == path


@pytest.mark.parametrize("form", [{}, {"text.value": "  "}, {"text.nonesuch": "x"}, {"text.": "x"}])
def test_an_empty_or_strange_form_is_told_so(trainee, form):
    path = begin(trainee)
    answer = trainee.post(f"{path}/cards", data={"key": "key of one", **form})
    assert answer.status_code == 422 and "Your words are still here" in answer.text


def test_the_wall_names_bricks_that_no_rung_reaches(trainee, database):
    page = shown(trainee, filled(database, actor(trainee), "barriers").move("ladder").path)
    assert page.count("No rung reaches this brick yet") == 1
    assert "Over brick 1, 2" in page and page.count("Rung 1") == 2


def test_the_boxes_are_blank_until_the_sorting_begins(trainee, database):
    group = Group(database, actor(trainee), "consent")
    group.add("answer", "Time to think")
    page = shown(trainee, group.path)
    assert page.count("Still blank") == 4 and "Free from pressure" not in page
    page = shown(trainee, group.move("sort").path)
    assert "Still blank" not in page and "Free from pressure, threats and control." in page
    card = re.search(r'name="place\.([^"]+)"', trainee.get(group.path).text)[1]
    trainee.post(f"{group.path}/places", data={f"place.{card}": "capacity"})
    page = shown(trainee, group.move("check").path)
    assert re.search(r"This could go into Free will ?\. Being rushed is a kind of pressure\.", page)
    assert "You put it into Mental capacity. What speaks for that?" in page
    bad = trainee.post(f"{group.path}/places", data={f"place.{card}": "nonesuch"})
    assert bad.status_code == 422


def test_an_answer_without_a_check_card_gets_the_questions(trainee, database):
    group = Group(database, actor(trainee), "consent").move("check")
    group.add("answer", "A cup of tea")
    page = shown(trainee, group.path)
    assert "There is no check card for this answer." in page
    for place in exercises()["consent"].places:
        assert f"{place.title}: {place.asks}" in page


def test_nothing_to_add_to_yet(trainee, database):
    group = Group(database, actor(trainee)).move("good")
    assert "There is nothing to add to yet" in shown(trainee, group.path)
    group = Group(database, actor(trainee), "consent").move("sort")
    assert "There is nothing to sort yet" in shown(trainee, group.path)


# A group


def test_a_group_joins_adds_and_is_moved_on_and_nobody_sees_whose_a_card_is(
    trainee, facilitator, signed_in, database
):
    other = reader(signed_in, "practitioner")
    path = begin(facilitator, led="yes")
    code = re.search(r'class="code">(\w{3}) (\w{3})<', facilitator.get(path).text)
    typed = f"{code[1].lower()} {code[2]}"
    for person in (trainee, other):
        assert person.post("/practise/join", data={"code": typed}).headers["location"] == path
    assert "2 people have joined." in shown(facilitator, path)
    assert code[1] not in trainee.get(path).text.replace(path, "")
    one = {"key": "key of one", "text.value": "a long bath"}
    trainee.post(f"{path}/cards", data=one)
    other.post(f"{path}/cards", data={**one, "text.value": "tea", "named": "yes"})
    for person in (facilitator, trainee, other):
        page = shown(person, path)
        assert "a long bath" in page and "tea" in page
        name = actor(trainee).display_name
        assert name not in page or person is trainee
        assert actor(other).display_name in page
    assert trainee.post(f"{path}/step", data={"step": "good"}).status_code == 403
    assert "On to:" not in shown(trainee, path)
    facilitator.post(f"{path}/step", data={"step": "good"})
    for person in (facilitator, trainee, other):
        assert "Step 2 of 6: What is good about it" in shown(person, path)
    notes = exercises()["values"].steps[1].facilitator
    assert notes[0] in shown(facilitator, path) and notes[0] not in shown(trainee, path)


def test_the_page_asks_for_changes_and_gets_nothing_while_there_are_none(
    trainee, facilitator, database
):
    group = Group(database, actor(facilitator), others=[actor(trainee)])
    live = f"{group.path}/live"
    version = re.search(r'data-version="(\w+)"', trainee.get(group.path).text)[1]
    assert trainee.get(f"{live}?seen={version}").status_code == 204
    group.add("value", "a long bath")
    answer = trainee.get(f"{live}?seen={version}")
    assert answer.status_code == 200 and "a long bath" in answer.text
    assert "<html" not in answer.text
    seen = {version, re.search(r'data-version="(\w+)"', answer.text)[1]}
    seen.add(re.search(r'data-version="(\w+)"', group.move("good") and trainee.get(live).text)[1])
    assert len(seen) == 3


def test_others_find_nothing(trainee, signed_in, database):
    other = reader(signed_in, "facilitator")
    group = Group(database, actor(trainee), "consent").move("sort")
    card = group.add("answer", "Time")
    for path in ("", "/live", "/sheet", "/sheet.pdf"):
        assert other.get(group.path + path).status_code == 404
    forms = {
        "/cards": {"key": KEY, "text.answer": "x"}, f"/cards/{card}/remove": {},
        "/places": {f"place.{card}": "capacity"}, "/step": {"step": "check"}, "/finish": {},
        "/share": {"reader": other.account.id}, "/take-back": {"reader": other.account.id},
        "/delete": {},
    }  # fmt: skip
    for path, form in forms.items():
        assert other.post(group.path + path, data=form).status_code == 404, path
    assert "Time" in shown(trainee, group.path)


def test_sharing_and_taking_back(trainee, facilitator, database):
    group = filled(database, actor(trainee), "principles")
    assert "Only you." in shown(trainee, group.path)
    trainee.post(f"{group.path}/share", data={"reader": facilitator.account.id})
    assert "Take it back from" in shown(trainee, group.path)
    assert "Shared with you" in shown(facilitator, "/practise")
    page = facilitator.get(f"{group.path}/sheet").text
    assert "To stay at home" in page and "Take away" not in page
    assert facilitator.get(f"{group.path}/sheet.pdf").status_code == 200
    assert facilitator.get(group.path).status_code == 404
    trainee.post(f"{group.path}/take-back", data={"reader": facilitator.account.id})
    assert facilitator.get(f"{group.path}/sheet").status_code == 404
    assert "Shared with you" not in shown(facilitator, "/practise")
    assert trainee.post(f"{group.path}/share", data={"reader": "x"}).status_code == 422


# The sheet


@pytest.mark.parametrize("exercise", list(exercises()))
def test_the_sheet_and_its_pdf_hold_every_card_and_the_key_messages(trainee, database, exercise):
    group = filled(database, actor(trainee), exercise)
    page = shown(trainee, f"{group.path}/sheet")
    answer = trainee.get(f"{group.path}/sheet.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert (
        answer.headers["content-disposition"] == f'attachment; filename="exercise-{exercise}.pdf"'
    )
    assert faults_of(answer.content) == []
    said = squeezed(text_in(answer.content))
    with database.reader() as session:
        texts = [row.text for row in kept_cards(session, session.get_one(Sitting, group.id))]
    for text in (*texts, *exercises()[exercise].messages):
        assert squeezed(text) in said and text in page
    assert "Take away" not in page


def squeezed(text):
    return re.sub(r"\s+", "", text)


# In a browser


@needs_chromium
@pytest.mark.parametrize("exercise", list(exercises()))
def test_no_fault_in_any_step_at_any_width(page, site, exercise):
    leader, other = site.account("facilitator"), site.account("trainee")
    database = site.app.state.database
    site.sign_in(page, leader.username)
    group = filled(database, leader, exercise, [other])
    empty = Group(database, leader, exercise)
    for step in exercises()[exercise].steps:
        for one in (group, empty):
            page.goto(site.url + one.move(step.id).path)
            for folded in page.locator("details").all():
                folded.evaluate("row => row.setAttribute('open', '')")
            assert faults(page) == [], (exercise, step.id)
    page.goto(f"{site.url}{group.finish().path}")
    assert faults(page) == []
    page.goto(f"{site.url}{group.path}/sheet")
    assert faults(page) == [] and site.complaints == []
    assert site.origins == {site.url}


@needs_chromium
def test_no_fault_in_the_list_and_in_what_is_refused(page, site):
    leader = site.account("facilitator")
    site.sign_in(page, leader.username)
    page.goto(f"{site.url}/practise")
    assert faults(page) == [] and site.complaints == []
    page.get_by_label("Code").fill("nonesuch")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("alert")).to_contain_text("No open exercise has this code")
    assert faults(page) == []
    page.goto(site.url + Group(site.app.state.database, leader, "barriers").path)
    page.get_by_label("A first name, made up").fill("Ada Obi")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("alert")).to_contain_text("first name only")
    assert faults(page) == []
    page.get_by_role("link", name="Please give a made-up first name only").click()
    expect(page.get_by_label("A first name, made up")).to_be_in_viewport()


@needs_chromium
def test_a_whole_exercise_without_javascript(plain_page, site):
    page = plain_page
    site.account("facilitator")
    site.sign_in(page, site.account("trainee").username)
    page.get_by_role("link", name="Practise", exact=True).click()
    page.get_by_role("button", name="Begin A wall and a ladder").click()
    page.get_by_label("A first name, made up").fill("Ada")
    page.get_by_label("Age").select_option("65 to 84")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("status")).to_contain_text("Kept.")
    page.get_by_role("button", name="On to: The wall").click()
    for brick in ("no money", SCRIPT):
        page.get_by_label("One barrier: a brick").fill(brick)
        page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="On to: The ladder").click()
    page.get_by_label("1. no money").check()
    page.get_by_label("One kind of help: a rung").fill("a friend")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Over brick 1")).to_be_visible()
    expect(page.get_by_text("No rung reaches this brick yet")).to_have_count(1)
    page.get_by_role("button", name="Take away no money").click()
    expect(page.get_by_text("a friend")).to_have_count(0)
    page.get_by_role("button", name="On to: Key messages").click()
    page.get_by_role("button", name="Finish").click()
    page.get_by_label("Share it with").select_option("facilitator-ada")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("button", name="Take it back from facilitator-ada")).to_be_visible()
    page.get_by_role("link", name="The sheet, to print").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A wall and a ladder")
    assert site.origins == {site.url}


@pytest.fixture
def group_at_work(site):
    leader, trainee = site.account("facilitator"), site.account("trainee")
    return Group(site.app.state.database, leader, others=[trainee]), trainee


def quick(page):
    """The page looks every 4 seconds; in a test, at once when it is seen again."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@needs_chromium
def test_the_page_of_a_trainee_follows_the_group_by_itself(page, site, group_at_work):
    group, trainee = group_at_work
    site.sign_in(page, trainee.username)
    page.goto(site.url + group.path)
    group.add("value", "a long bath")
    quick(page)
    expect(page.get_by_role("heading", name="a long bath")).to_be_visible()
    group.move("good")
    quick(page)
    expect(page.get_by_role("heading", level=2).first).to_have_text(
        "Step 2 of 6: What is good about it"
    )
    expect(page.locator("#announcer")).to_contain_text("Step 2 of 6")
    expect(page.get_by_label("a long bath")).to_be_checked()
    group.finish()
    quick(page)
    expect(page.get_by_text("Finished on")).to_be_visible()
    assert site.complaints == []


@needs_chromium
def test_words_that_are_being_typed_stay_while_the_board_follows(page, site, group_at_work):
    group, trainee = group_at_work
    site.sign_in(page, trainee.username)
    page.goto(site.url + group.path)
    page.get_by_label("One thing we value").fill("half a th")
    group.add("value", "a long bath")
    quick(page)
    expect(page.get_by_role("heading", name="a long bath")).to_be_visible()
    group.move("good")
    quick(page)
    expect(page.locator("#moved")).to_be_visible()
    box = page.get_by_label("One thing we value")
    expect(box).to_have_value("half a th")
    expect(box).to_be_focused()
    box.press_sequentially("ought")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Step 2 of 6")
    expect(page.get_by_role("heading", name="half a thought")).to_be_visible()
    assert site.complaints == []


@needs_chromium
def test_an_open_fold_and_the_focus_on_the_board_stay(page, site):
    leader, trainee = site.account("facilitator"), site.account("trainee")
    group = Group(site.app.state.database, leader, "consent", [trainee]).move("check")
    group.add("answer", "Time to think", who=trainee)
    site.sign_in(page, trainee.username)
    page.goto(site.url + group.path)
    page.locator("summary").first.click()
    take = page.get_by_role("button", name="Take away Time to think")
    take.focus()
    group.add("answer", "A cup of tea")
    quick(page)
    page.wait_for_timeout(300)
    expect(take).to_be_focused()
    take.evaluate("row => row.blur()")
    quick(page)
    expect(page.get_by_role("button", name="Take away A cup of tea")).to_have_count(0)
    expect(page.locator("#board")).to_contain_text("A cup of tea")
    expect(page.get_by_text("Being rushed is a kind of pressure.").first).to_be_visible()
    assert site.complaints == []


@needs_chromium
def test_an_exercise_alone_asks_for_nothing_by_itself(page, site):
    who = site.account("trainee")
    group = Group(site.app.state.database, who)
    site.sign_in(page, who.username)
    page.goto(site.url + group.path)
    assert page.locator("script").count() == 0


@needs_chromium
def test_very_long_words_wrap(page, site):
    who = site.account("trainee")
    group = filled(site.app.state.database, who, "barriers").move("person")
    site.sign_in(page, who.username)
    page.goto(site.url + group.path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert LONG in page.content()
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
