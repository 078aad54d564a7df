-- in one transaction
ALTER TABLE public.trips ADD CONSTRAINT city__not_null CHECK (city IS NOT NULL) NOT VALID;
ALTER TABLE public.trips ADD CONSTRAINT trip__not_null CHECK (trip IS NOT NULL) NOT VALID;
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY trips_oslo_city_trip_code_key ON public.trips_oslo (city, trip, code);
CREATE UNIQUE INDEX CONCURRENTLY trips_oslo_pkey ON public.trips_oslo (city, trip);
CREATE UNIQUE INDEX CONCURRENTLY trips_rome_1_city_trip_code_key ON public.trips_rome_1 (city, trip, code);
CREATE UNIQUE INDEX CONCURRENTLY trips_rome_1_pkey ON public.trips_rome_1 (city, trip);
-- in one transaction
ALTER TABLE public.trips VALIDATE CONSTRAINT city__not_null;
ALTER TABLE public.trips VALIDATE CONSTRAINT trip__not_null;
-- in one transaction
ALTER TABLE public.trips ALTER COLUMN city SET NOT NULL;
ALTER TABLE public.trips DROP CONSTRAINT city__not_null;
ALTER TABLE public.trips ALTER COLUMN trip SET NOT NULL;
ALTER TABLE public.trips DROP CONSTRAINT trip__not_null;
ALTER TABLE public.trips_oslo ALTER COLUMN city SET NOT NULL;
ALTER TABLE public.trips_oslo ALTER COLUMN trip SET NOT NULL;
ALTER TABLE public.trips_rome ALTER COLUMN city SET NOT NULL;
ALTER TABLE public.trips_rome ALTER COLUMN trip SET NOT NULL;
ALTER TABLE public.trips_rome_1 ALTER COLUMN city SET NOT NULL;
ALTER TABLE public.trips_rome_1 ALTER COLUMN trip SET NOT NULL;
ALTER TABLE public.trips_oslo ADD CONSTRAINT trips_oslo_city_trip_code_key UNIQUE USING INDEX trips_oslo_city_trip_code_key;
ALTER TABLE public.trips_oslo ADD CONSTRAINT trips_oslo_pkey PRIMARY KEY USING INDEX trips_oslo_pkey;
ALTER TABLE public.trips_rome_1 ADD CONSTRAINT trips_rome_1_city_trip_code_key UNIQUE USING INDEX trips_rome_1_city_trip_code_key;
ALTER TABLE public.trips_rome ADD CONSTRAINT trips_rome_city_trip_code_key UNIQUE (city, trip, code);
ALTER TABLE public.trips ADD CONSTRAINT trips_city_trip_code_key UNIQUE (city, trip, code);
ALTER TABLE public.trips_rome_1 ADD CONSTRAINT trips_rome_1_pkey PRIMARY KEY USING INDEX trips_rome_1_pkey;
ALTER TABLE public.trips_rome ADD CONSTRAINT trips_rome_pkey PRIMARY KEY (city, trip);
ALTER TABLE public.trips ADD CONSTRAINT trips_pkey PRIMARY KEY (city, trip);
