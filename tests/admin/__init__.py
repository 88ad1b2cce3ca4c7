"""Does the analysts' door do what it says, for each role, and refuse the rest?"""
