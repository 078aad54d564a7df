CREATE TABLE audit.by_year (id bigint NOT NULL, year bigint NOT NULL) PARTITION BY LIST (year);
CREATE TABLE audit.year_2026 PARTITION OF audit.by_year FOR VALUES IN (2026);
CREATE TABLE audit.year_2027 (id bigint NOT NULL, year bigint NOT NULL);
ALTER TABLE audit.by_year ATTACH PARTITION audit.year_2027 FOR VALUES IN (2027);
CREATE INDEX ON audit.by_year (id);
