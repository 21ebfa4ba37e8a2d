"""Allmende: the open platform for inter-municipal cooperation."""

__version__ = "0.1.0"
