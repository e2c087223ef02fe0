#!/usr/bin/python3
"""Whether text on stdin is safe for a terminal: valid UTF-8, no control characters but newlines and tabs, nothing that
reorders or hides other characters. Says what is not."""

import sys
import unicodedata

try:
    text = sys.stdin.buffer.read().decode("utf-8")
except UnicodeDecodeError as error:
    sys.exit("not UTF-8: %s" % error)
hostile = {
    character
    for character in text
    if character not in "\n\t"
    and (
        unicodedata.category(character) in ("Cc", "Cs")
        or unicodedata.bidirectional(character) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
        or character in "\u200e\u200f\u061c\u2028\u2029\ufeff"
    )
}
if hostile:
    sys.exit("hostile characters: %s" % ", ".join(sorted("U+%04X" % ord(character) for character in hostile)))
