"""Distance by our own arithmetic: no third party learns where anybody is (RULES P3)."""

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0
"""Mean radius of the Earth (IUGG)."""
WALK_KM_PER_HOUR = 4.8
ROUNDABOUT = 1.3
"""How much longer a walk in a town is than the straight line."""
WALKABLE_KM, RIDE_KM_PER_HOUR = 2.5, 30
"""Up to where people walk; how fast a bus or car gets on in a town, stops counted (our own choice)."""


def distance_km(here, there) -> float:
    """Kilometres along the great circle between two (latitude, longitude) pairs in degrees (haversine formula)."""
    (lat1, lng1), (lat2, lng2) = ((radians(lat), radians(lng)) for lat, lng in (here, there))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lng2 - lng1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def walk_minutes(km) -> int:
    """Minutes on foot for a straight-line distance, rounded up to the minute, at least 1."""
    return max(1, -int(-km * ROUNDABOUT / WALK_KM_PER_HOUR * 60 // 1))


def travel_minutes(km) -> int:
    """Minutes to get from one place to another: on foot when near, else ten minutes and the way at 30 km an hour."""
    if km <= WALKABLE_KM:
        return walk_minutes(km)
    return 10 + round(km * ROUNDABOUT / RIDE_KM_PER_HOUR * 60)


def on_earth(latitude, longitude) -> bool:
    """Whether the pair of degrees is a place at all."""
    return -90 <= latitude <= 90 and -180 <= longitude <= 180
