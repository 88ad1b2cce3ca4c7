"""Do the pages work in a real browser, for people who see, hear or press keys?"""
