"""Who runs things: charities, practices, councils, schools, and who may do what for them."""
