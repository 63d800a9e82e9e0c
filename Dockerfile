# docker build -t acsm-report . && docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/project" acsm-report build

FROM python:3.14-slim AS wheel
COPY . /source
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheel /source

FROM python:3.14-slim
LABEL org.opencontainers.image.title="acsm-report" \
      org.opencontainers.image.description="Certification data into print: a brochure and an infographic in which every number has a source." \
      org.opencontainers.image.licenses="MIT"

RUN apt-get -qq update \
    && apt-get -qq -y install --no-install-recommends chromium-headless-shell git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system safe.directory /project

# before the program, so that a change of it installs no library anew
COPY requirements.lock /tmp/
RUN python -m pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock
RUN --mount=type=bind,from=wheel,source=/wheel,target=/wheel \
    python -m pip install --no-cache-dir --no-deps /wheel/*.whl

# whoever --user names may keep what was drawn
ENV XDG_CACHE_HOME=/var/cache/acsm-report
RUN useradd --uid 1000 --create-home reporter \
    && mkdir -m 1777 "$XDG_CACHE_HOME" /project

USER 1000
WORKDIR /project
ENTRYPOINT ["acsm-report"]
CMD ["--help"]
