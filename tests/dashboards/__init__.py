"""Do the managers' pages say what is true, to those who may know it?"""
