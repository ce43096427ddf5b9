"""What happens after the answer: messages to receivers, and forgetting."""
