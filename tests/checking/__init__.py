"""Tests of `checking`."""
