CREATE TABLE countries (
    code text PRIMARY KEY CHECK (length(code) = 2),
    name text NOT NULL
);

INSERT INTO countries (code, name)
VALUES ('at', 'Austria'), ('ch', 'Switzerland'), ('de', 'Germany'), ('dk', 'Denmark')
ON CONFLICT (code) DO NOTHING;
