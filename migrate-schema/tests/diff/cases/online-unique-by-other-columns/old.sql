CREATE TABLE same (tenant_id int NOT NULL, sku text NOT NULL, CONSTRAINT same_sku UNIQUE (tenant_id, sku));
CREATE TABLE other (tenant_id int NOT NULL, sku text NOT NULL, UNIQUE (tenant_id, sku));
CREATE TABLE referred (a int, b int, UNIQUE (a, b));
CREATE TABLE referring (a int);
CREATE TABLE apart (a int UNIQUE, b int);
CREATE TABLE taken (a int, b int, CONSTRAINT free UNIQUE (a, b));
CREATE TABLE taking (a int);
