ALTER VIEW people RENAME COLUMN name TO full_name;
