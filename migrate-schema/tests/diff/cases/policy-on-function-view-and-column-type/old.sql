CREATE TABLE t (id int, who text);
CREATE TABLE m (who text, boss text);
CREATE FUNCTION may(text) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
CREATE POLICY p ON t USING (may(who) AND EXISTS (SELECT 1 FROM m WHERE m.who = t.who));
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
