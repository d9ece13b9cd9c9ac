"""What young people may do, and a guardian's yes to it. Knows no event and no place: it is told in words and facts."""
