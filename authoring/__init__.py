"""Looks for mistakes in a folder of practice content and explains each in plain words.

Here is what belongs together across files: names, rules, patterns, dates. The shape of each
file (content/schema) and how prompts read are looked at with libraries (shape, readability).
"""

from authoring.everything import cross_references
from authoring.folder import Folder, read_folder
from authoring.mistake import Mistake, did_you_mean, listed
from authoring.names import Names
from authoring.rehearsal import Known
from authoring.source import Source, Spot, read_source

__all__ = [
    "Folder",
    "Known",
    "Mistake",
    "Names",
    "Source",
    "Spot",
    "cross_references",
    "did_you_mean",
    "listed",
    "read_folder",
    "read_source",
]
