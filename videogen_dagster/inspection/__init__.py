"""Strangers' media is looked at in a process that can do nothing else, and that may die of it."""
