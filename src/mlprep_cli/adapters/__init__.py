"""What touches the world: one module per thing in it."""
