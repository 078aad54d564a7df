ALTER TABLE staff ADD COLUMN touched_at timestamptz;
CREATE FUNCTION stamp_staff() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.touched_at := now();
    RETURN NEW;
END
$$;
CREATE TRIGGER staff_stamp BEFORE UPDATE ON staff FOR EACH ROW EXECUTE FUNCTION stamp_staff();
