CREATE TABLE parcels (id int, state varchar(20), size varchar);
