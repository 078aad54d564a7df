CREATE SEQUENCE ticket_seq;
CREATE TABLE tickets (id bigint PRIMARY KEY DEFAULT nextval('ticket_seq'), staff_id bigint REFERENCES staff (id) ON DELETE CASCADE);
ALTER SEQUENCE ticket_seq OWNED BY tickets.id;
CREATE INDEX tickets_staff_id_idx ON tickets (staff_id);
