"""What people say afterwards: three faces and a few words about what is over, and what is wrong with anything.

Faces are counted without names. A report goes to the organisation's shared inbox, and what could hurt somebody also to
who keeps people safe there and to the town's stewards.
"""
