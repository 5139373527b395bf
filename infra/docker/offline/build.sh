#!/usr/bin/env bash
# Makes, without any image registry, what docker-compose.offline.yml needs: a base image of Debian and a JDK, the images of the four services on it, and
# stand-ins for Kafka, the schema registry and Elasticsearch that run the jars of the development stack. Needs root, docker, debootstrap and Debian's mirror.
#
#   sudo infra/docker/offline/build.sh
set -euo pipefail
cd "$(dirname "$0")/../../.."
# shellcheck source=.mvn/find-jdk.sh
. .mvn/find-jdk.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
base=millrace-offline/jdk:25

if ! docker image inspect "$base" >/dev/null 2>&1; then
  echo "Base image: Debian by debootstrap, and the JDK in $JAVA_HOME ..."
  debootstrap --variant=minbase --include=ca-certificates,curl bookworm "$work/root" "${MILLRACE_DEBIAN_MIRROR:-http://deb.debian.org/debian}" >"$work/debootstrap.log"
  mkdir -p "$work/root/opt/java"
  tar -C "$JAVA_HOME" --exclude=./jmods --exclude=./lib/src.zip -chf - . | tar -C "$work/root/opt/java" -xf -
  rm -rf "$work/root/var/cache/apt/archives" "$work/root/usr/share/doc" "$work/root/usr/share/man"
  tar -C "$work/root" -cf - . | docker import --change 'ENV JAVA_HOME=/opt/java PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - "$base" >/dev/null
fi

infra/docker/build.sh --base "$base"

# A stand-in has its jars, a command and nothing else.
stand_in() { # name, folder of the module, command...
  local name=$1 module=$2
  shift 2
  local context=$work/$name
  mkdir -p "$context/lib"
  if [ -f "$module/target/runtime.classpath" ]; then
    cp "$module"/target/*-SNAPSHOT.jar "$context/lib/"
    tr ':' '\n' <"$module/target/runtime.classpath" | while IFS= read -r jar; do cp "$jar" "$context/lib/$(sed 's:.*/repository/::; s:/:_:g' <<<"$jar")"; done
  else
    cp -r "$module/target/apicurio/." "$context/lib/"
  fi
  cp infra/docker/offline/*-entrypoint.sh "$context/"
  {
    echo "FROM $base"
    echo "COPY lib/ /opt/stand-in/lib/"
    echo "COPY $name-entrypoint.sh /entrypoint.sh"
    echo 'RUN useradd --uid 1000 standin && mkdir /data && chown standin /data'
    # Where the official image of Kafka has its start script, which Testcontainers calls.
    [ "$name" != kafka ] || echo 'RUN mkdir -p /etc/kafka/docker && ln -s /entrypoint.sh /etc/kafka/docker/run'
    echo 'VOLUME /data'
    echo 'USER 1000'
    echo 'ENTRYPOINT ["/entrypoint.sh"]'
  } >"$context/Dockerfile"
  echo "Building millrace-offline/$name ..."
  docker build --quiet --tag "millrace-offline/$name" "$context" >/dev/null
}
stand_in kafka infra/dev-stack/broker
stand_in schema-registry infra/dev-stack/registry
stand_in elasticsearch infra/dev-stack/elasticsearch
docker image ls --filter reference='millrace-offline/*' --format 'table {{.Repository}}:{{.Tag}}\t{{.Size}}'
