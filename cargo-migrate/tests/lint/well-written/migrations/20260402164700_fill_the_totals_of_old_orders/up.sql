UPDATE orders SET total = order_total(id)
WHERE total IS NULL AND placed_at < '2026-01-01T00:00:00Z';
