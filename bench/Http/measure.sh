#!/usr/bin/env bash
# Runs a second of the no-model chat flow over HTTP, beside a bare endpoint on the same machine: needs wrk.
#   bench/Http/measure.sh [SECONDS] [DATABASE_URL]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-10} database=${2:-}
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
dotnet publish src/WebApi -c Release -o "$work/server" -v q --nologo >/dev/null
dotnet build bench -c Release -o "$work/bench" -v q --nologo >/dev/null

cpu() { awk '{ print ($14 + $15) * 10 }' "/proc/$1/stat"; }
memory() { awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$1/status"; }
load() { # name, address, process, seconds
  local before after
  before=$(cpu "$3")
  wrk -t2 -c64 -d"$4"s --latency -s bench/Http/run.lua "$2" > "$work/wrk"
  after=$(cpu "$3")
  awk -v name="$1" -v cpu=$((after - before)) -v memory="$(memory "$3")" '
    /requests in/ { requests = $1 } /Requests\/sec/ { rate = $2 } /99%/ { p99 = $2 } /50%/ { p50 = $2 } /Non-2xx/ { wrong = $NF }
    END { printf "%-34s %8.0f/s   p50 %-8s p99 %-8s %5.1f us CPU   %4d MB   %d errors\n", name, rate, p50, p99, cpu * 1000 / requests, memory, wrong }' "$work/wrk"
}

"$work/bench/SkillFlaw.Bench" bare 7901 >/dev/null & bare=$!
env SKILLFLAW_CONFIG_DIR="$work/data" SKILLFLAW_PORT=7902 ${database:+SKILLFLAW_DATABASE_URL="$database"} \
  dotnet "$work/server/SkillFlaw.WebApi.dll" > "$work/log" & server=$!
for _ in $(seq 100); do grep -q listening "$work/log" && break; sleep 0.1; done
SKILLFLAW_API_KEY=$(grep -o 'sk-[A-Za-z0-9_-]*' "$work/log" | head -1)
export SKILLFLAW_API_KEY
run=http://127.0.0.1:7902/api/v1/run/echo
echo "idle: $(memory $server) MB"
for round in warm-up 1 2; do
  echo "round $round"
  load "bare endpoint" http://127.0.0.1:7901/api/v1/run/echo $bare "$seconds"
  STORE=no load "run, nothing stored" $run $server "$seconds"
  load "run, both messages committed" $run $server "$seconds"
  load "run, streamed, both committed" "$run?stream=true" $server "$seconds"
done
