CREATE TABLE reading (day date NOT NULL, value int) PARTITION BY RANGE (day);
CREATE TABLE reading_2025 PARTITION OF reading FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX reading_value ON ONLY reading (value);
CREATE INDEX reading_2025_value ON reading_2025 (value);
ALTER INDEX reading_value ATTACH PARTITION reading_2025_value;
