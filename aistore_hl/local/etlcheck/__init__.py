"""What AIS would make of a transformer: everything that a target may ask of one, and what the answers mean."""
