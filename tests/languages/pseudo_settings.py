"""The site's settings, with the language that nobody speaks beside its own. GOLF_PSEUDO_LOCALE is its folder."""

import os
from pathlib import Path

from django.conf.locale import LANG_INFO

from golf_project.settings import *  # noqa: F403
from golf_project.settings import LANGUAGES, LOCALE_PATHS
from tests.languages.pseudo import LEFT, RIGHT

for code in (LEFT, RIGHT):
    LANG_INFO[code] = {"bidi": code == RIGHT, "code": code, "name": code, "name_local": code}

LANGUAGES = [*LANGUAGES, (LEFT, LEFT), (RIGHT, RIGHT)]
LANGUAGES_BIDI = [RIGHT]
LOCALE_PATHS = [Path(os.environ["GOLF_PSEUDO_LOCALE"]), *LOCALE_PATHS]
