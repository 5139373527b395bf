#!/bin/bash
# Kafka as the official image starts it: each KAFKA_A_B of the environment is the setting a.b.
set -euo pipefail
# Another command than the image's own, as Testcontainers gives one; it comes back by /etc/kafka/docker/run.
[ $# -eq 0 ] || exec "$@"
settings=/data/server.properties
env | sed -n 's/^KAFKA_\([A-Z_]*\)=\(.*\)/\1=\2/p' | grep -v '^HEAP_OPTS=' | while IFS='=' read -r name value; do
  echo "$(tr 'A-Z_' 'a-z.' <<<"$name")=$value"
done >"$settings"
# The volume of the compose file is where the official image has it.
classpath='/opt/stand-in/lib/*'
java -cp "$classpath" org.apache.kafka.tools.StorageTool format --ignore-formatted --cluster-id "$CLUSTER_ID" --config "$settings" 2>/dev/null ||
  java -cp "$classpath" kafka.tools.StorageTool format --ignore-formatted --cluster-id "$CLUSTER_ID" --config "$settings"
# shellcheck disable=SC2086 # several options in one variable
exec java ${KAFKA_HEAP_OPTS:-} -cp "$classpath" kafka.Kafka "$settings"
