-- Drops whatever a case or a generated schema makes. The roles `reader`, `writer` and `owner` are there and stay.
SET client_min_messages = warning;
DO $$
DECLARE one record;
BEGIN
  FOR one IN SELECT evtname AS name FROM pg_event_trigger LOOP
    EXECUTE format('DROP EVENT TRIGGER %I', one.name);
  END LOOP;
  FOR one IN SELECT pubname AS name FROM pg_publication LOOP
    EXECUTE format('DROP PUBLICATION %I', one.name);
  END LOOP;
  FOR one IN SELECT extname AS name FROM pg_extension WHERE extname <> 'plpgsql' LOOP
    EXECUTE format('DROP EXTENSION %I CASCADE', one.name);
  END LOOP;
  FOR one IN SELECT fdwname AS name FROM pg_foreign_data_wrapper LOOP
    EXECUTE format('DROP FOREIGN DATA WRAPPER %I CASCADE', one.name);
  END LOOP;
  FOR one IN SELECT lanname AS name FROM pg_language WHERE oid >= 16384 AND lanname <> 'plpgsql' LOOP
    EXECUTE format('DROP LANGUAGE %I CASCADE', one.name);
  END LOOP;
  FOR one IN SELECT amname AS name FROM pg_am WHERE oid >= 16384 LOOP
    EXECUTE format('DROP ACCESS METHOD %I CASCADE', one.name);
  END LOOP;
  FOR one IN SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', one.name);
  END LOOP;
  DROP OWNED BY reader, writer, owner CASCADE;
  ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
  CREATE SCHEMA public AUTHORIZATION pg_database_owner;
  GRANT USAGE ON SCHEMA public TO PUBLIC;
  COMMENT ON SCHEMA public IS 'standard public schema';
END $$;
RESET client_min_messages;
