INSERT INTO regions (code, name) VALUES ('SE', 'Sweden')
    ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name;
EXPLAIN DELETE FROM staff;
