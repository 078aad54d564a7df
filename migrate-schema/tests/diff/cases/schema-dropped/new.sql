CREATE TABLE u (t int, e text);
