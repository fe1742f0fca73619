"""A pack from answers: what a newcomer is asked, how the answers are read, and the pack file that they make."""
