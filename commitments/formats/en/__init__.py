"""How are dates written in English?"""
