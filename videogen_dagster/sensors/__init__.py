"""What starts work by itself."""
