REASSIGN OWNED BY importer TO shop;
