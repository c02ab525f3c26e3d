#!/bin/sh
# Builds the image where there is no Docker engine and no registry of images: buildah, on a base made by debootstrap.
# Then measures it and runs the smoke suite in it by podman: not root, read-only, without capabilities.
# Needs root, debootstrap, buildah, podman and runc. `make test-image` runs this; the base is made once.
set -eu
export WORK="$PWD/.cache/image"
export DRIVER="${DRIVER:-overlay}" # vfs works everywhere, but copies the image for each container
BASE=localhost/python-base
IMAGE=localhost/ai-observer
LARGEST=97000000
buildah="buildah --root $WORK/storage --runroot $WORK/run --storage-driver $DRIVER"
mkdir -p "$WORK"

# As the official slim image: Python and pip on Debian without documents, translations and package lists.
# The machine's certificates and pip settings come along, so that pip reaches its registry from within.
if [ ! -e "$WORK/base.tar" ]; then
    debootstrap --variant=minbase --include=ca-certificates,python3,python3-pip,python3-venv bookworm "$WORK/base" \
        > "$WORK/debootstrap.log"
    rm -rf "$WORK"/base/var/cache/apt/* "$WORK"/base/var/lib/apt/lists/* "$WORK"/base/usr/share/doc/* \
        "$WORK"/base/usr/share/man/* "$WORK"/base/usr/share/locale/* "$WORK"/base/var/log/*
    cp /etc/ssl/certs/ca-certificates.crt "$WORK/base/etc/ssl/certs/"
    [ ! -e /etc/pip.conf ] || cp /etc/pip.conf "$WORK/base/etc/"
    tar --create --numeric-owner --one-file-system --directory "$WORK/base" --file "$WORK/base.tar" .
    rm -rf "$WORK/base"
fi
if ! $buildah inspect --type image $BASE > /dev/null 2>&1; then
    container=$($buildah from scratch)
    $buildah add --quiet "$container" "$WORK/base.tar" / > /dev/null
    $buildah commit --quiet --rm "$container" $BASE > /dev/null
fi

$buildah build --isolation chroot --pull-never --format docker --build-arg BASE=$BASE \
    --build-arg SOURCE_COMMIT="$(git rev-parse --short HEAD)" --tag $IMAGE .

rm -rf "$WORK/saved"
$buildah push --quiet $IMAGE "dir:$WORK/saved"
size=$(find "$WORK/saved" -type f -printf '%s\n' | awk '{sum += $1} END {print sum}')
echo "compressed: $size bytes"
[ "$size" -le $LARGEST ]

SMOKE_COMMAND="$PWD/release/image/run.sh" .venv/bin/python -m pytest tests/smoke release/tests/test_image.py
