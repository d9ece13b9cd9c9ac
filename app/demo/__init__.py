"""A believable town to try everything in: Millom and Bletchley East this week. Exists in the demo only."""
