--! postgres 18
--! applied
CREATE TABLE events (user_id bigint, at date) PARTITION BY RANGE (at);
--! unapplied
ALTER TABLE events ADD FOREIGN KEY (user_id) REFERENCES users (id);
