"""What templates of the console use."""
