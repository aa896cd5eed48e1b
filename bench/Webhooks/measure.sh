#!/usr/bin/env bash
# Webhooks a second, accepted and completed, beside a bare endpoint that only reads the body; acceptance at half of the peak; two tenants: needs wrk.
#   bench/Webhooks/measure.sh [SECONDS] [DATABASE_URL]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-10} database=${2:-}
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
dotnet publish src/WebApi -c Release -o "$work/server" -v q --nologo >/dev/null
dotnet build bench -c Release -o "$work/bench" -v q --nologo >/dev/null

cpu() { awk '{ print ($14 + $15) * 10 }' "/proc/$1/stat"; }
now() { date +%s%3N; }
load() { # name, address, process
  local before after
  before=$(cpu "$3")
  wrk -t1 -c64 -d"$seconds"s --latency -s bench/Webhooks/post.lua "$2" > "$work/wrk"
  after=$(cpu "$3")
  awk -v name="$1" -v cpu=$((after - before)) '
    /requests in/ { requests = $1 } /Requests\/sec/ { rate = $2 } /99%/ { p99 = $2 } /50%/ { p50 = $2 } /Non-2xx/ { wrong = $NF }
    END { printf "%-26s %8.0f/s   p50 %-8s p99 %-8s %6.1f us CPU   %d errors\n", name, rate, p50, p99, cpu * 1000 / requests, wrong }' "$work/wrk"
}
queued() { curl -s -H "x-api-key: $SKILLFLAW_API_KEY" http://127.0.0.1:7902/api/v1/monitor/job_queue | grep -o '"queued_jobs":[0-9]*' | cut -d: -f2; }

"$work/bench/SkillFlaw.Bench" bare 7901 >/dev/null & bare=$!
env SKILLFLAW_CONFIG_DIR="$work/data" SKILLFLAW_PORT=7902 ${database:+SKILLFLAW_DATABASE_URL="$database"} \
  SKILLFLAW_TENANT_QUEUE_LENGTH=5000000 SKILLFLAW_QUEUE_LENGTH=5000000 dotnet "$work/server/SkillFlaw.WebApi.dll" > "$work/log" & server=$!
for _ in $(seq 100); do grep -q listening "$work/log" && break; sleep 0.1; done
SKILLFLAW_API_KEY=$(grep -o 'sk-[A-Za-z0-9_-]*' "$work/log" | head -1)
export SKILLFLAW_API_KEY
curl -s -H "x-api-key: $SKILLFLAW_API_KEY" -H "content-type: application/json" -d @tests/Flows/webhook.json http://127.0.0.1:7902/api/v1/flows/ >/dev/null
webhook=http://127.0.0.1:7902/api/v1/webhook/test-webhook
for round in warm-up 1 2; do
  echo "round $round"
  load "bare endpoint" http://127.0.0.1:7901/webhook $bare
  began=$(now) before=$(cpu $server)
  load "webhooks accepted" $webhook $server
  accepted=$(awk '/requests in/ { print $1 }' "$work/wrk")
  peak=$(awk '/Requests\/sec/ { print int($2) }' "$work/wrk")
  while [ "$(queued)" != 0 ]; do sleep 0.1; done
  awk -v jobs="$accepted" -v time=$(($(now) - began)) -v cpu=$(($(cpu $server) - before)) \
    'BEGIN { printf "%-26s %8.0f/s   %d jobs in %.1f s   %6.1f us CPU in all\n", "accepted and completed", jobs * 1000 / time, jobs, time / 1000, cpu * 1000 / jobs }'
done
echo "half of the peak"
"$work/bench/SkillFlaw.Bench" webhooks http://127.0.0.1:7902 "$SKILLFLAW_API_KEY" test-webhook $((peak / 2)) --seconds "$seconds"
while [ "$(queued)" != 0 ]; do sleep 0.1; done
echo "two tenants"
"$work/bench/SkillFlaw.Bench" tenants http://127.0.0.1:7902 "${database:-sqlite:///$work/data/skillflaw.db}" tests/Flows/webhook.json
