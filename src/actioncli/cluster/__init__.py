"""Runs jobs on a Dask cluster: sends out partitions, and returns their parts in order or merged."""
