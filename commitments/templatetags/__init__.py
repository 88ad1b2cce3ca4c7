"""What do our templates need that Django does not offer?"""
