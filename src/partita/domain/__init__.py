"""What is true about business partners; pure."""
