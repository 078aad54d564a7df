CREATE TABLE ledger (region text NOT NULL, entry int NOT NULL) PARTITION BY LIST (region);
CREATE UNIQUE INDEX ledger_entry ON ledger (region, entry);
CREATE TABLE calls (region text NOT NULL, call int NOT NULL) PARTITION BY LIST (region);
CREATE TABLE calls_north PARTITION OF calls FOR VALUES IN ('north');
