ALTER TYPE color ADD VALUE 'green' AFTER 'red';
