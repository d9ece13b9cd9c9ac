"""What a program gets about a rally: how it stands, in figures and in one sentence; never who was asked."""

from pydantic import BaseModel, Field

from ..rally import pages
from ..web.words import local
from .answers import Moment


class RallyAnswer(BaseModel):
    """The effort to fill one slot by asking people, and how it stands."""

    id: int
    slot_id: int
    state: str = Field(
        description="running, paused, stopped, full, over (too late for pushes) or called off", examples=["running"]
    )
    started_at: Moment
    ended_at: Moment | None
    deadline: Moment = Field(description="Until when a yes is of use")
    next_wave_at: Moment | None = Field(description="When people may be asked again, null when nobody is")
    places: int = Field(description="How many places were free when it was taken up")
    left: int = Field(description="How many places are free now")
    asked: int = Field(description="How many people were asked")
    yes: int
    no: int
    reserve: int = Field(description="Said yes when it was full")
    silent: int = Field(description="Have not answered")
    expected: float = Field(
        description="How many of the places we reckon with; it rests on assumptions", examples=[2.4]
    )
    sure: float = Field(description="How sure we are of every place, 0 to 1; it rests on assumptions", examples=[0.6])
    sentence: str = Field(description="What it does, in one sentence")


def rally_answer(rally) -> RallyAnswer:
    """One rally with its slot and event loaded."""
    view = pages.standing(rally)
    return RallyAnswer(
        id=rally.id, slot_id=rally.slot_id, state=rally.state, started_at=local(rally.started_at),
        ended_at=rally.ended_at and local(rally.ended_at), deadline=local(view.deadline),
        next_wave_at=view.next_look and local(view.next_look), places=view.places, left=view.left, asked=view.asked,
        yes=view.yes, no=view.no, reserve=view.reserve, silent=view.silent, expected=round(view.expected, 2),
        sure=round(view.sure, 3), sentence=pages.sentence(view),
    )  # fmt: skip
