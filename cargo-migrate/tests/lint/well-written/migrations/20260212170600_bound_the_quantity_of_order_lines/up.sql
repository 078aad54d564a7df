ALTER TABLE order_lines ADD CONSTRAINT order_lines_quantity_sane CHECK (quantity < 10000) NOT VALID;
