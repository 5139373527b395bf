#!/bin/sh
# Starts the service of this image as process 1, so that it hears of the end. MILLRACE_JAVA_OPTIONS come last and win.
set -eu
cd /opt/millrace
main=$(cat main.class)
classpath=$(cat service.classpath)
# shellcheck disable=SC2086 # several options in one variable
exec java \
  -XX:MaxRAMPercentage=60 -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError \
  -XX:SharedArchiveFile=service.jsa -Xshare:auto \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -Xlog:disable -Xlog:all=warning:stderr \
  -Dfile.encoding=UTF-8 -Djava.awt.headless=true -Duser.timezone=UTC \
  ${MILLRACE_JAVA_OPTIONS:-} \
  -cp "$classpath" "$main" "$@"
