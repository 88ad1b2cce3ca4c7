-- Who may do what in the database. Run once as a superuser, in the tracker's database, before the first `migrate`;
-- run again it changes nothing. What `migrate` adds to the ledger later, and the access record, is closed to tracker_app
-- by `migrate` itself.
--
-- tracker_owner owns every table: migrations, `manage.py redact` and pruning run as it.
-- tracker_app serves people. It can neither edit, empty nor switch off the ledger: it may read it, and what it writes
-- elsewhere is recorded by triggers that run as the owner. To the access record it may add, and nothing else.
-- Counts behind figures it may have made anew from the rows, by functions that can do nothing else.
-- What had been recorded by a moment is rebuilt in temporary tables: functions of the ledger look in them last.
--
-- Give both a password or a certificate of their own: ALTER ROLE tracker_app PASSWORD '…';

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tracker_owner') THEN
    CREATE ROLE tracker_owner LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tracker_app') THEN
    CREATE ROLE tracker_app LOGIN;
  END IF;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO tracker_owner', current_database());
  EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO tracker_app', current_database());
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO tracker_owner;
GRANT USAGE ON SCHEMA public TO tracker_app;

-- What the owner makes from now on: readable and writable, never to be emptied by TRUNCATE; functions for nobody.
ALTER DEFAULT PRIVILEGES FOR ROLE tracker_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tracker_app;
ALTER DEFAULT PRIVILEGES FOR ROLE tracker_owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO tracker_app;
ALTER DEFAULT PRIVILEGES FOR ROLE tracker_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- What is there already.
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER TABLE public.%I OWNER TO tracker_owner', name);
    EXECUTE format('REVOKE ALL ON public.%I FROM tracker_app', name);
    IF name LIKE 'ledger\_%' OR name = 'django_migrations' THEN
      EXECUTE format('GRANT SELECT ON public.%I TO tracker_app', name);
    ELSIF name = 'commitments_accessevent' THEN
      EXECUTE format('GRANT SELECT, INSERT, UPDATE (times) ON public.%I TO tracker_app', name);
    ELSE
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO tracker_app', name);
    END IF;
  END LOOP;
  FOR name IN SELECT p.oid::regprocedure::text FROM pg_proc p
              WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'ledger\_%' LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO tracker_owner', name);
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC, tracker_app', name);
    IF name LIKE 'ledger\_recount\_%' THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO tracker_app', name);
    END IF;
  END LOOP;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tracker_app;
  FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND sequencename LIKE 'ledger\_%' LOOP
    EXECUTE format('REVOKE ALL ON SEQUENCE public.%I FROM tracker_app', name);
  END LOOP;
END $$;
