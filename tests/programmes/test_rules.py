import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Person
from productive_leader.core.dates import today
from productive_leader.core.models import AuditEvent
from programmes.models import GroundRule, Team
from programmes.queries.rules import EXAMPLES, examples_for, fingerprint, rules_of
from programmes.services import close_programme
from programmes.services.rules import RulesChanged, write_rules
from tests.factories.programmes import make_colleague, make_pair, make_programme, make_team
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db
OURS = ["We start on time.", "One person speaks."]


@pytest.fixture
def team() -> Team:
    team: Team = make_pair(make_team()).team
    return team


def amir(team: Team) -> Person:
    person: Person = team.pairs.get().pa
    return person


def write(team: Team, rules: list[str], by: Person | None = None, seen: str = "") -> list[str]:
    seen = seen or fingerprint(rules_of(team))
    return write_rules(by=by or amir(team), team=team, rules=rules, seen=seen)


def url(team: Team) -> str:
    return f"/programmes/{team.programme_id}/teams/{team.pk}/rules/"


def page_for(team: Team, person: Person | None = None) -> Client:
    return client_of(person or amir(team))


def test_a_team_starts_with_no_rule_of_its_own(team: Team) -> None:
    assert rules_of(team) == []
    assert [example for _, example in examples_for([])] == list(EXAMPLES)
    assert not GroundRule.objects.exists()


def test_any_member_and_the_facilitator_write_the_rules(team: Team) -> None:
    write(team, OURS)
    write(team, [*OURS, "We laugh."], by=team.programme.facilitator)
    assert rules_of(team) == [*OURS, "We laugh."]
    events = AuditEvent.objects.filter(action="rules.written")
    assert [event.detail for event in events.order_by("pk")] == [{"rules": 2}, {"rules": 3}]


def test_nobody_else_writes_them(team: Team) -> None:
    stranger = make_colleague("Sam Wood", team.programme.organisation)
    with pytest.raises(PermissionDenied, match="You may not write what this team agrees"):
        write(team, OURS, by=stranger)


def test_rules_are_kept_on_one_line_each_and_once(team: Team) -> None:
    assert write(team, ["  We start \t on time. ", "", "We laugh.", "We laugh."]) == [
        "We start on time.",
        "We laugh.",
    ]


def test_saving_what_is_there_changes_nothing(team: Team) -> None:
    write(team, OURS)
    assert write(team, OURS, seen="whatever") == OURS
    assert AuditEvent.objects.filter(action="rules.written").count() == 1


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ([f"Rule {number}" for number in range(13)], "Keep to 12 rules; these are 13."),
        (["x" * 201], f"Shorten the rule that begins “{'x' * 30}…” to 200 characters."),
    ],
)
def test_a_list_that_is_too_long_is_refused_in_words(
    team: Team, rules: list[str], sentence: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        write(team, rules)
    assert refusal.value.messages == [sentence]
    assert rules_of(team) == []


def test_twelve_rules_of_two_hundred_characters_fit(team: Team) -> None:
    rules = [f"{number:03}" + "x" * 197 for number in range(12)]
    assert write(team, rules) == rules


def test_the_second_of_two_writers_is_told_what_the_first_wrote(team: Team) -> None:
    opened = fingerprint(rules_of(team))
    write(team, OURS, seen=opened)
    with pytest.raises(RulesChanged) as refusal:
        write(team, ["We laugh."], by=team.programme.facilitator, seen=opened)
    assert refusal.value.theirs == OURS
    assert rules_of(team) == OURS


def test_ground_rule_position_is_used_once(team: Team) -> None:
    write(team, OURS)
    with (
        pytest.raises(IntegrityError, match="ground_rule_position_is_used_once"),
        transaction.atomic(),
    ):
        GroundRule.objects.create(team=team, position=1, text="Again")


def test_the_rules_of_a_closed_programme_stay(team: Team) -> None:
    write(team, OURS)
    team = Team.objects.get(pk=team.pk)
    close_programme(by=team.programme.facilitator, programme=team.programme, on=today())
    with pytest.raises(ValidationError, match="This programme closed on"):
        write(team, ["We laugh."])
    response = page_for(team).get(url(team))
    assert "We start on time." in response.text
    assert "<textarea" not in response.text


def test_an_example_is_taken_with_one_press_beside_what_was_typed(team: Team) -> None:
    client = page_for(team)
    assert client.get(url(team)).text.count("Take this rule") == 3
    typed = {"text": "We laugh.", "seen": fingerprint([]), "take": "2"}
    response = client.post(url(team), typed, follow=True)
    assert rules_of(team) == ["We laugh.", EXAMPLES[1]]
    assert "The ground rules are saved." in response.text
    assert "Take this rule" not in response.text


def test_examples_stay_while_there_are_no_other_rules(team: Team) -> None:
    write(team, [EXAMPLES[0]])
    assert page_for(team).get(url(team)).text.count("Take this rule") == 2


def test_the_page_shows_both_versions_and_saves_them_together(team: Team) -> None:
    opened = fingerprint([])
    write(team, OURS)
    client = page_for(team, team.programme.facilitator)

    response = client.post(url(team), {"text": "We laugh.", "seen": opened})

    assert response.status_code == 409
    assert "Saved by somebody else meanwhile" in response.text
    assert "<li>We start on time.</li>" in response.text
    assert "We laugh.</textarea>" in response.text
    again = {"text": "We laugh.", "seen": fingerprint(OURS)}
    assert client.post(url(team), again | {"both": "1"}).status_code == 302
    assert rules_of(team) == [*OURS, "We laugh."]


def test_the_page_keeps_a_list_that_is_too_long(team: Team) -> None:
    rules = "\n".join(f"Rule {number}" for number in range(13))
    response = page_for(team).post(url(team), {"text": rules, "seen": fingerprint([])})
    assert response.status_code == 422
    assert "Keep to 12 rules; these are 13." in response.text
    assert "Rule 12</textarea>" in response.text


def test_the_sponsor_reads_the_rules_and_others_do_not_find_them() -> None:
    programme = make_programme()
    sponsor = make_colleague("Cheryl Grant", programme.organisation)
    programme.sponsor = sponsor
    programme.save()
    team = make_team(programme)
    assert "No ground rules yet" in page_for(team, sponsor).get(url(team)).text
    assert page_for(team, sponsor).post(url(team), {"text": "Mine"}).status_code == 403
    stranger = make_colleague("Sam Wood", programme.organisation)
    assert page_for(team, stranger).get(url(team)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_three_rules_as_for_one(
    team: Team, number: int, django_assert_num_queries
) -> None:
    write(team, [f"Rule {one}" for one in range(number)])
    client = page_for(team)
    client.get(url(team))
    with django_assert_num_queries(5):
        client.get(url(team))
