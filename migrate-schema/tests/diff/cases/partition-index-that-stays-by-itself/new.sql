CREATE TABLE ledger (region text, day date) PARTITION BY LIST (region);
CREATE INDEX ledger_by_day ON ledger (region, day);
CREATE TABLE ledger_north (region text, day date);
ALTER TABLE ledger ATTACH PARTITION ledger_north FOR VALUES IN ('north');
CREATE INDEX north_own ON ledger_north (region, day);
CREATE TABLE ledger_south PARTITION OF ledger FOR VALUES IN ('south');
CREATE INDEX south_own ON ledger_south (region, day);
