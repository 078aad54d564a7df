INSERT INTO audit.by_year (id, year) SELECT id, 2026 FROM audit.entries
    WHERE NOT EXISTS (SELECT 1 FROM audit.by_year WHERE by_year.id = entries.id);
