ALTER DOMAIN app.email
    ADD CONSTRAINT short CHECK (length(VALUE) < 255);
