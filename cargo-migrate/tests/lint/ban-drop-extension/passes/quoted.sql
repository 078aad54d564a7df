DROP EXTENSION IF EXISTS "uuid-ossp", pg_trgm;
