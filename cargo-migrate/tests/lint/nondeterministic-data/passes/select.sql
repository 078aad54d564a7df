SELECT now(), random(), setval('plans_id_seq', 10);
