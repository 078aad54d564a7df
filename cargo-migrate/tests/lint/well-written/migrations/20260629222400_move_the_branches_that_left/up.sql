WITH gone AS (
    DELETE FROM branches WHERE place IS NULL RETURNING id
)
INSERT INTO left_branches (id) SELECT id FROM gone;
