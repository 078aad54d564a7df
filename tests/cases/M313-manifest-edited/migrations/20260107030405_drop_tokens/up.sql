SET timezone = 'UTC';
DROP TABLE IF EXISTS tokens;
