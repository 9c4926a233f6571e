"""Get-batch: many objects, members and ranges in one answer."""
