CREATE FOREIGN DATA WRAPPER files;
CREATE SERVER archive FOREIGN DATA WRAPPER files;
CREATE FOREIGN TABLE letters (id bigint, was_read numeric(1), tags text[], length interval) SERVER archive;
