CREATE TABLE ledger (region text NOT NULL, entry int NOT NULL) PARTITION BY LIST (region);
CREATE UNIQUE INDEX ledger_entry ON ledger (region, entry);
-- The keys of partitions are what backs a unique index above that is no constraint.
CREATE TABLE ledger_north (region text NOT NULL, entry int NOT NULL, PRIMARY KEY (region, entry));
ALTER TABLE ledger ATTACH PARTITION ledger_north FOR VALUES IN ('north');
CREATE TABLE calls (region text NOT NULL, call int NOT NULL) PARTITION BY LIST (region);
CREATE TABLE calls_north PARTITION OF calls FOR VALUES IN ('north');
ALTER TABLE calls_north ADD UNIQUE (region, call);
CREATE UNIQUE INDEX calls_call ON calls (region, call);
