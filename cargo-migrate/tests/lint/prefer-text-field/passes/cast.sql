SELECT 'a'::varchar(3);
