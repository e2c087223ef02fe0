"""What crocum adds to pytest: identity and points of checks, collection on the host, runs that report as they go."""
