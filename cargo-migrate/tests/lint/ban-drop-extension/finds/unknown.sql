DROP EXTENSION our_own, pgcrypto;
