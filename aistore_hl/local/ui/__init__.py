"""The page that a local cluster serves to browsers, and what it asks the cluster."""
