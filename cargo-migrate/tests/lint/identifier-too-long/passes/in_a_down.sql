SELECT 1;
--! down
DROP TABLE a_name_that_goes_on_and_on_until_nobody_knows_how_it_began_at_all;
