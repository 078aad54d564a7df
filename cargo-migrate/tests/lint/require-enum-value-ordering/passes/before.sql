ALTER TYPE color ADD VALUE 'green' BEFORE 'red';
