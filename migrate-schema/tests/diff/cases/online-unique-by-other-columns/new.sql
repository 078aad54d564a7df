CREATE TABLE same (tenant_id int NOT NULL, sku text NOT NULL, CONSTRAINT same_sku UNIQUE (sku));
CREATE TABLE other (tenant_id int NOT NULL, sku text NOT NULL, UNIQUE (sku));
CREATE TABLE referred (a int, b int, UNIQUE (a));
CREATE TABLE referring (a int REFERENCES referred (a));
CREATE TABLE apart (a int, b int UNIQUE);
CREATE TABLE taken (a int, b int, CONSTRAINT taken_a UNIQUE (a));
CREATE TABLE taking (a int CONSTRAINT free UNIQUE);
