CREATE FOREIGN DATA WRAPPER files;
CREATE SERVER archive FOREIGN DATA WRAPPER files;
CREATE FOREIGN TABLE letters (id int, was_read boolean, tags text, length int) SERVER archive;
