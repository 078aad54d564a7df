ALTER TYPE mood ADD VALUE 'away' AFTER 'busy';
