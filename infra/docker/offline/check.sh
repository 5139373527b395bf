#!/usr/bin/env bash
# Runs docker-compose.yml for real where no image registry can be reached: the core profile on the images of build.sh. A task goes through, each container
# is killed and has to come back, a task that is under way meanwhile ends once, and nothing is left in the end.
# Ports, addresses, volumes and the name of the project are its own, so that an installation on the same host is not touched.
#
#   infra/docker/offline/check.sh [--keep]     --keep leaves everything running
set -euo pipefail
cd "$(dirname "$0")/../../.."

keep=0
[ "${1-}" != --keep ] || keep=1
export COMPOSE_PROJECT_NAME=millrace-check COMPOSE_PROFILES=core
export MILLRACE_KAFKA_PORT=39092 MILLRACE_REGISTRY_PORT=38081 MILLRACE_ELASTICSEARCH_PORT=39200 MILLRACE_GATEWAY_PORT=38080
export MILLRACE_SUBNET=172.31.78.0/24
export MILLRACE_DEV_KEY=check-$RANDOM$RANDOM$RANDOM
gateway=http://127.0.0.1:$MILLRACE_GATEWAY_PORT
elasticsearch=http://127.0.0.1:$MILLRACE_ELASTICSEARCH_PORT

if docker compose version >/dev/null 2>&1; then compose=(docker compose); else compose=(docker-compose); fi
compose+=(-f docker-compose.yml -f infra/docker/offline/docker-compose.offline.yml)

say() { printf '%s  %s\n' "$(date -u +%H:%M:%S)" "$*"; }
fail() {
  say "FAILED: $*" >&2
  "${compose[@]}" ps >&2 || true
  exit 1
}
container() { docker ps -aq --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --filter "label=com.docker.compose.service=$1"; }
health() { docker inspect --format '{{if .State.Running}}{{if .State.Health}}{{.State.Health.Status}}{{else}}running{{end}}{{else}}{{.State.Status}} {{.State.ExitCode}}{{end}}' "$(container "$1")"; }

# what to wait for, how long at most in seconds, the command
await() {
  local what=$1 until=$((SECONDS + $2))
  shift 2
  until "$@"; do
    [ $SECONDS -lt $until ] || fail "$what"
    sleep 1
  done
}
is() { [ "$(health "$1")" = "$2" ]; }
started() { [ "$(docker inspect --format '{{.State.Pid}}' "$(container "$1")")" != "$2" ] && is "$1" healthy; }

submit() {
  curl -fsS "$gateway/v1/tasks" -H "Authorization: Bearer $MILLRACE_DEV_KEY" -H 'Content-Type: application/json' \
    -d '{"prompt": "How high is the wheel?", "documents": [{"id": "mill", "text": "The mill was built in 1782. Its wheel is seven metres high."}]}' |
    sed 's/.*"id" *: *"\([^"]*\)".*/\1/'
}
completed() { curl -fsS "$gateway/v1/tasks/$1" -H "Authorization: Bearer $MILLRACE_DEV_KEY" 2>/dev/null | grep -q '"state" *: *"completed"'; }
found() { curl -fsS "$elasticsearch/agents-results/_search?q=_id:$1" 2>/dev/null | grep -q seven; }
through() { # id, why
  await "task $1 does not end ($2)" 180 completed "$1"
  await "the result of task $1 is not in Elasticsearch ($2)" 120 found "$1"
}
left() {
  docker ps -aq --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME"
  docker network ls -q --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME"
  docker volume ls -q --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME"
}

services=(kafka schema-registry elasticsearch ingest-gateway stream-processors llm-executor result-sink)
down() { "${compose[@]}" down --volumes --remove-orphans --timeout 40 >target/docker/check-down.log 2>&1; }
mkdir -p target/docker
[ "$keep" = 1 ] || trap down EXIT

say "up"
"${compose[@]}" config >/dev/null
"${compose[@]}" up -d >target/docker/check-up.log 2>&1 || { cat target/docker/check-up.log >&2; fail "up"; }
for service in "${services[@]}"; do await "$service is not healthy" 180 is "$service" healthy; done
await "init has not ended well" 60 is init "exited 0"
[ "$(curl -s -o /dev/null -w '%{http_code}' "$gateway/v1/tasks/none" -H 'X-API-Key: dev-key')" = 401 ] || fail "the well-known key opens although another was set"
say "all containers are healthy, and the set-up job has ended"
for service in ingest-gateway stream-processors llm-executor result-sink; do
  [ "$(docker exec "$(container "$service")" id -u)" = 10001 ] || fail "$service does not run as its own user"
  ! docker exec "$(container "$service")" touch /opt/millrace/written 2>/dev/null || fail "the file system of $service can be written to"
  [ -z "$(docker logs "$(container "$service")" 2>&1 | grep -v '^{' | head -n 1)" ] || fail "$service has logged something else than JSON"
done
first=$(submit)
through "$first" "after the start"
say "a task went through: $(curl -fsS "$gateway/v1/tasks/$first" -H "Authorization: Bearer $MILLRACE_DEV_KEY" | grep -o '"text" *: *"[^"]*"' | head -n 1)"

for service in "${services[@]}"; do
  # The gateway says 503 while Kafka is down, and nothing while it is down itself.
  case $service in ingest-gateway | kafka) id= ;; *) id=$(submit) ;; esac
  pid=$(docker inspect --format '{{.State.Pid}}' "$(container "$service")")
  # Not docker kill, after which Docker itself does not start the container again.
  kill -9 "$pid"
  await "$service is not healthy again" 240 started "$service" "$pid"
  for other in "${services[@]}"; do await "$other is not healthy after $service was killed" 180 is "$other" healthy; done
  [ -n "$id" ] || id=$(submit)
  through "$id" "$service was killed"
  say "$service was killed and is back, and its task has ended"
done

! docker logs "$(container result-sink)" 2>&1 | grep -q 'changed by hand' || fail "result-sink does not know the index templates again that init has made"
count=$(curl -fsS "$elasticsearch/agents-results/_count" | grep -o '"count":[0-9]*')
[ "$count" = "\"count\":$((${#services[@]} + 1))" ] || fail "not one result for each task: $count of $((${#services[@]} + 1))"
say "one result for each task"
[ "$keep" = 0 ] || exit 0

trap - EXIT
down || { cat target/docker/check-down.log >&2; fail "down"; }
[ -z "$(left)" ] || fail "down has left: $(left)"
say "down has left nothing"
