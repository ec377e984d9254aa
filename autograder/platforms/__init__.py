"""Learning platforms: how their downloads are named, what they import, and what runs on Gradescope."""
