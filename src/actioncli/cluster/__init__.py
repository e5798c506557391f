"""The river on a Dask cluster: shares of a log out, parts back, in order or added up."""
