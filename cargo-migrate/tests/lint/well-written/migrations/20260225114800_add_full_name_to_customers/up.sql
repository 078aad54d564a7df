ALTER TABLE customers ADD COLUMN full_name text;

CREATE FUNCTION customers_sync_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.full_name IS NOT DISTINCT FROM OLD.full_name THEN
        NEW.full_name := coalesce(NEW.name, NEW.full_name);
    END IF;
    NEW.name := NEW.full_name;
    RETURN NEW;
END
$$;

CREATE TRIGGER customers_sync_name BEFORE INSERT OR UPDATE ON customers
    FOR EACH ROW EXECUTE FUNCTION customers_sync_name();
