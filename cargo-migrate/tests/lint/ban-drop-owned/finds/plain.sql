DROP OWNED BY importer;
