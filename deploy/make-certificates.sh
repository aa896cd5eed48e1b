#!/bin/sh
# Makes a certificate authority for the cluster, if there is none, and a new certificate for its nodes, in deploy/secrets. Run again before the
# certificate expires: nodes with the old and the new one understand each other, because both come from the same authority.
#   deploy/make-certificates.sh [DAYS]
set -eu
umask 077
days="${1:-365}"
folder="$(cd "$(dirname "$0")" && pwd)/secrets"
mkdir -p "$folder"
chmod 700 "$folder"
cd "$folder"

# The authority's key makes nodes of the cluster: keep silo-ca.key away from the nodes, and from this machine if you can.
if [ ! -s silo-ca.key ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=SkillFlaw silo authority" \
    -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" \
    -keyout silo-ca.key -out silo-ca.crt
fi
[ -s silo_password ] || openssl rand -hex 24 > silo_password

# Both sides show it, so it is good for servers and for clients.
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=skillflaw-silo" -keyout silo.key -out silo.csr
printf '%s\n' "basicConstraints=critical,CA:FALSE" "keyUsage=critical,digitalSignature" "extendedKeyUsage=serverAuth,clientAuth" \
  "subjectAltName=DNS:skillflaw-silo" > silo.ext
openssl x509 -req -in silo.csr -CA silo-ca.crt -CAkey silo-ca.key -CAcreateserial -days "$days" -sha256 -extfile silo.ext -out silo.crt
openssl pkcs12 -export -inkey silo.key -in silo.crt -certfile silo-ca.crt -passout file:silo_password -out silo.pfx.new
mv silo.pfx.new silo.pfx
rm -f silo.key silo.csr silo.ext silo.crt silo-ca.srl

# As in make-secrets.sh: the folder is closed, these are read in containers.
chmod 644 silo.pfx silo_password silo-ca.crt
openssl pkcs12 -in silo.pfx -passin file:silo_password -nokeys -clcerts | openssl x509 -noout -subject -enddate
