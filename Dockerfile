# Makes the image in three steps: the wheel (once, for all platforms), an environment with it, and what runs.
# BASE needs Python 3.11 or newer; pip has to be there for building only.
ARG BASE=python:3.13-slim-trixie

# hadolint ignore=DL3006
FROM --platform=$BUILDPLATFORM ${BASE} AS wheel
WORKDIR /source
COPY . .
ARG SOURCE_COMMIT=""
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

# hadolint ignore=DL3006
FROM ${BASE} AS environment
COPY requirements.lock /source/
COPY --from=wheel /wheel /wheel
RUN python3 -m venv --without-pip /opt/aiobserver \
    && pip --python /opt/aiobserver/bin/python install --no-cache-dir --no-deps --require-hashes -r /source/requirements.lock \
    && pip --python /opt/aiobserver/bin/python install --no-cache-dir --no-deps /wheel/*.whl

# hadolint ignore=DL3006
FROM ${BASE}
COPY --from=environment /opt/aiobserver /opt/aiobserver
COPY --chmod=0644 release/image/healthcheck.py /opt/aiobserver/
RUN install --directory --owner=10001 --group=10001 --mode=0700 /app/data
ENV PATH=/opt/aiobserver/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOME=/app \
    AI_OBSERVER_DATABASE_PATH=/app/data/ai-observer.duckdb \
    AI_OBSERVER_HOST=0.0.0.0 \
    AI_OBSERVER_API_PORT=8080 \
    AI_OBSERVER_OTLP_PORT=4318
WORKDIR /app
USER 10001:10001
VOLUME /app/data
EXPOSE 8080 4318
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
    CMD ["python3", "/opt/aiobserver/healthcheck.py"]
ENTRYPOINT ["aiobserver"]
