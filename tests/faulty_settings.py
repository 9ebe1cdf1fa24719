"""The site's own settings, with addresses where something always goes wrong (tests/kit/faulty_urls.py)."""

from golf_project.settings import *

ROOT_URLCONF = "tests.kit.faulty_urls"
