"""crocum's additions to pytest: ids and points of checks, collection on the host, runs that report each check."""
