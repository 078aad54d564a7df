DELETE FROM audit.by_year WHERE year = 2026;
