"""What is to be told to whom: rows written with what they tell of, delivered afterwards. Knows no person, no event."""
