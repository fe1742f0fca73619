"""What is done: use cases, a file per verb. `transition` alone writes an item's state; nothing here commits."""
