"""How are dates written, where Django's own way does not suit?"""
