DROP INDEX IF EXISTS tickets_by_hand;
