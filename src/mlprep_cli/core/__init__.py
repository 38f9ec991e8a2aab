"""What mlprep decides. Pure: no clock, no chance, no file, no database, no terminal."""
