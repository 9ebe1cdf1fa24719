"""Settings of the test suite: the site's own, with a key, files and names of this run alone.

Nothing is read from `.env`. GOLF_TEST_SERVICES says what the suite stands on: `sqlite` (a file, and no
Redis), or `real` (the PostgreSQL and the Redis that tests/kit/services.py finds). Unset, it is `real` where
DATABASE_URL or REDIS_URL is set.
"""

import atexit
import os
import shutil
import sys
import tempfile

from tests.kit import services

# Parallel workers start with this process's environment, so that a whole run shares what is chosen here.
if "GOLF_TEST_FOLDER" not in os.environ:
    os.environ |= {"ENV_FILE": os.devnull, "SECRET_KEY": "only-for-tests-" + "0123456789abcdefghij" * 3}
    # mypy reads these settings too, and ends without tidying up: it gets no folder of its own.
    folder = tempfile.mkdtemp(prefix="golf-test-") if "pytest" in sys.modules else tempfile.gettempdir()
    if "pytest" in sys.modules:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["GOLF_TEST_FOLDER"] = folder
    os.environ |= services.chosen(os.environ, folder)
TEST_FOLDER = os.environ["GOLF_TEST_FOLDER"]
TEST_RUN = TEST_FOLDER.rpartition("golf-test-")[2].lower()
os.environ["REDIS_PREFIX"] = f"golf-test-{TEST_RUN}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"

from golf_project.settings import *
from golf_project.settings import DATABASES, STORAGES

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in-memory databases lock as soon as two threads write; unflushed, as no test cuts the power.
    DATABASES["default"]["TEST"] = {"NAME": f"{TEST_FOLDER}/test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["TEST"] = {"NAME": f"golf_test_{TEST_RUN}"}
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"

# Tests that want a worker start one.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Fast, and as good as any for people who live for a second.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
GOLF_MAKE_TABLES = False
GOLF_ANALYSIS_DEALS = (4, 8)
