"""What service tasks do: each operation is one function, idempotent by task id, in the step's transaction."""
