#!/bin/sh
# Runs the command in the image that try.sh built, as a careful user would: read-only, without capabilities, its ports
# published on loopback alone. Takes the settings of tests/smoke: ports, the folder of the database, plugins.
set -eu
folder=$(dirname "$AI_OBSERVER_DATABASE_PATH")
mkdir -p "$folder"
chown 10001:10001 "$folder"
set -- localhost/ai-observer "$@"
if [ -n "${AI_OBSERVER_PLUGIN_PATH:-}" ]; then
    set -- --volume "$AI_OBSERVER_PLUGIN_PATH:/plugins:ro" --env AI_OBSERVER_PLUGIN_PATH=/plugins "$@"
fi
for port in "$AI_OBSERVER_API_PORT" "$AI_OBSERVER_OTLP_PORT"; do
    set -- --publish "127.0.0.1:$port:$port" "$@"
done
# Without systemd podman cannot run health checks by the clock: try.sh runs the check itself.
exec podman --root "$WORK/storage" --runroot "$WORK/run" --storage-driver "$DRIVER" --cgroup-manager cgroupfs \
    --runtime runc run --rm --cgroupns host --ulimit nofile=4096:4096 --ulimit nproc=4096:4096 --no-healthcheck \
    --read-only --read-only-tmpfs=false --tmpfs /tmp --cap-drop all --security-opt no-new-privileges \
    --env AI_OBSERVER_API_PORT --env AI_OBSERVER_OTLP_PORT --volume "$folder:/app/data" "$@"
