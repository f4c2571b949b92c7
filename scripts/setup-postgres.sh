#!/usr/bin/env bash
# Gives a Debian 12 machine a running PostgreSQL 15 with pgvector and pg_trgm, for the second half of the test matrix.
#
# usage: scripts/setup-postgres.sh [role] [password] [database]      (as root; may run again at any time)
# The last line of the output is the connection URL.
#
# Debian 12 ships no pgvector, so it is built from the source package of the next Debian, taken from whatever mirror
# this machine already uses. A client (psql) without a server is a normal starting point: only pg_config counts.
set -euo pipefail

role=${1:-dispatch}
password=${2:-dispatch}
database=${3:-dispatch}
major=15
pg_config=/usr/lib/postgresql/$major/bin/pg_config
extensions=/usr/share/postgresql/$major/extension
extra_sources=/etc/apt/sources.list.d/dispatch-pgvector-source.sources

export DEBIAN_FRONTEND=noninteractive
[ "$(id -u)" = 0 ] || { echo "setup-postgres: run this as root" >&2; exit 1; }

say() { echo "setup-postgres: $*" >&2; }

# A mirror of one stranger's repository being down must not stop the installation from the others.
refresh_packages() { apt-get update -qq || say "some package lists could not be refreshed"; }

install_server() {
  [ -x "/usr/lib/postgresql/$major/bin/postgres" ] && [ -e "$extensions/pg_trgm.control" ] && return
  say "installing PostgreSQL $major"
  refresh_packages
  apt-get install -y -qq "postgresql-$major" >/dev/null # its contrib extensions, pg_trgm among them, are inside
}

# The first repository of this machine that serves the distribution itself, e.g. its deb.* mirror or a local copy.
distribution_mirror() {
  apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
    awk '$2 == "bookworm" && $3 == "main" { print $1; exit }'
}

build_pgvector() {
  [ -e "$extensions/vector.control" ] && return
  say "building pgvector"
  refresh_packages
  apt-get install -y -qq "postgresql-server-dev-$major" make gcc dpkg-dev >/dev/null
  local mirror build
  mirror=$(distribution_mirror)
  [ -n "$mirror" ] || { say "no package mirror of this distribution is configured"; exit 1; }
  printf 'Types: deb-src\nURIs: %s\nSuites: trixie\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' "$mirror" >"$extra_sources"
  build=$(mktemp -d)
  # shellcheck disable=SC2064 # the paths of now
  trap "rm -rf '$build' '$extra_sources'" EXIT
  chmod 777 "$build"
  refresh_packages
  (
    cd "$build"
    apt-get source -qq pgvector >/dev/null 2>&1
    cd pgvector-*/
    # OPTFLAGS: without -march=native the library runs on every processor that the image may be copied to.
    make -s -j2 OPTFLAGS="" PG_CONFIG="$pg_config" >/dev/null
    make -s install PG_CONFIG="$pg_config" >/dev/null
  )
  rm -rf "$build" "$extra_sources"
}

start_cluster() {
  pg_lsclusters -h | grep -q "^$major  *main " || pg_createcluster "$major" main >/dev/null
  pg_lsclusters -h | grep -q "^$major  *main .*online" || pg_ctlcluster --skip-systemctl-redirect "$major" main start
  for _ in $(seq 100); do
    as_postgres -c 'select 1' >/dev/null 2>&1 && return
    sleep 0.2
  done
  say "the server did not start; see /var/log/postgresql"
  exit 1
}

port() { pg_lsclusters -h | awk -v major="$major" '$1 == major && $2 == "main" { print $3 }'; }

as_postgres() { (cd / && su postgres -s /bin/sh -c 'exec psql -X -q -A -t -v ON_ERROR_STOP=1 -p "$@"' -- psql "$(port)" "$@"); }

# The role makes databases and extensions for tests, so it is a superuser. Never do that in production.
create_role_and_database() {
  as_postgres -v role="$role" -v password="$password" -v database="$database" >/dev/null <<'SQL'
select format('create role %I superuser login', :'role') where not exists (select from pg_roles where rolname = :'role') \gexec
select format('alter role %I superuser login password %L', :'role', :'password') \gexec
select format('create database %I owner %I', :'database', :'role') where not exists (select from pg_database where datname = :'database') \gexec
SQL
}

install_server
build_pgvector
start_cluster
create_role_and_database
echo "postgres://$role:$password@127.0.0.1:$(port)/$database"
