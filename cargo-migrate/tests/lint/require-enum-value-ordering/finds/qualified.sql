ALTER TYPE app.color ADD VALUE 'green';
