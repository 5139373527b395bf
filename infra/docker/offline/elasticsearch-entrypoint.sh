#!/bin/bash
set -euo pipefail
# shellcheck disable=SC2086 # several options in one variable
exec java ${ES_JAVA_OPTS:-} --enable-native-access=ALL-UNNAMED -Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false \
  -cp '/opt/stand-in/lib/*' dev.millrace.devstack.elasticsearch.ElasticsearchMain /data 9200 0.0.0.0
