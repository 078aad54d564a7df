INSERT INTO branches (id) SELECT id FROM left_branches;
DELETE FROM left_branches WHERE seen_at IS NULL;
