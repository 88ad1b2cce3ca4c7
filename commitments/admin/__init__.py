"""The door for analysts: Django's admin, one file per noun (nouns.py names them all)."""
