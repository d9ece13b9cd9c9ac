"""flask rally simulate: named worlds and worlds from a file, each policy, for people and for programs."""

import json

import pytest

SMALL = {"volunteers": 60, "days": 7, "tasks_a_day": 1}


@pytest.fixture
def simulate(app):
    def run(*words):
        return app.test_cli_runner().invoke(args=["rally", "simulate", *words])

    return run


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.json"
    path.write_text(json.dumps(SMALL))
    return str(path)


def test_it_works(simulate, small):
    done = simulate("--world", small, "--policy", "rule", "--seeds", "0-2", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert list(found) == ["world", "policy", "seeds", "total"]
    assert (found["world"], found["policy"]) == (small, "rule")
    assert [one["seed"] for one in found["seeds"]] == [0, 1, 2]


def test_a_named_world(simulate):
    done = simulate("--world", "urgent", "--policy", "everyone", "--seeds", "1", "--json")
    assert json.loads(done.output)["world"] == "urgent"


def test_for_people_it_says_what_the_figures_rest_on(simulate, small):
    done = simulate("--world", small, "--seeds", "4,6")
    assert "All constants are assumptions until a town's own log replaces them." in done.output
    assert [line.split()[0] for line in done.output.splitlines()[3:]] == ["4", "6", "total"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--world", "nowhere"), "no JSON file that can be read, and no world. Worlds: base, urgent"),
        (("--seeds", "5-1"), "the first is the smaller number"),
        (("--seeds", "0-100000"), "at most 1000"),
        (("--seeds", "-3"), 'say it like "0-5"'),
        (("--seeds", "x"), 'say it like "0-5"'),
        (("--policy", "nobody"), "'nobody' is not one of"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(simulate, words, sentence):
    done = simulate(*words)
    assert done.exit_code != 0
    assert sentence in " ".join(done.output.replace("│", "").split())


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"volunteers": null}'])
def test_a_file_that_holds_no_world_is_a_sentence(simulate, tmp_path, text):
    path = tmp_path / "bad.json"
    path.write_text(text)
    done = simulate("--world", str(path))
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert "Traceback" not in done.output
