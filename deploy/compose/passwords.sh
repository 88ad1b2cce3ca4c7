#!/bin/sh
# Gives both roles of the database their passwords, once, when the database is made; database.env holds them.
set -eu
psql --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" \
    --set=owner="$TRACKER_OWNER_PASSWORD" --set=app="$TRACKER_APP_PASSWORD" <<'SQL'
ALTER ROLE tracker_owner PASSWORD :'owner';
ALTER ROLE tracker_app PASSWORD :'app';
SQL
