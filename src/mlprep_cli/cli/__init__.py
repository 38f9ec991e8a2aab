"""Commands: parse the arguments, make one call, show the result."""
