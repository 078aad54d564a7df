DROP TEXT SEARCH TEMPLATE public.simplest;
DROP TEXT SEARCH PARSER public.cutter;
DROP LANGUAGE own;
DROP CONVERSION public.plain;
DROP ACCESS METHOD tree;
CREATE ACCESS METHOD pile TYPE TABLE HANDLER heap_tableam_handler;
CREATE CONVERSION public.plain FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
CREATE TEXT SEARCH TEMPLATE public.simplest (INIT = dsimple_init, LEXIZE = dsimple_lexize);
