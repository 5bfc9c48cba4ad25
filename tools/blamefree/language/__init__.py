"""The blameless-language engine: who is the grammatical agent of a word of blame, and what it says about them.

Pure and knows no single human language: everything a language needs is a pack, one file in ``schema/languages``.
"""
