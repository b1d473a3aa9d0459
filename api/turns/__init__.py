"""What the action server may do, one turn at a time."""
