#!/usr/bin/env bash
# Imports data views, searches and dashboards into Kibana. Running it again replaces them by those of the file.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: import.sh [options] URL            URL such as http://localhost:5601 or https://kibana.example.org/base

  --space NAME            into this space instead of the default one
  --api-key-file FILE     with the API key in the file (or KIBANA_API_KEY)
  --user NAME             as this user (or KIBANA_USERNAME) ...
  --password-file FILE    ... with the password in the file (or KIBANA_PASSWORD)
  --cacert FILE           trusts the authority in this file
  --insecure              trusts any certificate
  --wait SECONDS          how long Kibana may take to be there (180)
  --file FILE             another file of objects than millrace.ndjson beside this script

Exit codes: 0 imported, 1 refused, 2 usage, 3 Kibana is not there
TEXT
}

fail() {
  local code=$1
  shift
  echo "import.sh: $*" >&2
  exit "$code"
}

content() {
  [ -r "$1" ] || fail 2 "cannot read $1"
  tr -d '\r\n' <"$1"
}

url='' space='' wait=180 file="$(dirname "${BASH_SOURCE[0]}")/millrace.ndjson"
api_key=${KIBANA_API_KEY-} user=${KIBANA_USERNAME-} password=${KIBANA_PASSWORD-}
tls=()
while [ $# -gt 0 ]; do
  case $1 in
    --space | --api-key-file | --user | --password-file | --cacert | --wait | --file)
      [ $# -ge 2 ] || fail 2 "$1 needs a value"
      case $1 in
        --space) space=$2 ;;
        --api-key-file) api_key=$(content "$2") ;;
        --user) user=$2 ;;
        --password-file) password=$(content "$2") ;;
        --cacert) tls+=(--cacert "$2") ;;
        --wait) wait=$2 ;;
        --file) file=$2 ;;
      esac
      shift 2
      ;;
    --insecure) tls+=(--insecure) && shift ;;
    -h | --help) usage && exit 0 ;;
    -*) usage >&2 && fail 2 "unknown option $1" ;;
    *)
      [ -z "$url" ] || fail 2 "more than one URL: $url and $1"
      url=${1%/} && shift
      ;;
  esac
done
[ -n "$url" ] || { usage >&2 && exit 2; }
case $url in http://* | https://*) ;; *) fail 2 "the URL must begin with http:// or https:// but is $url" ;; esac
case $wait in '' | *[!0-9]*) fail 2 "--wait takes seconds, not $wait" ;; esac
[ -r "$file" ] || fail 2 "cannot read $file"
command -v curl >/dev/null || fail 2 "curl is not there"

quoted() { printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g'; }

# Credentials go by standard input: arguments can be read by everyone on the machine.
credentials() {
  if [ -n "$api_key" ]; then
    printf 'header = "Authorization: ApiKey %s"\n' "$(quoted "$api_key")"
  elif [ -n "$user" ]; then
    printf 'user = "%s:%s"\n' "$(quoted "$user")" "$(quoted "$password")"
  fi
}

ask() { credentials | curl --config - --silent --show-error --max-time 60 "${tls[@]}" "$@"; }

answer=$(mktemp)
trap 'rm -f "$answer" "$answer.error"' EXIT

deadline=$((SECONDS + wait))
told=''
until status=$(ask --output "$answer" --write-out '%{http_code}' "$url/api/status" 2>"$answer.error") && [ "$status" = 200 ]; do
  case $status in
    401 | 403) fail 1 "Kibana refuses the credentials ($status)" ;;
    404) fail 3 "$url/api/status is not there (404): is this Kibana, and is its base path part of the URL?" ;;
  esac
  [ $SECONDS -lt $deadline ] || fail 3 "Kibana at $url is not ready after $wait s (status ${status:-none}) $(cat "$answer.error")"
  [ -n "$told" ] || { echo "Waiting for Kibana at $url ..." && told=yes; }
  sleep 1
done

base=$url${space:+/s/$space}
status=$(ask --output "$answer" --write-out '%{http_code}' --header 'kbn-xsrf: true' --form "file=@$file;type=application/ndjson" \
  "$base/api/saved_objects/_import?overwrite=true") || fail 3 "Kibana at $base went away"
case $status in
  200) ;;
  401 | 403) fail 1 "Kibana refuses the credentials, or they may not write saved objects ($status): $(cat "$answer")" ;;
  404) fail 1 "$base is not there (404): does the space exist? $(cat "$answer")" ;;
  *) fail 1 "Kibana answers $status: $(cat "$answer")" ;;
esac
grep -Eq '"success": ?true' "$answer" || fail 1 "Kibana did not take all objects: $(cat "$answer")"
count=$(sed -nE 's/.*"successCount": ?([0-9]+).*/\1/p' "$answer")
echo "Imported ${count:-all} objects into $base"
