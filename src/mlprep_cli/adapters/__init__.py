"""Adapters to the outside world, such as files, the terminal and the clock."""
