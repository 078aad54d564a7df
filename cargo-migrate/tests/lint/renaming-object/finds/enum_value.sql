ALTER TYPE color RENAME VALUE 'grey' TO 'gray';
