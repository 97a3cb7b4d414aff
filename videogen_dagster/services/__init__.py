"""The services that run together: what they are, how they are started, watched, started again and stopped."""
