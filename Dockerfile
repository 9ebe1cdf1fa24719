# One image for every process of the site; the command says which one it is.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN useradd --create-home --uid 10001 golf
WORKDIR /app

COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt

COPY . .
# The key serves this one command, which signs nothing, and stays in no layer.
RUN SECRET_KEY=only-while-collecting-static-files DATABASE_URL=sqlite:////tmp/none.sqlite3 \
    python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf var && mkdir var && chown golf:golf var

USER golf
EXPOSE 8000
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0"]
