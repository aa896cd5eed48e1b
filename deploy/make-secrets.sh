#!/bin/sh
# Makes the secrets of docker-compose.yml in deploy/secrets. What is there already is kept: the secret key above all, without which stored
# variables cannot be read.
set -eu
umask 077
folder="$(cd "$(dirname "$0")" && pwd)/secrets"
mkdir -p "$folder"

# The folder is its owner's alone. The files are readable, because in a container another user reads them.
chmod 700 "$folder"

keep() {
  if [ ! -s "$folder/$1" ]; then
    printf '%s\n' "$2" > "$folder/$1.new"
    mv "$folder/$1.new" "$folder/$1"
    echo "made $folder/$1"
  fi
  chmod 644 "$folder/$1"
}

# Letters and digits only: no URL and no list of options has to quote them.
random() { openssl rand -hex "$1"; }

keep secret_key "$(random 32)"
keep superuser_password "$(random 12)"
keep database_password "$(random 24)"
keep redis_auth "requirepass $(random 24)"

# These two are made of the others. Each node takes up to 40 connections here and one for its journal.
keep database_url "Host=postgres;Port=5432;Username=skillflaw;Password=$(cat "$folder/database_password");Database=skillflaw;Maximum Pool Size=40"
keep cluster_connection "redis:6379,password=$(cut -d' ' -f2 "$folder/redis_auth")"
