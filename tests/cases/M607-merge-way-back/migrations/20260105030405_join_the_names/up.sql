-- Both lines have their own word: this one stays.
ALTER TABLE users ALTER COLUMN name SET DEFAULT 'nobody';
