DROP MATERIALIZED VIEW roles;
CREATE MATERIALIZED VIEW roles AS SELECT role, count(*) AS n, max(name) AS last FROM staff GROUP BY role;
CREATE UNIQUE INDEX ON roles (role);
