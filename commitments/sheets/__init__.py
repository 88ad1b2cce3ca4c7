"""A table in a file: which letters and cells does it hold, and how is one written?"""
