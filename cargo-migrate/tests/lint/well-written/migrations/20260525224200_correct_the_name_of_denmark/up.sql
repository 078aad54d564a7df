UPDATE regions SET name = 'Denmark' WHERE code = 'dk' AND name <> 'Denmark';
