ALTER TYPE color ADD VALUE 'green';
