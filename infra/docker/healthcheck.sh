#!/bin/bash
# Whether the service in this container can work. Needs nothing but bash. Asks at the port of the service, which MILLRACE_HEALTH_PORT names, or at the
# one for health and metrics alone, if there is one.
set -eu
exec 3<>"/dev/tcp/127.0.0.1/${MANAGEMENT_SERVER_PORT:-${MILLRACE_HEALTH_PORT:?names the port of the service}}"
printf 'GET /actuator/health/readiness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
IFS= read -r status <&3
case $status in
  'HTTP/1.1 200'*) ;;
  *)
    echo "$status"
    exit 1
    ;;
esac
