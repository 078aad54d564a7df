DROP FUNCTION audit.touch(), "Next"(int) CASCADE;
