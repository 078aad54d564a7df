UPDATE users SET beta = true WHERE random() < 0.1;
