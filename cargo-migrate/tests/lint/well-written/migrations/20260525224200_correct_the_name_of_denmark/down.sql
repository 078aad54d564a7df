-- What was filled in does no harm.
SELECT 1;
