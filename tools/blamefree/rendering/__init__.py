"""Markdown to an element tree, in the one dialect that the site and Confluence share.

Heavy modules (Markdown, pymdownx) are imported only when a page is rendered.
"""
