CREATE TABLE t (a int, b boolean, c date, d text, e text[], f int, g uuid, h text, i text, j text, k text, l numeric, m varbit, n cidr, o varchar(2));
