ALTER TYPE product_state ADD VALUE 'announced' BEFORE 'on sale';
