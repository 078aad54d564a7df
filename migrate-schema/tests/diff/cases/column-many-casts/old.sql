CREATE TABLE t (a text, b int, c timestamptz, d jsonb, e int[], f boolean, g varchar(9), h interval, i uuid, j bytea, k "char", l money, m bit(3), n inet, o char(4));
