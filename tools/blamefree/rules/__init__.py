"""The rules: one file a rule, one folder a family, found by discovery."""
