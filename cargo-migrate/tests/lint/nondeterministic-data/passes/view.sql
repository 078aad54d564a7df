CREATE VIEW recent AS SELECT * FROM users WHERE seen > now() - interval '1 day';
