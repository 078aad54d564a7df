UPDATE products SET state = 'draft' WHERE state = 'announced';
