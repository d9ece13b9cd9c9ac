"""What every form shares: plain words for what is wrong, everything typed kept, a key against doubles."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, StringField

from app.web.forms import KEY, GatherForm, Needed, Words, tidy


class Trial(GatherForm):
    title = StringField(validators=[Needed("Say what it is"), Words(20, "Use some letters")])
    note = StringField(validators=[Words(10, "Use some letters")])
    count = IntegerField(validators=[Needed("Say how many")])


@pytest.fixture
def send(trial):
    """A form with what somebody typed, looked at."""

    def _send(**typed):
        with trial.test_request_context():
            form = Trial(MultiDict({"count": "3", "title": "Beach clean", **typed}), meta={"csrf": False})
            form.passed = form.validate()
            return form

    return _send


def sentences(form):
    return {field.name: sentence for field, sentence in form.problems}


def test_it_works(send):
    assert send().passed


@pytest.mark.parametrize("typed", ["", " ", "\t\n", None])
def test_what_is_needed_is_asked_for(send, typed):
    form = send(title=typed) if typed is not None else send(title="")
    assert sentences(form) == {"title": "Say what it is"}


def test_a_number_that_is_missing_has_one_sentence_only(send):
    form = send(count="")
    assert form.count.errors == ["Say how many"]


@pytest.mark.parametrize("typed", ["🎉🎉", "12345", "...", "_", "☔ 24"])
def test_words_need_a_letter(send, typed):
    assert sentences(send(title=typed)) == {"title": "Use some letters"}


@pytest.mark.parametrize("typed", ["Tidy 🎉", "عمل", "清扫", "Żółw", "é"])
def test_letters_of_every_script_are_letters(send, typed):
    assert send(title=typed).passed


def test_words_may_be_left_out_where_they_are_not_needed(send):
    assert send(note="").passed


def test_too_many_words_are_counted(send):
    assert sentences(send(title="x" * 23)) == {"title": "This is too long. Take out 3 letters"}


def test_everything_typed_is_kept(send):
    form = send(title="x" * 30, note="<script>alert(1)</script>")
    assert (form.title.data, form.note.data) == ("x" * 30, "<script>alert(1)</script>")


def test_the_problems_stand_in_the_order_of_the_page(send):
    assert list(sentences(send(title="", note="x" * 30, count=""))) == ["title", "note", "count"]


def test_what_an_operation_found_wrong_stands_at_its_field(send):
    form = send()
    form.refuse("count", "Only 2 places are left")
    assert sentences(form) == {"count": "Only 2 places are left"}


def test_each_form_has_a_key_of_its_own(trial):
    with trial.test_request_context():
        first, second = Trial(meta={"csrf": False}), Trial(meta={"csrf": False})
    assert KEY.fullmatch(first.key.data)
    assert first.key.data != second.key.data


def test_a_key_travels_with_the_form(send):
    assert send(key="k" * 22).key.data == "k" * 22


@pytest.mark.parametrize("forged", ["", "short", "x" * 65, "with spaces and such", "<script>alert(1)</script>"])
def test_a_key_that_is_not_ours_is_quietly_replaced(send, forged):
    form = send(key=forged)
    assert form.passed
    assert KEY.fullmatch(form.key.data)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Beach   clean ", "Beach clean"),
        ("two\nlines", "two\nlines"),
        ("null\x00byte", "nullbyte"),
        ("\u202eevil\u202c", "evil"),
        ("\u2066isolated\u2069", "isolated"),
        ("tab\tbed", "tab bed"),
        ("\u00a0no-break\u00a0", "no-break"),
        (None, ""),
        ("العربية", "العربية"),
    ],
)
def test_what_is_typed_is_tidied(typed, kept):
    assert tidy(typed) == kept
