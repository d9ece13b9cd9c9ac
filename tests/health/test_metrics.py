"""The figures: by route rule and never by address, of all serving processes together."""

import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.health.routes import blueprint
from app.web import guards
from tests.backends import ground

ROOT = Path(__file__).parents[2]
TOKEN = ground.SETTINGS["METRICS_TOKEN"]
SECRET = "tok3n-of-a-pass-nobody-may-read"


@pytest.fixture
def app(tmp_path):
    app = ground.build(tmp_path)
    guards.init_app(app)
    app.register_blueprint(blueprint)

    @app.get("/bookings/<code>")
    @guards.allow(guards.everyone)
    def booking(code):
        return "pass"

    return app


def figures(app):
    """Every sample: name and labels to value."""
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
    return {(sample.name, *sorted(sample.labels.values())): sample.value for sample in samples}


def test_it_works(app):
    for _ in range(3):
        app.test_client().get(f"/bookings/{SECRET}")
    counted = figures(app)
    assert counted["gather_requests_total", "/bookings/<code>", "200", "GET"] == 3
    assert counted["gather_request_seconds_count", "/bookings/<code>", "GET"] == 3


def test_no_address_and_no_made_up_method_becomes_a_label(app):
    client = app.test_client()
    client.get(f"/{SECRET}")
    client.open(f"/bookings/{SECRET}", method="SECRETMETHOD")
    counted = figures(app)
    assert counted["gather_requests_total", "404", "GET", "none"] == 1
    assert counted["gather_requests_total", "405", "none", "other"] == 1
    assert "secret" not in str(counted).lower()


def test_two_apps_count_apart(app, tmp_path):
    app.test_client().get("/bookings/1")
    assert ("gather_requests_total", "/bookings/<code>", "200", "GET") not in figures(second_app(tmp_path / "second"))


def second_app(folder):
    folder.mkdir()
    app = ground.build(folder)
    app.register_blueprint(blueprint)
    return app


def test_a_town_without_a_token_counts_nothing_and_imports_nothing(tmp_path):
    program = (
        "import sys\nfrom pathlib import Path\nfrom tests.backends import ground\n"
        "from app import metrics\nfrom app.health.routes import blueprint\n"
        "app = ground.build(Path(sys.argv[1]), METRICS_TOKEN='')\napp.register_blueprint(blueprint)\n"
        "metrics.share(app)\nassert app.test_client().get('/healthz').text == 'ok'\n"
        "assert not [name for name in sys.modules if name.startswith('prometheus')]"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, check=True)
    assert not (tmp_path / "metrics").exists()


@pytest.fixture
def serve(tmp_path):
    processes = []

    def start():
        command = [sys.executable, "-m", "tests.health.one_process", str(tmp_path)]
        processes.append(subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE,
                                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))  # fmt: skip
        assert processes[-1].stdout.readline() == "counted\n"
        return processes[-1]

    yield start
    for process in processes:
        end(process)


def end(process):
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def answered(process) -> float:
    process.stdin.write("\n")
    process.stdin.flush()
    return float(process.stdout.readline().split()[-1])


def test_every_process_shows_the_figures_of_all(serve):
    first, second = serve(), serve()
    assert answered(first) == answered(second) == 4


def test_figures_of_a_dead_process_stay_while_another_serves(serve):
    first, second = serve(), serve()
    end(first)
    third = serve()
    assert answered(second) == answered(third) == 6


def test_a_new_start_counts_from_nothing(serve):
    end(serve())
    assert answered(serve()) == 2
