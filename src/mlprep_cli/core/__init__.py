"""The decisions of mlprep, as pure functions: no clock, randomness, files, database or terminal."""
