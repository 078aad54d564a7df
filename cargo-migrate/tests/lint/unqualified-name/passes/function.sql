SELECT lower('X');
