"""Files of objects, in pairs: for threads what Python's own `open` returns, for tasks the same to be awaited."""
