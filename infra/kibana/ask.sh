#!/usr/bin/env bash
# Asks an Elasticsearch everything that Kibana would ask it for the objects of millrace.ndjson; exit code 1 when a panel has no data.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
[ $# = 1 ] || { echo "usage: ask.sh URL      URL such as http://localhost:9200" >&2 && exit 2; }
[ -r "$here/target/runtime.classpath" ] || { echo "ask.sh: build first: ./mvnw -pl infra/kibana package -DskipTests" >&2 && exit 2; }
# find-jdk.sh may look at variables that are not set
set +eu
# shellcheck source=../../.mvn/find-jdk.sh
. "$here/../../.mvn/find-jdk.sh" || exit 1
set -eu
exec "$JAVA_HOME/bin/java" -cp "$here/target/classes:$(cat "$here/target/runtime.classpath")" \
  dev.millrace.kibana.query.AskAll "$here/millrace.ndjson" "$1"
