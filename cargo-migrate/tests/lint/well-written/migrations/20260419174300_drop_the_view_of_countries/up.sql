-- No application of the last three releases names it.
DROP VIEW countries;
