"""Find the files of events, open and unpack them: paths, globs, archives, stores, web servers."""
