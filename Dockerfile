# Two images: `golf`, for every process of the site (the command says which one it is), and the proxy's.
# docs/deploy.md says what they weigh, and why they are made like this.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
ARG POSTGRES_IMAGE=postgres:17-bookworm
ARG CADDY_IMAGE=caddy:2-alpine

# pg_dump must not be older than the server, and Debian's is: so it comes from the server's own image.
FROM ${POSTGRES_IMAGE} AS postgres
RUN mkdir -p /out/bin /out/lib \
    && cp /usr/lib/postgresql/*/bin/pg_dump /usr/lib/postgresql/*/bin/pg_restore /out/bin/ \
    && ldd /out/bin/* | awk '$2 == "=>" { print $3 }' | sort -u | xargs cp --dereference --target-directory /out/lib

# NumPy's own wheel carries OpenBLAS, 28 MB for linear algebra that tables of CPU players need none of: so it is made without,
# from the same lock, and made again only where its own lines there have changed.
FROM ${PYTHON_IMAGE} AS locks
COPY requirements.txt /build/
RUN cd /build && awk ' \
        /^[^ ]/ { numpy = /^numpy==/ } \
        { print > (numpy ? "numpy.txt" : "others.txt") } \
        /^numpy==/ { print "    --config-settings=setup-args=-Dcpu-dispatch=none \\" > "numpy.txt" }' requirements.txt

FROM ${PYTHON_IMAGE} AS numpy
# Debian's own Python has its headers in another package; the official image brings them along.
RUN apt-get update -qq && apt-get install -qq --yes --no-install-recommends g++ \
    && { test -e "$(python -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h" \
        || apt-get install -qq --yes --no-install-recommends python3-dev; } \
    && rm -rf /var/lib/apt/lists/*
COPY requirements-build.txt /build/
RUN python -m venv /build/tools \
    && /build/tools/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement /build/requirements-build.txt
ENV PATH=/build/tools/bin:$PATH
COPY --from=locks /build/numpy.txt /build/
# Its settings stand beside its hashes: those of the command are kept from packages that a file names.
RUN pip wheel --no-cache-dir --disable-pip-version-check --no-deps --no-binary numpy --no-build-isolation \
        --require-hashes --requirement /build/numpy.txt --wheel-dir /out

FROM ${PYTHON_IMAGE} AS build
RUN apt-get update -qq && apt-get install -qq --yes --no-install-recommends binutils && rm -rf /var/lib/apt/lists/*
COPY --from=postgres /out /out/postgres
# What the base has itself stays away: the C library for one.
RUN cd /out/postgres/lib && for library in *; do if [ -e /usr/lib/*-linux-gnu/"$library" ]; then rm "$library"; fi; done
COPY --from=locks /build/others.txt /build/
COPY --from=numpy /out /build/numpy
RUN python -m venv --without-pip /opt/golf \
    && pip --python /opt/golf/bin/python install --no-cache-dir --no-compile --disable-pip-version-check \
        --only-binary :all: --require-hashes --requirement /build/others.txt \
    && pip --python /opt/golf/bin/python install --no-cache-dir --no-compile --disable-pip-version-check \
        --no-index --no-deps /build/numpy/*.whl
COPY . /app
WORKDIR /app
# The key serves these commands, which sign nothing, and stays in no layer.
ARG UNSIGNED="SECRET_KEY=only-while-the-image-is-being-built DATABASE_URL=sqlite:////tmp/none.sqlite3"
RUN env ${UNSIGNED} /opt/golf/bin/python manage.py collectstatic --noinput --verbosity 0
# What is left has to work; and what any role loads is kept compiled.
RUN /opt/golf/bin/python ops/slim.py /opt/golf/lib/python3.*/site-packages staticfiles \
    && env ${UNSIGNED} /opt/golf/bin/python -B ops/smoke.py \
    && rm -r ops var \
    && env ${UNSIGNED} /opt/golf/bin/python -c \
        'import golf_project.asgi, golf_project.urls, games.uvicorn_server, games.daphne_server, storages.backends.s3' \
    && rm -rf var && mkdir -p var/media var/backups /out/static /out/caddy

FROM ${CADDY_IMAGE} AS proxy
# The official program carries a capability, without which it cannot be started where there are none.
RUN if command -v setcap; then setcap -r /usr/bin/caddy || true; fi
COPY --from=build --chown=10001:10001 /out/caddy /var/lib/proxy
ENV XDG_DATA_HOME=/var/lib/proxy XDG_CONFIG_HOME=/var/lib/proxy
USER 10001:10001

FROM ${PYTHON_IMAGE} AS golf
ENV PATH=/opt/golf/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=build /out/postgres/ /usr/local/
RUN ldconfig && useradd --no-create-home --home-dir /tmp --uid 10001 golf
COPY --from=build /opt/golf /opt/golf
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /app/var /app/var
COPY --from=build --chown=10001:10001 /out/static /srv/static
WORKDIR /app
USER 10001:10001
EXPOSE 8000
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0"]
