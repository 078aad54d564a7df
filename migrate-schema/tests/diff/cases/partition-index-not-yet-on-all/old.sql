CREATE TABLE visits (country text NOT NULL, day date NOT NULL) PARTITION BY LIST (country);
CREATE TABLE visits_fr PARTITION OF visits FOR VALUES IN ('fr');
CREATE TABLE visits_pl PARTITION OF visits FOR VALUES IN ('pl');
-- Neither is valid: the one lacks Poland, the other has no partition yet.
CREATE INDEX by_day ON ONLY visits (day);
CREATE INDEX fr_by_day ON visits_fr (day);
ALTER INDEX by_day ATTACH PARTITION fr_by_day;
CREATE INDEX pl_by_day ON visits_pl (day);
ALTER TABLE ONLY visits ADD CONSTRAINT once UNIQUE (country, day);
CREATE UNIQUE INDEX fr_once ON visits_fr (country, day);
