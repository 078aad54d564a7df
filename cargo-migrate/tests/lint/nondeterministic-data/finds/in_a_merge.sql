MERGE INTO users u USING plans p ON u.plan = p.name
WHEN MATCHED THEN UPDATE SET token = md5(random()::text);
