CREATE TABLE trips (city text, trip int, code text) PARTITION BY LIST (city);
CREATE TABLE trips_oslo PARTITION OF trips FOR VALUES IN ('oslo');
CREATE TABLE trips_rome PARTITION OF trips FOR VALUES IN ('rome') PARTITION BY RANGE (trip);
CREATE TABLE trips_rome_1 PARTITION OF trips_rome FOR VALUES FROM (0) TO (1000);
