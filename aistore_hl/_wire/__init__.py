"""HTTP/1.1 spoken to AIS nodes: connections, pools, time-outs and limits, for threads and for tasks."""
