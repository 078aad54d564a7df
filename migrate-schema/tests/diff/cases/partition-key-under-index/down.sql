DROP INDEX public.calls_call CASCADE;
DROP TABLE public.ledger_north;
