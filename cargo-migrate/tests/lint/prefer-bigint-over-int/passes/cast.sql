SELECT '1'::int;
