ALTER TABLE invoices RENAME CONSTRAINT invoices_order_fkey TO invoices_order_id_fkey;
