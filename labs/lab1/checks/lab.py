"""Checks of lab1 across machines. They run on the host, and each command runs in the named machine."""

import pytest


@pytest.mark.number("5.5")
@pytest.mark.points(2)
def test_both_ways(machines):
    """pc and srv2 reach each other"""
    answers = machines.run({"pc": "ping -c 1 -W 5 192.168.13.12", "srv2": "ping -c 1 -W 5 192.168.7.10"})
    lonely = [name for name, answer in sorted(answers.items()) if answer.rc != 0]
    assert not lonely, "%s gets no answer from the other" % " and ".join(lonely)
