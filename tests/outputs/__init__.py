"""The formats that go out, byte by byte."""
