#!/bin/sh
# Makes the nodes of docker-compose.yml anew one after the other, with a new image, settings or certificate, so that clients do not notice: silos
# first, then each web host after nginx has stopped sending requests there. Build or load the image before:
#   docker compose build && deploy/rolling-restart.sh
set -eu
cd "$(dirname "$0")/.."
conf=deploy/nginx.conf

# Longer than others wait before they take over what a node has left.
rest="${REST_SECONDS:-20}"

# Compose does not see that the content of a secret has changed.
renew() {
  docker compose up -d --no-deps --force-recreate --wait "$1"
}

# Written into the same file, which is what the container sees. A new one with the old name it would not.
rewrite() {
  sed "$1" "$conf" > "$conf.new"
  cat "$conf.new" > "$conf"
  rm -f "$conf.new"
  docker compose exec -T nginx nginx -s reload
}

for silo in silo-1 silo-2; do
  renew "$silo"
  sleep "$rest"
done

for web in web-1 web-2; do
  rewrite "s/server $web:7860 resolve/& down/"
  trap 'rewrite "s/\(server web-.:7860 resolve\) down/\1/"' EXIT
  sleep 1
  renew "$web"
  rewrite "s/\(server $web:7860 resolve\) down/\1/"
  trap - EXIT
  sleep 5
done
