DROP ROLE importer;
