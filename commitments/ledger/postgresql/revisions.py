"""How does PostgreSQL open, close, seal and guard a revision?

Two deferred steps: *close* folds the changes; *seal*, queued behind every foreign-key check, takes the lock that
orders commits and numbers the revision. In one step a key check could wait for a row whose owner waits for the lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commitments.ledger import lines
from commitments.ledger.recording import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable

APPLICATION = "commitment-tracker"
"""The application_name of our own connections. Other clients' writes are recorded as sql:<role>."""

LOCK = 7_269_154_883


@dataclass(frozen=True)
class Function:
    """A function of ours; it runs as the owner of the ledger, whoever writes. `scans`: it reads whole tables."""

    name: str
    body: str
    returns: str = "trigger"
    takes: str = ""
    scans: bool = False

    @property
    def signature(self) -> str:
        """Its name with the types of its arguments; the body calls them $1, $2."""
        return f"{self.name}({self.takes})"

    def create(self, schema: str) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION {self.signature} RETURNS {self.returns} LANGUAGE plpgsql VOLATILE"
            f" SECURITY DEFINER SET search_path = {schema}, pg_temp{'' if self.scans else ' SET enable_seqscan = off'}"
            f" AS $ledger${self.body}$ledger$"
        )


@dataclass(frozen=True)
class Trigger:
    """A trigger of ours: `when` it fires, on which table, and what it calls."""

    name: str
    table: str
    when: str
    calls: str
    kind: str = "OR REPLACE TRIGGER"

    def create(self) -> str:
        head, _, each = self.when.partition(" FOR EACH ")
        event = head.replace(" ON", self._on)
        return f"CREATE {self.kind} {self.name} {event} FOR EACH {each} EXECUTE FUNCTION {self.calls}"

    @property
    def _on(self) -> str:
        return f' ON "{self.table}"'


_HERE = """
DECLARE r bigint := nullif(current_setting('ledger.revision', true), '')::bigint;
BEGIN
  IF r IS NULL THEN RETURN NULL; END IF;
  RETURN (SELECT id FROM ledger_revision WHERE id = r AND content IS NULL);
END"""

_OPEN = f"""
DECLARE
  r bigint := ledger_here();
  who text := nullif(current_setting('ledger.actor', true), '');
  door text := coalesce(current_setting('ledger.door', true), '');
BEGIN
  IF r IS NOT NULL THEN RETURN r; END IF;
  IF who IS NULL THEN
    IF current_setting('application_name') = '{APPLICATION}' THEN
      RAISE EXCEPTION '{NOBODY}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    who := 'sql:' || session_user;
    door := 'sql';
  END IF;
  SET CONSTRAINTS ledger_close, ledger_seal DEFERRED;
  INSERT INTO ledger_revision (public_id, recorded_at, actor, door, reason, request, token, digest)
  VALUES (gen_random_uuid()::text, '', who, door, coalesce(current_setting('ledger.reason', true), ''),
          coalesce(current_setting('ledger.request', true), ''), '', '')
  RETURNING id INTO r;
  PERFORM set_config('ledger.revision', r::text, true);
  RETURN r;
END"""


def version(quiet: Iterable[str]) -> Function:
    """What gives a row its version, once in a revision; changes in `quiet` tables are none of the row's own."""
    return Function("ledger_version", _VERSION.replace("{unless_quiet}", lines.unless_quiet(quiet)))


_VERSION = """
DECLARE
  r bigint := ledger_here();
  named text := to_jsonb(NEW) ->> TG_ARGV[1];
  seen bigint;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.version = -1 AND pg_trigger_depth() > 1 THEN  -- a part of it changed
      NEW.version := OLD.version + 1;
      RETURN NEW;
    ELSIF to_jsonb(NEW) - 'version' = to_jsonb(OLD) - 'version' THEN
      NEW.version := OLD.version;
      RETURN NEW;
    END IF;
  END IF;
  IF r IS NOT NULL THEN
    SELECT version INTO seen FROM ledger_change
    WHERE revision_id = r AND type = TG_ARGV[0] AND object_id = named{unless_quiet} ORDER BY id DESC LIMIT 1;
  END IF;
  IF seen IS NULL AND TG_OP = 'INSERT' THEN
    SELECT version + 1 INTO seen FROM ledger_change
    WHERE type = TG_ARGV[0] AND object_id = named ORDER BY id DESC LIMIT 1;
  END IF;
  IF TG_OP = 'INSERT' THEN
    NEW.version := coalesce(seen, 1);
  ELSE
    NEW.version := coalesce(seen, OLD.version + 1);
  END IF;
  RETURN NEW;
END"""

_CLOSE = """
DECLARE
  folded text := '';
  change record;
BEGIN
  FOR change IN SELECT digest FROM ledger_change WHERE revision_id = NEW.id ORDER BY id LOOP
    folded := encode(sha256(convert_to(folded || change.digest, 'UTF8')), 'hex');
  END LOOP;
  UPDATE ledger_revision SET content = folded WHERE id = NEW.id AND content IS NULL;
  RETURN NULL;
END"""

_SEAL = f"""
DECLARE
  previous record;
  now_numbered ledger_revision%ROWTYPE;
BEGIN
  IF NEW.number IS NOT NULL THEN RETURN NULL; END IF;
  PERFORM pg_advisory_xact_lock({LOCK});
  SELECT number, digest, recorded_at INTO previous FROM ledger_revision
  WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1;
  now_numbered := NEW;
  now_numbered.number := coalesce(previous.number, 0) + 1;
  now_numbered.recorded_at := greatest(
    to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), previous.recorded_at);
  UPDATE ledger_revision SET number = now_numbered.number, recorded_at = now_numbered.recorded_at,
    digest = {lines.postgresql_digest("coalesce(previous.digest, '')", *(f"now_numbered.{c}" for c in lines.REVISION))}
  WHERE id = NEW.id;
  PERFORM ledger_fold(NEW.id);
  RETURN NULL;
END"""

_GUARD = """
BEGIN
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'ledger_revision' THEN
    IF OLD.number IS NULL THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'integrity_constraint_violation';
END"""

_GROWS = """
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> TG_ARGV[1] IS NOT NULL
     AND (to_jsonb(NEW) ->> TG_ARGV[0])::bigint > (to_jsonb(OLD) ->> TG_ARGV[0])::bigint
     AND to_jsonb(NEW) - TG_ARGV[0] = to_jsonb(OLD) - TG_ARGV[0] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END"""

FUNCTIONS = (
    Function("ledger_here", _HERE, "bigint"),
    Function("ledger_open", _OPEN, "bigint"),
    Function("ledger_close", _CLOSE),
    Function("ledger_seal", _SEAL),
    Function("ledger_guard", _GUARD),
    Function("ledger_grows", _GROWS),
)

TRIGGERS = (
    Trigger(
        "ledger_close",
        "ledger_revision",
        "AFTER INSERT ON DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
        "ledger_close()",
        kind="CONSTRAINT TRIGGER",
    ),
    Trigger(
        "ledger_seal",
        "ledger_revision",
        "AFTER UPDATE OF content ON DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
        "ledger_seal()",
        kind="CONSTRAINT TRIGGER",
    ),
    Trigger("ledger_guard", "ledger_revision", "BEFORE UPDATE OR DELETE ON FOR EACH ROW", "ledger_guard()"),
    Trigger("ledger_guard", "ledger_change", "BEFORE UPDATE OR DELETE ON FOR EACH ROW", "ledger_guard()"),
)
