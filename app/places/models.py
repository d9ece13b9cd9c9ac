"""Areas and venues."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import db


class Area(db.Model):
    """A ward or neighbourhood with a centre, in degrees."""

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    latitude: Mapped[float]
    longitude: Mapped[float]


class Venue(db.Model):
    """A place with an address and its access facts."""

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(160), default="")
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    step_free: Mapped[bool] = mapped_column(default=False)
    accessible_toilet: Mapped[bool] = mapped_column(default=False)
    hearing_loop: Mapped[bool] = mapped_column(default=False)
    parking: Mapped[bool] = mapped_column(default=False)
    access_note: Mapped[str] = mapped_column(String(160), default="")
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    area: Mapped[Area] = relationship()

    @property
    def centre(self):
        """(latitude, longitude) of the venue, its area's where it has none of its own."""
        if self.latitude is None or self.longitude is None:
            return self.area.latitude, self.area.longitude
        return self.latitude, self.longitude
