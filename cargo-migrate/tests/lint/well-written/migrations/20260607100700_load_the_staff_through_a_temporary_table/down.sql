DELETE FROM staff WHERE name IN ('Ada', 'Bob');
