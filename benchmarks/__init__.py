"""What the figures of the README and of docs/ are made by."""
