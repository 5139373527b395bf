#!/bin/bash
# Apicurio with its schemas in a file, as the development stack has it.
set -euo pipefail
exec java -Xmx256m --add-opens=java.base/java.lang=ALL-UNNAMED -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
  -Dquarkus.http.host=0.0.0.0 -Dquarkus.http.port=8080 -Dquarkus.management.port=0 -Dquarkus.log.level=WARN \
  -Dapicurio.storage.kind=sql -Dapicurio.storage.sql.kind=h2 '-Dapicurio.datasource.url=jdbc:h2:file:/data/registry;WRITE_DELAY=0' \
  -Dapicurio.datasource.jdbc.initial-size=1 -Dapicurio.datasource.jdbc.min-size=1 -Dapicurio.datasource.jdbc.max-size=10 \
  -Dapicurio.rules.global.compatibility=BACKWARD -cp /opt/stand-in/lib/quarkus-run.jar io.quarkus.bootstrap.runner.QuarkusEntryPoint
