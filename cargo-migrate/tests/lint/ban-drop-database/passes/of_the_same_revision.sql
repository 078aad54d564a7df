--! unapplied, transaction = none
CREATE DATABASE reports;
DROP DATABASE reports;
