CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE ACCESS METHOD pile TYPE TABLE HANDLER heap_tableam_handler;
