UPDATE users SET scores[1] = 1, scores[2] = 2 WHERE id = 1;
