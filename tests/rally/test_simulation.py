"""A town on paper lives as it is described, and shows what the rule does beside what others do."""

from dataclasses import replace

import pytest
import time_machine

from app.rally import rules
from app.rally.simulation import POLICIES, WORLDS, NoSuchWorld, World, gini, simulate, summary, world_from
from app.rally.simulation_policies import Rule
from app.rally.simulation_town import Town, live_through

SMALL = World(volunteers=100, days=7, side_km=4.0, tasks_a_day=1.0)


def total(policy, seeds=range(4), **changes):
    return simulate(replace(SMALL, **changes), policy, seeds)["total"]


def test_it_works():
    found = simulate(SMALL, "rule", [3, 4])
    assert [one["seed"] for one in found["seeds"]] == [3, 4]
    assert set(found["total"]) == {
        "filled", "pushes_per_place", "median_minutes_to_fill", "gone", "p95_asks_a_week", "gini"
    }  # fmt: skip
    assert set(found["seeds"][0]) == {"seed", *found["total"]}


@pytest.mark.parametrize("policy", POLICIES)
def test_rally_9_the_same_seed_lives_the_same_life(policy):
    assert live_through(SMALL, policy, 5) == live_through(SMALL, policy, 5)
    assert live_through(SMALL, policy, 5) != live_through(SMALL, policy, 6)


def test_a_life_does_not_depend_on_the_day():
    first = live_through(SMALL, "rule", 5)
    with time_machine.travel("2031-01-01"):
        assert live_through(SMALL, "rule", 5) == first


def test_every_policy_lives_in_the_same_town():
    towns = [Town(SMALL, policy, 1) for policy in POLICIES]
    assert len({tuple((one.at, one.likes, one.yes) for one in town.people) for town in towns}) == 1
    assert len({tuple((task.begins, task.ends, task.at) for task in town.tasks) for town in towns}) == 1


def test_the_rule_fills_more_with_fewer_pushes():
    rule, everyone, nearest = (total(policy) for policy in ("rule", "everyone", "nearest"))
    assert rule["filled"] > everyone["filled"]
    assert rule["filled"] >= 0.9
    assert rule["pushes_per_place"] < nearest["pushes_per_place"] < everyone["pushes_per_place"]


def test_control_who_alerts_everyone_burns_a_town_out():
    found = total("everyone", tasks_a_day=4.0)
    assert found["filled"] < 0.6
    assert found["gone"] > total("rule", tasks_a_day=4.0)["gone"] * 2


def test_nobody_on_paper_is_asked_beyond_the_cap_of_any_seven_days():
    town = Town(replace(SMALL, tasks_a_day=6.0, lead_hours=(1.0, 3.0)), "rule", 2)
    town.live()
    for person in town.people:
        for place, at in enumerate(person.asks):
            assert sum(at - 10_080 < other <= at for other in person.asks[: place + 1]) <= 6
    assert max(len(person.asks) for person in town.people) > 4


def test_no_task_on_paper_gets_more_people_than_it_has_places():
    story = live_through(SMALL, "everyone", 1)
    assert story.places_filled <= story.tasks * SMALL.seats


def test_a_wrong_estimate_still_fills():
    for wrong_by in (0.5, 2.0):
        assert total("rule", estimate_wrong_by=wrong_by)["filled"] >= 0.85


def test_on_paper_the_very_functions_decide_that_ask_real_people(monkeypatch):
    monkeypatch.setattr(rules, "WORTH_ASKING", 2.0)
    assert total("rule")["pushes_per_place"] is None


def test_the_policy_learns_the_pace_of_its_town():
    slow = Town(replace(SMALL, days=15, tasks_a_day=5.0, lead_hours=(1.0, 4.0), delay_median_minutes=60.0), "rule", 1)
    slow.live()
    assert isinstance(slow.policy, Rule)
    assert slow.policy.habits.median_minutes > 25


def test_an_empty_town_says_nothing():
    for changes in ({"volunteers": 0}, {"tasks_a_day": 0.0}):
        found = total("rule", **changes)
        assert found["pushes_per_place"] is None
        assert found["median_minutes_to_fill"] is None
    assert summary([])["p95_asks_a_week"] is None


def test_a_world_that_never_mutes_can_be_drawn():
    assert total("rule", mute_hours=0.0)["filled"] >= 0.9


def test_the_named_worlds_are_those_of_the_table():
    assert list(WORLDS) == ["base", "urgent", "heavy", "tired", "apathetic"]
    assert WORLDS["urgent"].lead_hours == (1, 4)
    assert (WORLDS["tired"].mute_probability, WORLDS["tired"].mute_hours) == (0.7, 96)


def test_how_unequal_counts_are():
    assert gini([2, 2, 2]) == 0
    assert gini([0, 0, 0, 12]) == 0.75
    assert gini([]) is None


# --- a world from a file -------------------------------------------------------------------------------------------


def test_a_world_changes_some_of_base():
    world = world_from({"volunteers": 50, "lead_hours": [1, 2.5], "estimate_wrong_by": 2})
    assert (world.volunteers, world.lead_hours, world.estimate_wrong_by) == (50, (1.0, 2.5), 2.0)
    assert world.seats == 3


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ([], "A world is a JSON object"),
        ({"people": 5}, "A world has no 'people'"),
        ({"volunteers": -1}, "volunteers is a number from 0 to 20000"),
        ({"volunteers": 1.5}, "volunteers is a whole number"),
        ({"volunteers": True}, "volunteers is a number"),
        ({"mean_yes": "lots"}, "mean_yes is a number"),
        ({"mean_yes": float("nan")}, "mean_yes is a number"),
        ({"mute_probability": 1.2}, "mute_probability is a number from 0 to 1"),
        ({"lead_hours": 4}, "lead_hours is a pair of numbers"),
        ({"lead_hours": [4, 1]}, "lead_hours goes from the lower to the higher"),
    ],
)
def test_a_world_that_cannot_be_is_a_sentence(changes, sentence):
    with pytest.raises(NoSuchWorld, match=sentence):
        world_from(changes)
