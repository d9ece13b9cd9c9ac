"""A phone of one's own that hears of us: asked kindly, chosen freely, taken back at once. Sends nothing itself."""
