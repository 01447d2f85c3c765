"""Kalem: a platform for the offices around a Turkish mayor."""
