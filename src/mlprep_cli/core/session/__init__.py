"""A practice session: its state machine, events, keys and modes."""
