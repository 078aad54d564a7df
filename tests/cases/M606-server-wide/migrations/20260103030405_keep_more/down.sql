REVOKE SELECT ON users FROM reports;
DROP ROLE reports;
