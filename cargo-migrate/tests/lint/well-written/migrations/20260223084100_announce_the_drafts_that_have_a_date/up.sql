UPDATE products SET state = 'announced' WHERE state = 'draft' AND attributes ? 'announced_on';
