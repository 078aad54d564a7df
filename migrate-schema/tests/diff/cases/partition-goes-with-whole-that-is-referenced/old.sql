CREATE TABLE account (region text, id int, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE TABLE account_north PARTITION OF account FOR VALUES IN ('n');
CREATE TABLE account_south PARTITION OF account FOR VALUES IN ('s');
CREATE TABLE invoice (region text, account int, FOREIGN KEY (region, account) REFERENCES account);
CREATE TABLE stays (region text, account int, FOREIGN KEY (region, account) REFERENCES account);
