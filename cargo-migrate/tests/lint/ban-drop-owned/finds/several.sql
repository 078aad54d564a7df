REASSIGN OWNED BY importer TO shop;
DROP OWNED BY "Old Importer", reporter;
