CREATE TABLE ledger (region text, day date) PARTITION BY LIST (region);
CREATE INDEX ledger_by_day ON ledger (region, day);
-- It is there before, and shall not be taken up by the index above.
CREATE TABLE ledger_north (region text, day date);
CREATE INDEX north_own ON ledger_north (region, day);
