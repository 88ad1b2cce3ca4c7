"""What do the words on paper say, and where? Pure Python: no Django, no files, no clock."""
