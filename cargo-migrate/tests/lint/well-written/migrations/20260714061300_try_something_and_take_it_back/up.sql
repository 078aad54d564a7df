SAVEPOINT trial;
CREATE TABLE trial (id bigint);
ROLLBACK TO SAVEPOINT trial;
CREATE VIEW clerks AS SELECT id, name FROM staff WHERE role = 'clerk';
CREATE MATERIALIZED VIEW roles AS SELECT role, count(*) AS n FROM staff GROUP BY role;
CREATE UNIQUE INDEX ON roles (role);
