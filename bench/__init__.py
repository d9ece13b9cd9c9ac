"""Measurements: each prints its floor and ours side by side, as ratios of one run. They test nothing."""
