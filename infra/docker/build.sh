#!/usr/bin/env bash
# Builds the images of the four services: millrace/ingest-gateway, millrace/stream-processors, millrace/llm-executor and millrace/result-sink.
#
#   infra/docker/build.sh [--base IMAGE] [--tag TAG] [--context-only]
#
# --base          what they are built on: a JDK 25 runtime with bash (default: eclipse-temurin:25-jre-noble)
# --tag           the tag of the images (default: the version of the project)
# --context-only  fill target/docker/<service> and build nothing
set -euo pipefail
# The user of the images is none of this host's.
umask 022
cd "$(dirname "$0")/../.."

base=eclipse-temurin:25-jre-noble
version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' pom.xml | head -n 1)
tag=$version
build=1
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) sed -n 's/^# \{0,1\}//; 2,7p' "$0" && exit 0 ;;
    --base | --tag) [ $# -gt 1 ] || { echo "$1 needs a value" >&2 && exit 64; } ;;&
    --base) base=$2 && shift 2 ;;
    --tag) tag=$2 && shift 2 ;;
    --context-only) build=0 && shift ;;
    *) echo "unknown option: $1" >&2 && exit 64 ;;
  esac
done

declare -A main=(
  [ingest-gateway]=dev.millrace.gateway.GatewayApplication
  [stream-processors]=dev.millrace.streams.StreamProcessorsApplication
  [llm-executor]=dev.millrace.executor.LlmExecutorApplication
  [result-sink]=dev.millrace.sink.ResultSinkApplication
)
declare -A name=([ingest-gateway]=GATEWAY [stream-processors]=STREAM_PROCESSORS [llm-executor]=LLM_EXECUTOR [result-sink]=RESULT_SINK)

# Every command of ./millrace builds what has changed.
./millrace --version >/dev/null

# Which classes the services need is learnt from a run: everything is started, a question is answered, everything is stopped.
training=target/docker/training
rm -rf target/docker
mkdir -p "$training"
echo "Learning which classes are needed ..."

(
  for variable in KAFKA REGISTRY ELASTICSEARCH GATEWAY STREAM_PROCESSORS LLM_EXECUTOR RESULT_SINK SIMULATED_MODEL; do
    read -r port
    export "MILLRACE_${variable}_PORT=$port"
  done < <(shuf -i 20000-29999 -n 8)
  for service in "${!main[@]}"; do
    export "MILLRACE_${name[$service]}_JAVA_OPTIONS=-XX:-AutoCreateSharedArchive -XX:SharedArchiveFile= -XX:DumpLoadedClassList=$PWD/$training/$service.lst"
  done
  export MILLRACE_HOME=$PWD/$training/home
  trap './millrace down >/dev/null' EXIT
  ./millrace up --detach >"$training/up.log" 2>&1 || { cat "$training/up.log" >&2; exit 1; }
  ./millrace ask "How high is the wheel?" --document README.md >/dev/null
)

for service in "${!main[@]}"; do
  context=target/docker/$service
  mkdir -p "$context"/{lib,modules,service}
  cp infra/docker/{Dockerfile,entrypoint.sh,healthcheck.sh} "$context"
  cp -r agents "$context/agents"
  cp "$training/$service.lst" "$context/classes.lst"
  echo "${main[$service]}" >"$context/main.class"
  cp "$service/target/$service-$version.jar" "$context/service/"
  classpath=service/$service-$version.jar
  # The file has no line end, which read reports.
  IFS=: read -r -a jars <"$service/target/runtime.classpath" || true
  for jar in "${jars[@]}"; do
    # Two libraries may have a file of the same name; what comes from a repository is told apart by its path there.
    case $jar in
      "$PWD"/* | */dev/millrace/*) folder=modules file=$(basename "$jar") ;;
      *) folder=lib file=$(sed 's:.*/repository/::; s:/:_:g' <<<"$jar") ;;
    esac
    cp "$jar" "$context/$folder/$file"
    classpath=$classpath:$folder/$file
  done
  echo "$classpath" >"$context/service.classpath"
  if [ "$build" = 1 ]; then
    echo "Building millrace/$service:$tag ..."
    docker build --quiet --tag "millrace/$service:$tag" --build-arg BASE="$base" --build-arg SERVICE="$service" --build-arg VERSION="$version" \
      --build-arg REVISION="$(git rev-parse --short HEAD 2>/dev/null || echo unknown)" "$context" >/dev/null
  fi
done
if [ "$build" = 1 ]; then
  docker image ls --filter reference='millrace/*' --format 'table {{.Repository}}:{{.Tag}}\t{{.Size}}'
fi
