--! unapplied
CREATE TABLE IF NOT EXISTS users (id bigint, team_id bigint);
CREATE INDEX users_team_idx ON users (team_id);
