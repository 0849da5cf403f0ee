"""One batch, several file forms for banks. All of them render the same lines and change nothing."""
