"""Pictures drawn as SVG text, for the site and for Confluence: no library, no clock, no random numbers."""
