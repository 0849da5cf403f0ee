"""民政: a district civil-affairs bureau does its work and tells what it did."""

__version__ = "0.1.0"
