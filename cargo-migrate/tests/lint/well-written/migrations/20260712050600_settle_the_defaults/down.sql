DELETE FROM regions WHERE code = 'SE';
